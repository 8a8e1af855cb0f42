import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../functions/probe.ts';
import { startGateway } from '../kdb/gateway-server.ts';
import { A_PUSHED_ROUTE } from '../kdb/pushed-route.ts';
import { startRdb, targetOf } from '../kdb/rdb-fixtures.ts';

const TOLD = { route: A_PUSHED_ROUTE, nowMs: A_PUSHED_ROUTE.asOfMs };

const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('the probe function', () => {
  it('answers for every target and logs one line', async () => {
    const good = await startRdb({ rowsByTable: { trade: 3 } });
    const bad = await startRdb();
    await bad.setFault({ kind: 'wrong-password' });
    const access = { username: 'spillway', password: 'hunter2' };
    const answers = await handler({ targets: [targetOf(good), targetOf(bad), targetOf(bad)], access });
    expect(answers.map((answer) => answer.kind)).toEqual(['report', 'failed', 'failed']);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'WARN',
      targetCount: 3,
      reportCount: 1,
      failures: { 'access-denied': { count: 2 } },
    });
    expect(lines[0]).not.toMatch(/hunter2|spillway/);
  });

  const target = targetOf({ port: 5010 });
  it.each<[string, unknown]>([
    ['event must be an object', null],
    ['event must be an object', [target]],
    ['targets must be a list of at most 1000', { targets: {} }],
    ['targets must be a list of at most 1000', { targets: Array.from({ length: 1001 }, () => target) }],
    ['targets[0] must be an object', { targets: ['hunter2'] }],
    ['targets[0].host must be a text of 1 to 255 characters', { targets: [{ ...target, host: '' }] }],
    ['targets[0].port must be a whole number from 1 to 65535', { targets: [{ ...target, port: 65_536 }] }],
    [
      'targets[0].port must be a whole number from 1 to 65534',
      { targets: [{ ...target, processes: 2, port: 65_535 }] },
    ],
    ['targets[0].processes must be a whole number from 1 to 64', { targets: [{ ...target, processes: 65 }] }],
    ['targets[0].query must be an object', { targets: [{ ...target, query: 'tick' }] }],
    ['access.password must be a text', { targets: [], access: { username: 'x', password: { hunter2: 1 } } }],
    ['access.tls must be an object', { targets: [], access: { tls: true } }],
    ['deadlineMs must be a whole number from 1 to 30000', { targets: [], deadlineMs: 0 }],
  ])('refuses an event: %s', async (message, event) => {
    const error: unknown = await handler(event).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'bad-request', message });
    expect(String(error)).not.toContain('hunter2');
  });

  it('tells gateways, and logs one line', async () => {
    const gateway = await startGateway();
    const request = { gateways: [{ instanceId: 'i-g', host: '127.0.0.1', port: gateway.port }], ...TOLD };
    expect(await handler(request)).toEqual([{ kind: 'pushed', instanceId: 'i-g' }]);
    await gateway.close();
    expect(gateway.tables).toHaveLength(1);
    expect(await handler(request)).toMatchObject([{ kind: 'failed', failure: { code: 'refused' } }]);
    const told = { message: 'pushed', targetCount: 1 };
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { ...told, level: 'INFO', reportCount: 1 },
      { ...told, level: 'WARN', reportCount: 0, failures: { refused: { count: 1 } } },
    ]);
  });

  const [node] = A_PUSHED_ROUTE.nodes;
  const ofNode = (changes: object) => ({
    gateways: [],
    ...TOLD,
    route: { ...A_PUSHED_ROUTE, nodes: [{ ...node, ...changes }] },
  });
  it.each<[string, unknown]>([
    ['gateways must be a list of at most 128', { gateways: 'hunter2' }],
    [
      'gateways[0].port must be a whole number from 1 to 65535',
      { gateways: [{ instanceId: 'i', host: 'h' }] },
    ],
    ['route must be an object', { gateways: [] }],
    ['nowMs must be a number', { gateways: [], route: A_PUSHED_ROUTE }],
    ['route.version must be a number', { ...TOLD, gateways: [], route: { ...A_PUSHED_ROUTE, version: '1' } }],
    ['route.nodes[0].nodeId must be a text of 1 to 1024 characters', ofNode({ nodeId: { hunter2: 1 } })],
    ['route.nodes[0].launchedAtMs must be a number', ofNode({ launchedAtMs: 'hunter2' })],
    ['route.nodes[0].tables must be an object', ofNode({ tables: null })],
    ['route.nodes[0].tables[0].rows must be a number', ofNode({ tables: { hunter2: {} } })],
    ['access.password must be a text', { ...TOLD, gateways: [], access: { password: { hunter2: 1 } } }],
  ])('refuses to tell gateways: %s', async (message, event) => {
    const error: unknown = await handler(event).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'bad-request', message });
    expect(String(error)).not.toContain('hunter2');
  });

  it('has nothing to do for no targets', async () => {
    expect(await handler({ targets: [] })).toEqual([]);
  });
});
