import { describe, expect, it } from 'vitest';
import type { Report } from '../../../../../../lib/targets/rdb-group/domain/node.ts';
import type { GroupLearned } from '../../../../../../lib/targets/rdb-group/domain/state.ts';
import { NOTHING_LEARNED } from '../../../../../../lib/targets/rdb-group/domain/state.ts';
import { MINUTE_MS } from '../../../../../../lib/core/units.ts';
import { decide } from '../../../../../../lib/targets/rdb-group/decide/decide.ts';
import { learn } from '../../../../../../lib/targets/rdb-group/decide/learn/learn.ts';
import { aNode, aReport, NOW_MS } from '../../../../../build/servers.ts';
import { aGroup, aPolicy } from '../../../../../build/snapshot.ts';

const at = (minutes: number) => NOW_MS + minutes * MINUTE_MS;
type Seen = Readonly<Record<string, Partial<Report> | 'silent'>>;

/** Ten rows to a hundredth of memory; an empty server uses five. */
function look(known: GroupLearned, minute: number, seen: Seen) {
  const group = aGroup({ nodes: Object.keys(seen).map((id) => aNode(id)), maxSize: 40 });
  const reports = Object.entries(seen).flatMap(([id, said]): Report[] => {
    if (said === 'silent') return [];
    const memoryUsed = { used: 5 + (said.rows ?? 0) / 10, total: 100, unit: 'bytes' as const };
    return [aReport(id, { observedAtMs: at(minute), memory: memoryUsed, ...said })];
  });
  const learned = learn(known, { group, reports }, at(minute));
  const snapshot = {
    group,
    reports: new Map(reports.map((r) => [r.instanceId, r])),
    odd: [],
    learned,
  };
  return { learned, wanted: decide(snapshot, aPolicy(), at(minute)).assessed.sparesWanted };
}

/** Ten minutes in which 10 rows a minute arrive in a; b waits. */
function steady(): GroupLearned {
  let learned = NOTHING_LEARNED;
  for (let minute = 0; minute <= 10; minute += 1) {
    learned = look(learned, minute, {
      a: { live: true, rows: 600 + 10 * minute },
      b: { queued: true },
    }).learned;
  }
  return learned;
}

