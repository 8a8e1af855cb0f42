import type { StreamLearned } from '../../../../lib/targets/rdb-group/domain/state.ts';
import { describe, expect, it } from 'vitest';
import type { Calendar } from '../../../../lib/core/calendar.ts';
import type { Snapshot } from '../../../../lib/targets/rdb-group/domain/snapshot.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../../lib/core/units.ts';
import { nodesFilled } from '../../../../lib/targets/rdb-group/decide/filling/filling.ts';
import { arrivalsFrom, horizonMs } from '../../../../lib/targets/rdb-group/decide/filling/arrivals.ts';
import { BASELINE, lastHeardOf, live, NOW_MS, queued } from '../../../build/servers.ts';
import type { SnapshotParts } from '../../../build/snapshot.ts';
import { aFloor, aPolicy, aSnapshot, aDormancy, aStream, EMPTY_NODE, plan } from '../../../build/snapshot.ts';

const ROLLED = { used: 81, rows: 1e9, total: 100 };

const wanted = (servers: Parameters<typeof plan>[0], parts: SnapshotParts = {}) =>
  plan(servers, parts).assessed.sparesWanted;

describe('the threshold policy', () => {
  const policy = { kind: 'threshold', scaleThresholdPercent: 60 } as const;

  it.each([
    [59.9, 0],
    [60, 1],
    [60.1, 1],
    [100, 1],
  ])('at %d %% of memory wants %d spares', (usedPercent, spares) => {
    expect(wanted([live(usedPercent)], { policy })).toBe(spares);
  });

  it('looks at no rate', () => {
    expect(wanted([live(59)], { policy, learned: { ...nodes(live(59)), stream: aStream(20) } })).toBe(0);
  });
});

