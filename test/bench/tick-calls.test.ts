// How many calls a tick makes over many groups: what `npm run bench` shows at full size, counted on the simulated ports and, for
// what only AWS's adapters ask, over the wire.
import { describe, expect, it } from 'vitest';
import { crowdedWorld, groupName, lookAt, NODES, simulatedPorts } from '../../bench/tick-fleet.ts';
import { LOOK_AHEAD_MAX_MS } from '../../lib/core/look-ahead.ts';
import { runTick } from '../../lib/cycle/triggers/run-tick.ts';
import { STATE_TABLE, startEmulator } from '../../lib/emulator/start-emulator.ts';
import type { World } from '../../lib/sim/world.ts';
import type { GroupPorts } from '../../lib/targets/rdb-group/ports/group-ports.ts';
import { RDB_GROUP } from '../../lib/targets/rdb-group/rdb-group.ts';
import { wireLocal } from '../../lib/wiring/wire-local.ts';

interface Counting {
  readonly groups: number;
  readonly due: number;
  readonly inNeed: number;
  readonly world: World;
  readonly ports: GroupPorts;
  readonly counts: () => Readonly<Record<string, number>>;
}

/** What the tick adds to the counts: so many groups are due, which were looked at before, and some of them lack a node. */
async function callsOfTick({ groups, due, inNeed, world, ports, counts }: Counting) {
  const names = Array.from({ length: groups }, (_, index) => groupName(index));
  const quietUntilMs = ports.clock.nowMs() + LOOK_AHEAD_MAX_MS;
  for (const name of names.slice(due)) await lookAt(name, quietUntilMs, ports);
  expect((await runTick(RDB_GROUP, ports)).results).toHaveLength(due);
  for (const name of names.slice(0, due)) await lookAt(name, 0, ports);
  for (const name of names.slice(0, inNeed))
    world.autoScaling.putTags(name, { 'spillway:spares-min': String(NODES) });
  const before = counts();
  const { results, failures } = await runTick(RDB_GROUP, ports);
  expect(failures).toEqual([]);
  expect(results).toHaveLength(due);
  const raised = results.filter((one) => one.kind === 'decided' && one.plan.kind === 'scale-out');
  expect(raised).toHaveLength(inNeed);
  const added = Object.entries(counts()).map(([call, count]) => [call, count - (before[call] ?? 0)] as const);
  return Object.fromEntries(added.filter(([, count]) => count > 0));
}

const totalOf = (calls: Readonly<Record<string, number>>) =>
  Object.values(calls).reduce((sum, count) => sum + count, 0);

describe('a tick', () => {
  it('makes at most 150 calls over 1,000 groups of 20 nodes with 50 due and 5 to raise', async () => {
    const world = await crowdedWorld({ groups: 1_000, due: 50, rounds: 1 });
    const counts = () => world.calls.counts();
    const calls = await callsOfTick({
      ...{ groups: 1_000, due: 50, inNeed: 5 },
      ...{ world, ports: simulatedPorts(world), counts },
    });
    expect(totalOf(calls)).toBeLessThanOrEqual(150);
    expect(calls['UpdateItem']).toBe(2 * 50);
  });

  it('makes the same calls over the wire: no items are read of nodes that publish metrics', async () => {
    const world = await crowdedWorld({ groups: 10, due: 5, rounds: 1 });
    const emulator = await startEmulator({ world, tick: null });
    const { ports, destroy } = wireLocal({
      endpoint: emulator.endpoint,
      accessKeyId: 'test',
      env: { SPILLWAY_STATE_TABLE: STATE_TABLE },
      clock: world.clock,
      writeLine: () => undefined,
    });
    try {
      const fleet = { groups: 10, due: 5, inNeed: 1 };
      expect(await callsOfTick({ ...fleet, world, ports, counts: emulator.awsCalls })).toEqual({
        // Due times, and nothing else.
        BatchGetItem: 1,
        DescribeAutoScalingGroups: 1,
        DescribeTags: 1,
        // Seven metrics of 100 nodes.
        GetMetricData: 2,
        ...{ PutEvents: 1, PutItem: 1, SetDesiredCapacity: 1, UpdateItem: 10 },
      });
    } finally {
      destroy();
      await emulator.stop();
    }
  });
});