describe('a live node that dies', () => {
  it('asks for no storm of servers when its successor has replayed its day at once', () => {
    const jump = look(steady(), 11, { b: { live: true, rows: 710 } });
    expect(jump.wanted).toBeLessThanOrEqual(1);
    expect(look(jump.learned, 12, { b: { live: true, rows: 720 } }).wanted).toBeLessThanOrEqual(1);
  });

  it.each([
    ['waits', { queued: true, rows: 0 }],
    ['is not heard', 'silent'],
  ] as const)('nor when it is gone before its successor, which %s, has its turn', (_, b) => {
    const between = look(steady(), 11, { b });
    expect(between.learned.nodes['a']).toBeUndefined();
    const jump = look(between.learned, 12, { b: { live: true, rows: 720 } });
    expect(jump.wanted).toBeLessThanOrEqual(1);
    // Caught up: what arrives then is the stream again.
    expect(jump.learned.stream?.replay).toBeUndefined();
    expect(look(jump.learned, 13, { b: { live: true, rows: 730 } }).wanted).toBeLessThanOrEqual(1);
  });

  it('nor when it replays for minutes', () => {
    let learned = steady();
    const wanted: number[] = [];
    for (const [i, rows] of [0, 180, 360, 540, 710, 720, 730].entries()) {
      const seen = look(learned, 11 + i, { b: { live: true, rows } });
      learned = seen.learned;
      wanted.push(seen.wanted);
    }
    expect(Math.max(...wanted)).toBeLessThanOrEqual(1);
    // Caught up: what arrives then is the stream again.
    expect(learned.stream?.replay).toBeUndefined();
    const storm = look(learned, 18, { b: { live: true, rows: 1_130 } });
    const { samples = [] } = storm.learned.stream ?? {};
    expect((samples.at(-1)?.total ?? 0) - (samples.at(-2)?.total ?? 0)).toBe(400);
  });

  it('nor does one whose process begins anew, and replays', () => {
    const silent = look(steady(), 14, { a: 'silent', b: { queued: true } });
    const back = look(silent.learned, 15, { a: { live: true, rows: 200 }, b: { queued: true } });
    const replayed = look(back.learned, 16, { a: { live: true, rows: 700 }, b: { queued: true } });
    expect(Math.max(back.wanted, replayed.wanted)).toBeLessThanOrEqual(1);
  });

  it('nor do several in a row, each dead of what it has replayed: none is counted by what the one before it counted for', () => {
    let learned = steady();
    const grown: number[] = [];
    for (const [i, id] of ['b', 'c', 'd', 'e'].entries()) {
      const next = { [String.fromCharCode(id.charCodeAt(0) + 1)]: { queued: true } };
      learned = look(learned, 11 + i, { [id]: { live: true, rows: 710 }, ...next }).learned;
      const { samples = [] } = learned.stream ?? {};
      grown.push((samples.at(-1)?.total ?? 0) - (samples.at(-2)?.total ?? 0));
    }
    expect(grown).toEqual([40, 40, 40, 40]);
    expect(learned.stream?.replayedSpans).toEqual([{ fromMs: at(11), untilMs: at(14) }]);
    // And once all of that is over, nothing is known of it.
    for (let minute = 20; minute <= 52; minute += 1)
      learned = look(learned, minute, { f: { live: true, rows: 520 + 10 * minute } }).learned;
    expect(learned.stream?.replayedSpans).toBeUndefined();
  });

  it('may bring a few times what came between two deaths, as it does when one dies soon after the open', () => {
    let { learned } = look(steady(), 11, { b: { live: true, rows: 710 }, c: { queued: true } });
    // The first minute after a replay may be the last of it, and does not count.
    for (const [i, rows] of [720, 1_020, 1_320].entries())
      learned = look(learned, 12 + i, { b: { live: true, rows }, c: { queued: true } }).learned;
    ({ learned } = look(learned, 15, { c: { live: true, rows: 1_320 } }));
    const { samples = [], replayedSpans } = learned.stream ?? {};
    const grown = samples.map(({ total }, i) => total - (samples[i - 1]?.total ?? 0));
    expect(grown.slice(-5)).toEqual([40, 10, 300, 300, 1_200]);
    expect(replayedSpans).toEqual([
      { fromMs: at(11), untilMs: at(12) },
      { fromMs: at(15), untilMs: at(15) },
    ]);
  });

  it('but not of what the end of a replay brought in the minute after it', () => {
    let learned = steady();
    // The node that died had gained 300 of which nobody had heard, and with 705 its successor seems to have caught up.
    for (const [i, rows] of [705, 705, 1_005].entries())
      learned = look(learned, 11 + i, { b: { live: true, rows }, c: { queued: true } }).learned;
    ({ learned } = look(learned, 14, { c: { live: true, rows: 1_005 } }));
    const { samples = [] } = learned.stream ?? {};
    expect((samples.at(-1)?.total ?? 0) - (samples.at(-2)?.total ?? 0)).toBe(40);
  });

  it('nor does one that dies in the middle of its replay: the next has all of it to replay', () => {
    let learned = steady();
    const grown: number[] = [];
    for (const [i, seen] of [
      { b: { live: true, rows: 0 } },
      { b: { live: true, rows: 300 } },
      { c: { live: true, rows: 0 } },
      { c: { live: true, rows: 400 } },
      { c: { live: true, rows: 730 } },
      { c: { live: true, rows: 740 } },
    ].entries()) {
      ({ learned } = look(learned, 11 + i, { ...seen, d: { queued: true } }));
      const { samples = [] } = learned.stream ?? {};
      grown.push((samples.at(-1)?.total ?? 0) - (samples.at(-2)?.total ?? 0));
    }
    expect(grown).toEqual([0, 40, 0, 40, 40, 10]);
    expect(learned.stream?.replay).toBeUndefined();
  });

  it('while a burst after an ordinary roll is the stream, and counts at once', () => {
    const rolled = look(steady(), 11, { a: { rows: 710 }, b: { live: true, rows: 300 } });
    const { samples = [] } = rolled.learned.stream ?? {};
    expect((samples.at(-1)?.total ?? 0) - (samples.at(-2)?.total ?? 0)).toBe(310);
    expect(rolled.learned.stream?.replay).toBeUndefined();
  });
});