describe('the lead-time policy', () => {
  // Lead time 180 s, report 0 s old, tick 60 s, margin 30 s: 4.5 minutes ahead, at three times the rate for the first spare,
  // at one and a half times for those beyond it.
  const aheadMinutes = 4.5;
  const policy = { kind: 'lead-time' } as const;
  const atRate = (usedPercent: number, percentPerMinute: number, parts: SnapshotParts = {}) =>
    wanted([live(usedPercent)], {
      policy,
      learned: { ...nodes(live(usedPercent)), stream: aStream(percentPerMinute), emptyNode: EMPTY_NODE },
      ...parts,
    });
  /** As `atRate`, in a group one of whose nodes has rolled at that much memory and that many rows. */
  const afterRolled = (
    rolled: { used: number; rows?: number; total?: number },
    usedPercent: number,
    rate = 0,
  ) => {
    const memory = { rows: 1e9, total: 100, ...rolled };
    const stream = { ...aStream(rate), rolled: memory };
    return wanted([live(usedPercent)], { policy, learned: { ...nodes(live(usedPercent)), stream } });
  };
  /** Rate at which a live node at 40 % reaches its roll threshold of 80 % just at the horizon. */
  const rateToRoll = 40 / (3 * aheadMinutes);
  const roomOfEmpty = 80 - BASELINE;

  it('wants a spare when the live node may roll within lead time and margin at burst rate', () => {
    expect(atRate(40, rateToRoll * 0.999)).toBe(0);
    expect(atRate(40, rateToRoll * 1.001)).toBe(1);
  });

  describe('after one busy minute', () => {
    /** A quarter of an hour at one rate, and the minute that ended so long ago at another; percent a minute. */
    const withBusyMinute = (steady: number, busy: number, minutesAgo: number): StreamLearned => {
      const stream = aStream(steady);
      const more = 10 * (busy - steady);
      const samples = stream.samples.map(({ atMs, total }) => ({
        atMs,
        total: total + (atMs >= NOW_MS - minutesAgo * MINUTE_MS ? more : 0),
      }));
      return { ...stream, samples };
    };
    const after = (usedPercent: number, stream: StreamLearned) =>
      wanted([live(usedPercent)], {
        policy,
        learned: { ...nodes(live(usedPercent)), stream, emptyNode: EMPTY_NODE },
      });

    it('wants one spare as if it went on so, for what a minute has brought another may bring', () => {
      expect(after(40, withBusyMinute(0.5, rateToRoll * 0.999, 10))).toBe(0);
      expect(after(40, withBusyMinute(0.5, rateToRoll * 1.001, 10))).toBe(1);
    });

    it('says by which rate it counted', () => {
      const reasonOf = (stream: StreamLearned) =>
        plan([live(40)], {
          policy,
          learned: { ...nodes(live(40)), stream, emptyNode: EMPTY_NODE },
        }).reason;
      const first = reasonOf(withBusyMinute(0.5, rateToRoll * 1.001, 10));
      expect(first.operands['countedBy']).toBe('busiest minute');
      expect(first.operands['percentPerMinute']).toBeCloseTo(rateToRoll * 1.001, 2);
      const many = reasonOf(aStream(((40 + 3 * roomOfEmpty) / (1.5 * aheadMinutes)) * 1.001));
      expect(many.operands['countedBy']).toBe('stream');
    });

    it('wants no second one for it', () => {
      const forFour = (40 + 3 * roomOfEmpty) / (1.5 * aheadMinutes);
      expect(after(40, withBusyMinute(0.5, forFour, 10))).toBe(1);
      expect(atRate(40, forFour * 1.001)).toBe(4);
    });
  });

  it('wants as many as will fill, the live one first', () => {
    const rateToFillNext = (40 + roomOfEmpty) / (1.5 * aheadMinutes);
    expect(atRate(40, rateToFillNext * 0.999)).toBe(1);
    expect(atRate(40, rateToFillNext * 1.001)).toBe(2);
    expect(atRate(40, ((40 + 3 * roomOfEmpty) / (1.5 * aheadMinutes)) * 1.001)).toBe(4);
  });

  it.each([
    [1, 1],
    [3, 1.5],
    [5, 2],
  ])(
    'with a burst factor of %d allows for %d times the rate beyond the first spare',
    (burstFactor, further) => {
      const rateToFillNext = (40 + roomOfEmpty) / (further * aheadMinutes);
      const withFactor = { policy: { ...policy, burstFactor } };
      expect(atRate(40, rateToFillNext * 0.999, withFactor)).toBe(1);
      expect(atRate(40, rateToFillNext * 1.001, withFactor)).toBe(2);
    },
  );

  it.each([
    [74.9, 0],
    [75, 1],
    [75.1, 1],
  ])('at %d %% of memory and no rate wants %d: the scale threshold is the backstop', (used, spares) => {
    expect(afterRolled({ used: 81 }, used)).toBe(spares);
  });

  it.each([
    [59.9, 0],
    [60, 1],
  ])(
    'at %d %% wants %d where memory jumps, until a node was seen to roll: it may jump past 80 %%',
    (used, spares) => {
      const jumping = { ...aStream(0), growsInJumps: true };
      const wantedWith = (stream: StreamLearned) =>
        wanted([live(used)], { policy, learned: { ...nodes(live(used)), stream } });
      expect(wantedWith(jumping)).toBe(spares);
      // Rolled by hand, at half of its memory: nothing is known of a full one.
      expect(wantedWith({ ...jumping, rolled: { ...ROLLED, used: 65 } })).toBe(spares);
      expect(wantedWith({ ...jumping, rolled: ROLLED })).toBe(0);
      // Smooth memory has the policy's own backstop from the first node on.
      expect(atRate(used, 0)).toBe(0);
    },
  );

  it.each([
    [59.9, 0],
    [60, 1],
  ])(
    'at %d %% wants %d where rows arrive and nobody has seen yet what memory makes of them',
    (used, spares) => {
      const wantedWith = (stream: StreamLearned) =>
        wanted([live(used)], { policy, learned: { ...nodes(live(used)), stream } });
      const { memoryPerRow: _, ...unseen } = aStream(0.001);
      expect(wantedWith(unseen)).toBe(spares);
      // Of memory alone, and where none arrive, the policy's own backstop stands.
      expect(wantedWith({ ...unseen, basis: 'memory', samples: unseen.samples.slice(-1) })).toBe(0);
      expect(wantedWith({ ...unseen, samples: unseen.samples.slice(-1) })).toBe(0);
    },
  );

  it.each([
    [100, 0],
    [98, 0],
    [97, 1],
    [200, 1],
    [undefined, 1],
  ])('leaves the backstop of jumping memory off for a node of %s that rolled: wants %d', (total, spares) => {
    const stream = { ...aStream(0), growsInJumps: true, rolled: { rows: 1e9, used: 160, ...size(total) } };
    expect(wanted([live(60)], { policy, learned: { ...nodes(live(60)), stream } })).toBe(spares);
  });

  it('wants a spare where rows say that the next jump of memory is near', () => {
    const rowsOfLive = live(50).report?.rows ?? 0;
    const near = { used: 95, rows: rowsOfLive * 1.01 };
    expect(afterRolled(near, 50, 1)).toBe(1);
    expect(afterRolled({ ...near, rows: rowsOfLive * 3 }, 50, 1)).toBe(0);
    // Rows that filled a larger node say nothing of this one; nor do they where its size is not known.
    expect(afterRolled({ ...near, total: 200 }, 50, 1)).toBe(0);
  });

  describe('for a node of a size that nobody has seen roll, where memory jumps', () => {
    const rowsOfLive = live(50).report?.rows ?? 0;
    // Ten rows to a hundredth of memory: 1 % a minute, three times that, is 135 rows within the 4.5 minutes.
    const fills = 10 * 3 * aheadMinutes;
    const step = (used: number, rowsAhead: number) => ({
      used,
      afterRows: rowsOfLive + rowsAhead,
      byRows: rowsOfLive + rowsAhead + 30,
    });
    const wantedWith = (learnedOfIt: Partial<StreamLearned>, usedPercent = 50) => {
      const stream = { ...aStream(1), growsInJumps: true, ...learnedOfIt };
      return wanted([live(usedPercent)], { policy, learned: { ...nodes(live(usedPercent)), stream } });
    };

    it.each([
      [fills * 1.001, 0],
      [fills * 0.999, 1],
    ])(
      'with %d rows to go until larger ones came to as much memory as it rolls at, wants %d',
      (rowsAhead, spares) => {
        expect(wantedWith({ memorySteps: [step(70, 1), step(80, rowsAhead), step(95, 900)] })).toBe(spares);
        expect(wantedWith({ memorySteps: [step(79.9, 1), step(160, rowsAhead)] })).toBe(spares);
      },
    );

    it('goes by memory alone where none of them came to so much', () => {
      expect(wantedWith({ memorySteps: [step(79.9, 1)] })).toBe(0);
      expect(wantedWith({ memorySteps: [step(79.9, 900)] }, 60)).toBe(1);
      // Nor does it rest on what larger ones have shown: memory may jump sooner.
      expect(wantedWith({ memorySteps: [step(80, 900)] }, 60)).toBe(1);
    });

    it('goes by one of its size once it has rolled', () => {
      const memorySteps = [step(80, 1)];
      expect(wantedWith({ memorySteps, rolled: { ...ROLLED, total: 200 } })).toBe(1);
      expect(wantedWith({ memorySteps, rolled: ROLLED })).toBe(0);
    });
  });

  it('asks from 60 % on where the live node fills and says that it has no rows', () => {
    const wantedAt = (usedPercent: number, isDoubted: boolean) => {
      const emptiness = isDoubted ? { emptiness: { rowsDoubtedSinceMs: 1 } } : {};
      const server = live(usedPercent, { report: { rows: 0 }, learned: emptiness });
      const stream = { ...aStream(0), rolled: ROLLED };
      return wanted([server], { policy, learned: { ...nodes(server), stream } });
    };
    expect(wantedAt(60, true)).toBe(1);
    expect(wantedAt(59.9, true)).toBe(0);
    expect(wantedAt(60, false)).toBe(0);
  });

  it('goes by rows without history, where a node has rolled with hardly more', () => {
    // The live node holds as many rows as it has ten times its percents; of 80 %, 75 are 937.5 thousandths.
    const rowsOfLive = live(60).report?.rows ?? 0;
    const wantedAt = (rows: number, total = 100) =>
      wanted([live(60)], {
        policy,
        learned: { stream: { basis: 'rows', samples: [], rolled: { used: 81, rows, total } } },
      });
    expect(wantedAt(rowsOfLive / 0.938)).toBe(1);
    expect(wantedAt(rowsOfLive / 0.937)).toBe(0);
    expect(wantedAt(rowsOfLive / 0.938, 200)).toBe(0);
  });

  it('goes by the scale threshold without history', () => {
    expect(wanted([live(74.9)], { policy })).toBe(0);
    expect(wanted([live(75)], { policy })).toBe(1);
  });

  it('looks further ahead for an older report', () => {
    expect(horizonMs(180 * SECOND_MS, 0)).toBe(270 * SECOND_MS);
    expect(horizonMs(180 * SECOND_MS, 90 * SECOND_MS)).toBe(360 * SECOND_MS);
    const servers = [lastHeardOf(live(40), 2 * MINUTE_MS)];
    const stream = { learned: { ...nodes(live(40)), stream: aStream(rateToRoll * 0.999) }, policy };
    expect(wanted(servers, stream)).toBe(1);
  });

  it('wants a spare for a live node that is past its roll threshold, at any rate', () => {
    expect(atRate(90, 0)).toBe(1);
  });

  it('expects at least what a past day brought at this hour, and half as much again', () => {
    const bucket = Math.floor((NOW_MS % (24 * HOUR_MS)) / (15 * MINUTE_MS));
    const buckets = Array.from({ length: 96 }, (_, i) => (i === bucket ? 120 : 0));
    // 4.5 of 15 minutes of 120 %, half as much again: 54 % more.
    const learned = { ...nodes(live(40)), stream: aStream(0), days: [{ day: '2026-11-19', buckets }] };
    expect(wanted([live(40)], { policy, learned })).toBe(1);
    expect(wanted([live(20)], { policy, learned })).toBe(0);
  });

  it('looks a past day up by the clock on the wall, as the calendar has it', () => {
    // On Friday Vienna was two hours ahead of UTC, on this Monday it is one hour ahead: the same time was an hour earlier in UTC.
    const nowMs = Date.parse('2026-10-26T09:00:00Z');
    const bucket = (hour: number) => Array.from({ length: 96 }, (_, i) => (i === hour * 4 ? 120 : 0));
    const snapshotOf = (hour: number, calendar?: Calendar) =>
      aSnapshot([live(40)], {
        learned: { ...nodes(live(40)), days: [{ day: '2026-10-23', buckets: bucket(hour) }] },
        ...(calendar && { calendar }),
      });
    const arrivalOf = (snapshot: Snapshot) =>
      arrivalsFrom(snapshot, nowMs)({ rate: 0, factor: 3 }, 15 * MINUTE_MS);
    const vienna = { timeZone: 'Europe/Vienna', holidays: [], halfDays: [] };
    expect([8, 9].map((hour) => arrivalOf(snapshotOf(hour, vienna)))).toEqual([180, 0]);
    expect([8, 9].map((hour) => arrivalOf(snapshotOf(hour)))).toEqual([0, 180]);
  });
});

