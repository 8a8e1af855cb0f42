// Checks of what is done with spares find what they are for on a day that was made bad by hand, and leave a good one alone.
import { describe, expect, it } from 'vitest';
import { lateRollAvoidable } from '../../../lib/campaign/checks/spares/late-roll.ts';
import { launchesUnbounded } from '../../../lib/campaign/checks/spares/launches-unbounded.ts';
import { retiredAwake } from '../../../lib/campaign/checks/spares/retired-awake.ts';
import { tooManyAtOnce } from '../../../lib/campaign/checks/spares/too-many-at-once.ts';
import type { RunOptions } from '../../../lib/campaign/options/options.ts';
import { GROUP_NAME, rollRowsOf } from '../../../lib/campaign/world/create-day.ts';
import type { CycleResult } from '../../../lib/cycle/run-cycle.ts';
import type { Report } from '../../../lib/targets/rdb-group/domain/node.ts';
import type { RdbGroup } from '../../../lib/targets/rdb-group/rdb-group.ts';
import { aDay, at, aWatchedRun } from '../build-run.ts';

type Watched = ReturnType<typeof aWatchedRun>;

const DECIDED = {
  kind: 'decided',
  actions: [],
  plan: { assessed: { sparesWanted: 0 }, reason: { code: 'enough', operands: {} } },
} as unknown as CycleResult<RdbGroup>;

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

describe('a late roll', () => {
  /** Nobody asks for a spare, whatever the looks see. */
  async function lateDay(
    tick: (watched: Watched) => void,
    group = {},
    endOfDayMinute = 18 * 60,
    dayCount = 1,
  ) {
    const schedule = { endOfDayMinute, atEndOfDay: 'scale-in', windowMinutes: 240 } as const;
    const stream = { nodesPerDay: 3, shape: 'around-the-clock', spikeFactor: 1 } as const;
    const watched = aWatchedRun(
      lateRollAvoidable,
      aDay({ readyNodeCount: 1, ...group }, { dayCount, stream, schedule }),
    );
    const untilMinute = (endOfDayMinute < 700 ? 1_300 : 700) + (dayCount - 1) * 1_440;
    for (let minute = 1; minute < untilMinute; minute += 1) {
      await watched.run.world.runUntil(at(minute));
      watched.check.onMinute?.();
      tick(watched);
    }
    return watched;
  }
  const look = (watched: Watched, result = DECIDED) => {
    const live = watched.run.tickerplant.live();
    if (!live) return;
    const report: Report = {
      instanceId: live.instanceId,
      source: 'cloudwatch',
      observedAtMs: watched.run.nowMs(),
      sampledFromMs: watched.run.nowMs(),
      rows: live.rows,
      live: true,
    };
    watched.tick([result], { reports: new Map([[live.instanceId, report]]) });
  };

  it('that looks could see coming is avoidable', async () => {
    const watched = await lateDay(look);
    expect(watched.tally).toMatchObject({ lateRolls: 1, lateRollsAvoidable: 1 });
    expect(rollRowsOf(aDay().group)).toBeGreaterThan(10_000);
  });

  it('is not by what was seen before an end of day: the live node is empty then', async () => {
    let firstSeen = 0;
    const late = await lateDay((watched) => {
      look(watched);
      firstSeen ||= watched.tally.lateRolls > 0 ? watched.run.nowMs() : 0;
    });
    const rollMinute = Math.floor((firstSeen - at(0)) / 60_000);
    expect(late.tally.lateRollsAvoidable).toBe(1);
    const endOfDayMinute = rollMinute - 2;
    const before = await lateDay(
      (watched) => {
        if (watched.run.nowMs() < at(endOfDayMinute)) look(watched);
      },
      {},
      endOfDayMinute,
    );
    expect(before.tally).toMatchObject({ lateRolls: 1, lateRollsAvoidable: 0 });
  });

  it('is not where the days before, times the owner’s margin, truly left room: three of them at least', async () => {
    const plan = {
      assessed: { sparesWanted: 0 },
      reason: { code: 'enough', operands: { lastSpareMargin: 1 } },
    };
    const waived = { ...DECIDED, plan } as unknown as typeof DECIDED;
    const lateWith = async (margin: string, dayCount: number, result = waived) => {
      const isLast = ({ run }: Watched) => run.nowMs() >= at((dayCount - 1) * 1_440);
      const tags = { 'spillway:last-spare-margin': margin };
      const { tally, run } = await lateDay(
        (one) => void (isLast(one) && look(one, result)),
        { tags },
        23 * 60,
        dayCount,
      );
      return [tally.lateRollsAvoidable, run.excused.length];
    };
    // What came on each of the days before, from then on, was more than the room; with a margin of next to nothing it is less.
    expect(await lateWith('1', 4)).toEqual([1, 0]);
    expect(await lateWith('0.000001', 4)).toEqual([0, 1]);
    expect(await lateWith('0.000001', 3)).toEqual([1, 0]);
    expect(await lateWith('0.000001', 4, DECIDED)).toEqual([1, 0]);
  });

  it('is not where nobody could look, or the maximum allowed no spare', async () => {
    expect((await lateDay(() => undefined)).tally).toMatchObject({ lateRolls: 1, lateRollsAvoidable: 0 });
    expect((await lateDay(look, { maxSize: 1 })).tally).toMatchObject({
      lateRolls: 1,
      lateRollsAvoidable: 0,
    });
  });
});

describe('launches', () => {
  it('are bounded by the stream’s need', async () => {
    for (const [desiredCapacity, expected] of [
      [5, []],
      [20, ['launches-unbounded']],
    ] as const) {
      const watched = aWatchedRun(launchesUnbounded, aDay({ maxSize: 30 }));
      const { run } = watched;
      for (let minute = 1; minute < 1_439; minute += 10) {
        await run.world.runUntil(at(minute));
        watched.check.onMinute?.();
      }
      run.actors.as('us', () =>
        run.world.autoScaling.setDesiredCapacity({ groupName: GROUP_NAME, desiredCapacity }),
      );
      watched.check.onEnd?.();
      expect(watched.found()).toEqual(expected);
    }
  });
});
