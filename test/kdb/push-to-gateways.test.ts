// Telling gateways where data is: each takes the message, or says why not, and keeps no other waiting.
import { afterEach, describe, expect, it } from 'vitest';
import { startRealDeadline } from '../../lib/kdb/deadline.ts';
import { pushToGateways } from '../../lib/kdb/push/push-to-gateways.ts';
import type { PushRequest } from '../../lib/targets/rdb-group/ports/gateways.ts';
import { startGateway, type GatewayOptions, type GatewayServer } from './gateway-server.ts';
import { A_PUSHED_ROUTE } from './pushed-route.ts';
import { manualDeadline, TEST_CERT, TEST_KEY } from './rdb-fixtures.ts';

const started: GatewayServer[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.close()));
});

async function aGateway(options: GatewayOptions = {}) {
  const server = await startGateway(options);
  started.push(server);
  return server;
}

const addressOf = ({ port }: { readonly port: number }) => ({
  instanceId: `i-${port}`,
  host: '127.0.0.1',
  port,
});
const TOLD = { route: A_PUSHED_ROUTE, nowMs: A_PUSHED_ROUTE.asOfMs };
const push = (servers: readonly { readonly port: number }[], request: Partial<PushRequest> = {}) =>
  pushToGateways({ gateways: servers.map(addressOf), ...TOLD, ...request }, startRealDeadline);

describe('a gateway', () => {
  it('is given the table, a row for each node and table, and the connection ends', async () => {
    const gateways = await Promise.all([aGateway(), aGateway({ credentials: 'spillway:right' })]);
    const access = { username: 'spillway', password: 'right' };
    const answers = await push(gateways, { access });
    expect(answers).toEqual(gateways.map(({ port }) => ({ kind: 'pushed', instanceId: `i-${port}` })));
    for (const { tables } of gateways) {
      expect(tables).toHaveLength(1);
      expect(tables[0]?.map(({ node, table, rows }) => [node, table, rows])).toEqual([
        ['i-live', 'quote', 12n],
        ['i-live', 'trade', 3n],
        ['i-rolled', '', null],
      ]);
    }
  });

  it('is told that all is there while the look is fresh and nothing else is in doubt, and no longer', async () => {
    const gateway = await aGateway();
    const { asOfMs } = A_PUSHED_ROUTE;
    const sure = { ...A_PUSHED_ROUTE, nodes: A_PUSHED_ROUTE.nodes.slice(0, 1) };
    await push([gateway]); // One node is silent.
    await push([gateway], { route: sure });
    await push([gateway], { route: sure, nowMs: asOfMs + 90_000 });
    await push([gateway], { route: sure, nowMs: asOfMs + 90_001 });
    expect(gateway.tables.map(([row]) => row?.['complete'])).toEqual([false, true, true, false]);
  });

  it('is told over TLS where its certificate verifies, and not where it does not', async () => {
    const gateway = await aGateway({ tls: { cert: TEST_CERT, key: TEST_KEY } });
    const trusted = { tls: { ca: TEST_CERT, serverName: 'rdb.test' } };
    expect(await push([gateway], { access: trusted })).toMatchObject([{ kind: 'pushed' }]);
    expect(await push([gateway], { access: { tls: {} } })).toMatchObject([
      { kind: 'failed', failure: { code: 'certificate' } },
    ]);
    expect(gateway.tables).toHaveLength(1);
  });

  it('that refuses the user, or does not listen, is named, and the others are told', async () => {
    const [good, strict, gone] = [await aGateway(), await aGateway({ credentials: 'a:b' }), await aGateway()];
    await gone.close();
    expect(await push([gone, strict, good])).toMatchObject([
      { kind: 'failed', instanceId: `i-${gone.port}`, failure: { code: 'refused' } },
      { kind: 'failed', failure: { code: 'access-denied' } },
      { kind: 'pushed' },
    ]);
    expect(good.tables).toHaveLength(1);
    expect(strict.tables).toEqual([]);
  });

  it.each([
    ['at login', 'logging in'],
    ['on a message', 'handing the message over'],
  ] as const)('that stalls %s costs its deadline, and no more', async (stalls, step) => {
    const deadline = manualDeadline();
    const gateway = await aGateway({ stalls, onStalled: deadline.expire });
    const [answer] = await pushToGateways({ gateways: [addressOf(gateway)], ...TOLD }, deadline.start);
    expect(answer).toMatchObject({ kind: 'failed', failure: { code: 'timed-out' } });
    if (answer?.kind === 'failed') {
      expect(answer.failure.message).toContain(step);
      expect(answer.failure.message).toContain('(2000 ms)');
    }
  });
});