describe('nodes filled by an arrival', () => {
  const filling = {
    used: 40,
    total: 100,
    usedPercent: 40,
    reportAgeMs: 0,
    rate: 1,
    busiestRate: 1,
    usedByEmpty: 5,
    mayJump: false,
  };
  it.each([
    [39.9, 0],
    [40, 1],
    [114.9, 1],
    [115, 2],
    [190, 3],
  ])('of %d %% are %d', (arrival, count) => {
    expect(nodesFilled(arrival, filling, aPolicy())).toBe(count);
  });

  it('stay finite where an empty node is as full as the roll threshold', () => {
    expect(nodesFilled(100, { ...filling, usedByEmpty: 90 }, aPolicy())).toBe(4);
  });
});

describe('floors', () => {
  it('of spillway:spares-min are kept always', () => {
    expect(wanted([live(10)], { policy: { sparesMin: 2 } })).toBe(2);
    expect(wanted([live(90)], { policy: { sparesMin: 0 } })).toBe(1);
  });

  it('of a schedule count the live node', () => {
    expect(wanted([live(10)], { intent: aFloor(4) })).toBe(3);
    expect(wanted([queued('i-q')], { intent: aFloor(4) })).toBe(4);
    expect(wanted([live(10)], { intent: aFloor(0) })).toBe(0);
    expect(wanted([live(10, { node: { stage: 'retained' } }), queued('i-q')], { intent: aFloor(4) })).toBe(4);
  });

  it.each([
    [1, 3],
    [0, 0],
    [-1, 0],
  ])('of a schedule that ends in %d ms ask for %d', (forMs, spares) => {
    expect(wanted([live(10)], { intent: aFloor(4, forMs) })).toBe(spares);
  });
});

describe('a blind group', () => {
  const silent = lastHeardOf(live(40), 20 * MINUTE_MS);
  const blindFor = (ms: number) => ({
    learned: { ...nodes(silent), claims: { blindSinceMs: NOW_MS - ms } },
  });

  it.each([
    [5 * MINUTE_MS - 1, 0],
    [5 * MINUTE_MS, 1],
    [5 * MINUTE_MS + 1, 1],
  ])('for %d ms wants %d spares', (ms, spares) => {
    expect(wanted([silent], blindFor(ms))).toBe(spares);
  });

  it('wants none for it once a node says that it is live', () => {
    expect(
      wanted([live(40)], {
        learned: {
          ...nodes(live(40)),
          claims: { blindSinceMs: NOW_MS - HOUR_MS },
        },
      }),
    ).toBe(0);
  });

  it('stays dormant if it was told to', () => {
    expect(wanted([silent], { ...blindFor(HOUR_MS), intent: aDormancy() })).toBe(0);
  });
});

function nodes(...servers: readonly ReturnType<typeof live>[]) {
  return { nodes: Object.fromEntries(servers.map((s) => [s.node.instanceId, s.learned])) };
}

function size(total: number | undefined) {
  return total === undefined ? {} : { total };
}
