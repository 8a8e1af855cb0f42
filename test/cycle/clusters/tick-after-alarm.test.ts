// A cluster's alarm rings between two ticks: whether the tick after it looks again.
import { describe, expect, it } from 'vitest';
import { GIB, SECOND_MS } from '../../../lib/core/units.ts';
import { runTick } from '../../../lib/cycle/triggers/run-tick.ts';
import { MEMORYDB_CLUSTER } from '../../../lib/targets/memorydb-cluster/memorydb-cluster.ts';
import { aClusterWorld } from './a-cluster-world.ts';

/** How many clusters of two shards of 10 GiB the tick looks at that comes so long after an alarm's look. */
async function looksAfterAlarm(usedGib: number, seconds: number): Promise<number> {
  const { world, ports, cycle } = await aClusterWorld({ bytesAt: () => usedGib * GIB });
  await cycle('alarm');
  await world.runUntil(world.clock.nowMs() + seconds * SECOND_MS);
  return (await runTick(MEMORYDB_CLUSTER, ports)).results.length;
}

describe('the tick after an alarm’s look', () => {
  it.each([
    [14, 0],
    [15, 1],
    [24, 1],
    [60, 1],
  ])('comes %d s later, and looks at %d cluster that is nearly full', async (seconds, looks) => {
    expect(await looksAfterAlarm(11, seconds)).toBe(looks);
  });

  it('looks at a cluster that the alarm’s look has made grow', async () => {
    expect(await looksAfterAlarm(15, 24)).toBe(1);
  });

  it.each([
    [24, 0],
    [240, 0],
    [300, 1],
  ])('%d s later looks at %d quiet cluster', async (seconds, looks) => {
    expect(await looksAfterAlarm(5, seconds)).toBe(looks);
  });
});