describe('a first look', () => {
  it('at a nearly full live node asks for one server, not for many', () => {
    let learned = NOTHING_LEARNED;
    const wanted: number[] = [];
    for (let minute = 0; minute < 4; minute += 1) {
      const seen = look(learned, minute, { a: { live: true, rows: 700 + 12 * minute } });
      learned = seen.learned;
      wanted.push(seen.wanted);
    }
    // At 75 % and 1.2 % a minute, three times that over 4.5 minutes is 16 %: past the roll by one node, no more.
    expect(Math.max(...wanted)).toBe(1);
  });
});

describe('a node that has rolled', () => {
  it('brings nothing, whatever it says of its rows: none for a while, and all of them again', () => {
    let learned = steady();
    for (const [minute, rows] of [
      [11, 800],
      [12, 0],
      [13, 800],
    ] as const) {
      const seen = { a: { live: true, rows: 600 + 10 * minute }, b: { rows } };
      const { wanted, learned: after } = look(learned, minute, seen);
      expect(wanted).toBeLessThanOrEqual(1);
      learned = after;
    }
    const [before, last] = (learned.stream?.samples ?? []).slice(-2);
    expect((last?.total ?? 0) - (before?.total ?? 0)).toBeCloseTo(10, 6);
  });
});

describe('a node that had all of its turn between two looks', () => {
  it('brings what it holds: it was never live before', () => {
    const before = steady();
    // a rolled to b, and b to c, within the minute.
    const { learned } = look(before, 11, { a: { rows: 720 }, b: { rows: 300 }, c: { live: true, rows: 0 } });
    const [last, now] = (learned.stream?.samples ?? []).slice(-2);
    expect((now?.total ?? 0) - (last?.total ?? 0)).toBeGreaterThanOrEqual(300);
  });
});

describe('a node that was silent', () => {
  it('asks for no storm when it speaks again: what it gained came over all of its silence', () => {
    // Silent for an hour, in which it was filled and rolled; b has been live since.
    let learned = steady();
    for (let minute = 11; minute <= 70; minute += 1) {
      learned = look(learned, minute, { a: 'silent', b: { live: true, rows: 2 * (minute - 10) } }).learned;
    }
    const back = look(learned, 71, { a: { rows: 770 }, b: { live: true, rows: 122 } });
    expect(back.wanted).toBeLessThanOrEqual(1);
    const [before, last] = (back.learned.stream?.samples ?? []).slice(-2);
    expect((last?.total ?? 0) - (before?.total ?? 0)).toBeCloseTo(2 + 70 / 61, 6);
  });

  it('was not where another node spoke some seconds after it, in the same moment: all that came counts', () => {
    let learned = NOTHING_LEARNED;
    const group = aGroup({ nodes: [aNode('a'), aNode('b')], maxSize: 40 });
    for (let minute = 0; minute <= 5; minute += 1) {
      const reports = [
        aReport('a', { live: true, rows: 600 + 10 * minute, observedAtMs: at(minute) }),
        aReport('b', { queued: true, observedAtMs: at(minute) + 9_999 }),
      ];
      learned = learn(learned, { group, reports }, at(minute) + 10_000);
    }
    const { samples = [] } = learned.stream ?? {};
    expect(samples.slice(1).map(({ total }, i) => total - (samples[i]?.total ?? 0))).toEqual(
      Array(5).fill(10),
    );
  });

  it('brings what a live node gained while its rows were missing as the mean of that time', () => {
    let learned = steady();
    for (let minute = 11; minute <= 30; minute += 1) {
      const { rows: _, ...withoutRows } = aReport('a', { live: true, observedAtMs: at(minute) });
      const reports = [withoutRows, aReport('b', { queued: true, observedAtMs: at(minute) })];
      const group = aGroup({ nodes: [aNode('a'), aNode('b')], maxSize: 40 });
      learned = learn(learned, { group, reports }, at(minute));
    }
    const back = look(learned, 31, { a: { live: true, rows: 910 }, b: { queued: true } });
    const { samples = [] } = back.learned.stream ?? {};
    expect(samples.at(-1)?.atMs).toBe(at(31));
    expect(samples.at(-2)?.atMs).toBe(at(10));
  });
});

