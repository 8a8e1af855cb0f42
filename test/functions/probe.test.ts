import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../functions/probe.ts';
import { startRdb, targetOf } from '../kdb/rdb-fixtures.ts';

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

  it('has nothing to do for no targets', async () => {
    expect(await handler({ targets: [] })).toEqual([]);
  });
});
