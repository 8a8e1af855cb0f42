// Checks of what is done with spares find what they are for on a day that was made bad by hand, and leave a good one alone.
import { describe, expect, it } from 'vitest';
import { retiredAwake } from '../../lib/campaign/checks/spares/retired-awake.ts';
import { tooManyAtOnce } from '../../lib/campaign/checks/spares/too-many-at-once.ts';
import type { RunOptions } from '../../lib/campaign/options/options.ts';
import { aDay, at, aWatchedRun } from './build-run.ts';

const SCHEDULED = aDay({ tags: { 'spillway:scale-in': 'scheduled' } });

describe('a spare that is retired', () => {
  /** The checks look each minute; then we end the next in the queue, or the live node. */
  async function retiredAt(minute: number, options: RunOptions = SCHEDULED, whom = 1) {
    const watched = aWatchedRun(retiredAwake, options);
    for (let now = 1; now <= minute; now += 1) {
      await watched.run.world.runUntil(at(now));
      watched.check.onMinute?.();
    }
    const instanceId = watched.nodeIds()[whom] ?? '';
    watched.check.onCall?.({ action: 'terminate', instanceId, decrement: true });
    return watched.found();
  }

  it('is a failure once data has come for half an hour', async () => {
    expect(await retiredAt(20)).toEqual([]);
    expect(await retiredAt(60)).toEqual(['retired-awake']);
  });

  it('is none where nothing comes, in the window of an end of day, or where scale-in is continuous', async () => {
    const stream = { nodesPerDay: 0, shape: 'flat', spikeFactor: 1 } as const;
    expect(await retiredAt(60, { ...SCHEDULED, stream })).toEqual([]);
    const schedule = { ...SCHEDULED.schedule, endOfDayMinute: 30 };
    expect(await retiredAt(60, { ...SCHEDULED, schedule })).toEqual([]);
    expect(await retiredAt(60, aDay({ tags: { 'spillway:scale-in': 'continuous' } }))).toEqual([]);
  });

  it('is none where it is no spare: other checks ask for the live node, and lies excuse', async () => {
    expect(await retiredAt(60, SCHEDULED, 0)).toEqual([]);
    expect(await retiredAt(60, { ...SCHEDULED, faults: { lies: 0.5 } })).toEqual([]);
  });
});

describe('spares that are asked for at once', () => {
  async function askedFor(
    desiredCapacity: number,
    options: RunOptions,
    heard = (nodeIds: readonly string[]) => nodeIds,
  ) {
    const watched = aWatchedRun(tooManyAtOnce, options);
    for (let minute = 1; minute <= 60; minute += 1) {
      await watched.run.world.runUntil(at(minute));
      watched.check.onMinute?.();
    }
    watched.check.onReports?.(
      heard(watched.nodeIds()).map((instanceId) => ({
        instanceId,
        source: 'cloudwatch',
        observedAtMs: at(60),
        sampledFromMs: at(60),
      })),
    );
    watched.check.onCall?.({ action: 'set-desired', desiredCapacity, groupReadAtMs: at(60) });
    return watched;
  }
  const stream = { nodesPerDay: 2, shape: 'around-the-clock', spikeFactor: 1 } as const;

  it('are bounded by what arrives, though the day would allow for more', async () => {
    const day = aDay({ maxSize: 30 }, { stream });
    expect((await askedFor(4, day)).found()).toEqual([]);
    const storm = await askedFor(9, day);
    expect(storm.found()).toEqual(['launches-unbounded']);
    expect(storm.tally.launchesExcess).toBe(5);
    // Of the one that waits nobody has heard yet.
    const first = await askedFor(9, day, (nodeIds) => nodeIds.slice(0, 1));
    expect(first.tally.launchesExcess).toBe(4);
  });

  it('are more where more arrives, or a schedule or a tag asks for them', async () => {
    const busy = aDay({ maxSize: 30 }, { stream: { ...stream, nodesPerDay: 200 } });
    const floor = aDay({ maxSize: 30, tags: { 'spillway:spares-min': '8' } }, { stream });
    const morning = { minute: 30, nodeCount: 8, holdMinutes: 60 };
    const scheduled = aDay({ maxSize: 30 }, { stream, schedule: { ...SCHEDULED.schedule, morning } });
    for (const day of [busy, floor, scheduled]) expect((await askedFor(9, day)).found()).toEqual([]);
  });

  it('are not judged where faults hide what nodes are', async () => {
    expect((await askedFor(9, aDay({ maxSize: 30 }, { stream, faults: { silent: 0.5 } }))).found()).toEqual(
      [],
    );
  });
});
