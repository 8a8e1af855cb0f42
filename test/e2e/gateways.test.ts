// Gateways over a day on the local AWS: each roll is pushed within one look, to those that consent and to nobody else; a gateway
// that is down costs the cycle nothing but its place in the log.
import { expect, test } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../lib/core/units.ts';
import { loopbackAddressOf } from '../../lib/emulator/rdbs/world-rdbs.ts';
import type { World } from '../../lib/sim/world.ts';
import { startGateway, type GatewayServer } from '../kdb/gateway-server.ts';
import {
  at,
  DAY_STARTS_MS,
  eventsOf,
  FULL_RATE_PER_MINUTE,
  GROUP,
  runLocalDay,
  stream,
} from './local-day.ts';

const TAGS = {
  'spillway:gateways': 'gw other',
  'spillway:gateway-secret': 'spillway/gw',
  'spillway:probe-query': 'kx-autoscaling-slices',
  'spillway:spares-min': '1',
};

/** A group of instances that are no RDBs, in a world that knows none but RDBs: they never have data. */
function addGateways(world: World, name: string, tags: Readonly<Record<string, string>>): string {
  world.addGroup({
    name,
    minSize: 1,
    maxSize: 1,
    readyNodeCount: 1,
    bootMs: MINUTE_MS,
    memory: { bytesPerRow: 4096 },
    segments: [],
    endOfDaysMs: [],
    tags,
  });
  const [instanceId = ''] = world.autoScaling.describeGroups([name])[0]?.instances.keys() ?? [];
  const instance = world.ec2.get(instanceId);
  if (!instance) throw new Error(`${name} has no instance`);
  return loopbackAddressOf(instance);
}

test('each roll reaches a gateway within one look, and those who did not ask hear nothing', async () => {
  const heard: { atMs: number; live: readonly unknown[] }[] = [];
  const gateways: GatewayServer[] = [];
  let downFrom = 0;
  const day = await runLocalDay({
    segments: [stream(0, 50, 4 * FULL_RATE_PER_MINUTE)],
    untilMinute: 46,
    tags: TAGS,
    probe: { secrets: { 'spillway/gw': '{"username":"spillway","password":"told"}' } },
    group: { rowTimes: true },
    prepare: async ({ world }) => {
      const host = addGateways(world, 'gw', { 'spillway:gateway-for': 'rdb-*' });
      const otherHost = addGateways(world, 'other', { 'spillway:gateway-for': 'another' });
      const gateway = await startGateway({
        host,
        credentials: 'spillway:told',
        onTable: (rows) => {
          const live = rows
            .filter(({ role, table }) => role === 'live' && table === 'trade')
            .map(({ node }) => node);
          heard.push({ atMs: world.clock.nowMs(), live });
        },
      });
      gateways.push(gateway, await startGateway({ host: otherHost, port: gateway.port }));
      world.autoScaling.putTags(GROUP, { 'spillway:gateway-port': String(gateway.port) });
      world.clock.schedule(at(38), async () => {
        downFrom = heard.length;
        await gateway.close();
      });
    },
  });
  await Promise.all(gateways.map((gateway) => gateway.close()));
  const rolls = eventsOf(day, 'rolled').filter(({ atMs }) => atMs < at(37));
  expect(rolls.length).toBeGreaterThan(1);
  for (const { atMs, instanceId } of rolls) {
    const next = heard.find((one) => one.atMs > atMs);
    expect(next?.atMs, 'the next look').toBeLessThanOrEqual(atMs + MINUTE_MS + SECOND_MS);
    expect(next?.live).not.toContain(instanceId);
    expect(next?.live).toHaveLength(1);
  }
  const times = heard.map(({ atMs }) => atMs);
  const gaps = times.slice(1).map((atMs, i) => atMs - (times[i] ?? DAY_STARTS_MS));
  expect(Math.max(...gaps), 'at least once a minute').toBeLessThanOrEqual(MINUTE_MS + SECOND_MS);
  expect(gateways[1]?.tables).toEqual([]);
  expect(heard.length).toBe(downFrom);
  const complaints = day.logLines.filter((line) => line.includes('gateways are not told'));
  expect(complaints.some((line) => line.includes('does not name rdb-test'))).toBe(true);
  expect(complaints.some((line) => line.includes('ECONNREFUSED'))).toBe(true);
  // Scaling went on, and no cycle failed for it.
  expect(day.emulator.failedAttempts()).toEqual([]);
});