describe('what only looks like a replay', () => {
  it('a roll of which the successor tells first, until the node before it says that it has rolled', () => {
    const first = look(steady(), 11, { a: 'silent', b: { live: true, rows: 4 } });
    expect(first.learned.stream?.replay).toMatchObject({ lost: 700 });
    const both = look(first.learned, 12, { a: { live: false, rows: 706 }, b: { live: true, rows: 14 } });
    expect(both.learned.stream?.replay).toBeUndefined();
    // A storm after the roll counts for all that it brings.
    const storm = look(both.learned, 13, { a: { live: false, rows: 706 }, b: { live: true, rows: 314 } });
    const { samples = [] } = storm.learned.stream ?? {};
    expect((samples.at(-1)?.total ?? 0) - (samples.at(-2)?.total ?? 0)).toBe(300);
  });

  it('a roll that comes in one look with the minutes before it, which were the stream', () => {
    const known = steady();
    const group = aGroup({ nodes: ['a', 'b'].map((id) => aNode(id)), maxSize: 40 });
    const said = (id: string, minute: number, rows: number, live = true) =>
      aReport(id, {
        observedAtMs: at(minute),
        live,
        rows,
        memory: { used: 5 + rows / 10, total: 100, unit: 'bytes' },
      });
    // The open: a hundred times as much; and its last minute is told by the successor alone.
    const reports = [
      said('a', 11, 1_700),
      said('b', 11, 0, false),
      said('a', 12, 2_700),
      said('b', 12, 0, false),
      said('b', 13, 1_000),
    ];
    const { stream } = learn(known, { group, reports }, at(13));
    const grown = stream?.samples.map(({ total }, i) => total - (stream.samples[i - 1]?.total ?? 0)) ?? [];
    expect(grown.slice(-3)).toEqual([1_000, 1_000, 1_000]);
  });

  it('and what comes in the look that tells of the roll counts for all that it brings', () => {
    const first = look(steady(), 11, { a: 'silent', b: { live: true, rows: 4 } });
    const both = look(first.learned, 12, { a: { live: false, rows: 700 }, b: { live: true, rows: 500 } });
    const { samples = [] } = both.learned.stream ?? {};
    expect((samples.at(-1)?.total ?? 0) - (samples.at(-2)?.total ?? 0)).toBe(496);
  });

  it('not where a node that rolled before repeats that it has', () => {
    const rolledBefore = look(steady(), 11, { a: { live: false, rows: 720 }, b: { live: true, rows: 5 } });
    const died = look(rolledBefore.learned, 12, {
      a: { live: false, rows: 720 },
      b: 'silent',
      c: { live: true, rows: 0 },
    });
    const later = look(died.learned, 13, {
      a: { live: false, rows: 720 },
      b: 'silent',
      c: { live: true, rows: 1 },
    });
    expect(later.learned.stream?.replay).toMatchObject({ lost: 5 });
  });

  it('does not stop the stream once nothing is kept from before it', () => {
    let { learned } = look(steady(), 11, { a: 'silent', b: { live: true, rows: 0 } });
    const grown: number[] = [];
    for (let half = 1; half <= 56; half += 1) {
      learned = look(learned, 11 + half / 2, { a: 'silent', b: { live: true, rows: 5 * half } }).learned;
      const { samples = [] } = learned.stream ?? {};
      grown.push((samples.at(-1)?.total ?? 0) - (samples.at(-2)?.total ?? 0));
    }
    expect(learned.stream?.replay).toMatchObject({ lost: 700 });
    expect(learned.stream?.samples[0]?.atMs).toBeGreaterThan(at(11));
    expect(new Set(grown)).toEqual(new Set([5]));
  });
});
