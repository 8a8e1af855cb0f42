// What a report of several days shows besides: each day, retirements as one, where the cost above the oracle went.
import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../lib/core/units.ts';
import { foldMarks } from '../../../lib/report/groups/fold-marks.ts';
import { nodeBands } from '../../../lib/report/groups/chart/node-bands.ts';
import { reportPage } from '../../../lib/report/page.ts';
import type { DayRow, Mark } from '../../../lib/report/report-data.ts';
import { aReport } from '../report-data.ts';

function aDay(change: Partial<DayRow> = {}): DayRow {
  return {
    label: 'Mon 2 Mar 2026',
    instanceHours: 40,
    costVsOracle: 1.02,
    rolls: 2,
    minCushionSeconds: 300,
    lateRolls: 0,
    outOfMemory: 0,
    terminatedWithData: 0,
    ...change,
  };
}

/** The label of the row that the table marks. */
function markedDay(days: readonly DayRow[]): string | undefined {
  return /Day by day[\s\S]*?<tr class="shown"><td>([^<]*)</.exec(reportPage(aReport({ days })))?.[1];
}

describe('the table of days', () => {
  it('has a row for each of several days, and is left out for one', () => {
    const page = reportPage(
      aReport({ days: [aDay(), aDay({ label: 'Tue 3 Mar 2026', costVsOracle: 1.07 })] }),
    );
    expect(page).toContain('<td>Tue 3 Mar 2026</td>');
    expect(page).toContain('of 2 days the one with the closest call');
    expect(page).toContain('×1.070');
    expect(reportPage(aReport({ days: [aDay()] }))).not.toContain('Day by day');
  });

  it('marks the day with the closest roll; a day that lost data before any', () => {
    const close = aDay({ label: 'close', minCushionSeconds: 4 });
    const late = aDay({ label: 'late', minCushionSeconds: -60, lateRolls: 1 });
    const lost = aDay({ label: 'lost', terminatedWithData: 1 });
    const calm = aDay({ label: 'calm', rolls: 0, minCushionSeconds: null });
    expect(markedDay([calm, aDay(), close])).toBe('close');
    expect(markedDay([calm, late, close])).toBe('late');
    expect(markedDay([calm, late, lost])).toBe('lost');
    expect(markedDay([calm, calm])).toBe('calm');
  });

  it('prints no ratio for a day that was late', () => {
    const days = [aDay(), aDay({ lateRolls: 1, costVsOracle: 0.97 })];
    expect(reportPage(aReport({ days }))).toContain('data-key="costVsOracle" data-value="0.97">–</td>');
  });

  it('lists the forty closest of more, and says so', () => {
    const days = Array.from({ length: 41 }, (_, i) =>
      aDay({ label: `day ${i}.`, minCushionSeconds: 100 + i }),
    );
    const page = reportPage(aReport({ days }));
    expect(page).toContain('The 40 of 41 days with the closest calls.');
    expect(page).toContain('<td>day 39.</td>');
    expect(page).not.toContain('<td>day 40.</td>');
  });
});

describe('retirements', () => {
  const mark = (atMs: number, kind: Mark['kind']): Mark => ({ atMs, kind, sentence: `at ${atMs}` });

  it('in a row are one, whatever stands between rows of them stays', () => {
    const marks = [
      mark(1, 'retire'),
      mark(2, 'scale-out'),
      mark(3, 'scale-out'),
      mark(4, 'retire'),
      mark(9, 'retire'),
    ];
    expect(foldMarks(marks).map(({ kind, atMs, untilMs, count }) => [kind, atMs, untilMs, count])).toEqual([
      ['retire', 1, 1, 1],
      ['scale-out', 2, 2, 1],
      ['scale-out', 3, 3, 1],
      ['retire', 4, 9, 2],
    ]);
  });

  it('are one line of the page, with how many and until when', () => {
    const { day } = aReport();
    const marks = [1, 2, 3].map((minute) => mark(day.endMs - HOUR_MS + minute * 60_000, 'retire'));
    const page = reportPage(aReport({ day: { ...day, marks } }));
    expect(page).toContain('Retired 3 nodes, the last at 23:03. The first: at ');
    expect(page.match(/<li class="retire">/g)).toHaveLength(1);
  });
});

describe('the cost above the oracle', () => {
  const rows = [
    { label: 'early', hours: 3, usd: 0.3, percent: 1.5 },
    { label: 'never used', hours: -0.5, usd: -0.05, percent: -0.25 },
  ];

  it('is said by its parts and in sum, and left out where nothing compares', () => {
    const page = reportPage(aReport({ aboveOracle: rows }));
    expect(page).toContain('2.5 instance-hours, 1.3 %, against the fewest');
    expect(page).toContain('3.0 h · $0.30 · 1.5 %');
    expect(page).toContain('−0.5 h · −$0.05 · −0.3 %');
    expect(reportPage(aReport())).not.toContain('above the oracle went');
  });
});

describe('the bands of nodes', () => {
  const { day } = aReport();
  const minute = (atMs: number) => (atMs - day.startMs) / 60_000;
  const bands = nodeBands(day, [0, 540, 600, 660, 720, 780, 1_440], minute);

  it('are a piece for each role, stacked in order of launch', () => {
    const rooms = bands.filter(({ kind }) => kind === 'room');
    expect(rooms.map(({ role }) => role)).toEqual([
      'live',
      'rolled',
      'flushed',
      'launching',
      'queued',
      'live',
    ]);
    expect(rooms[3]?.points).toEqual([
      [660, 2],
      [666, 2],
      [666, 1],
      [660, 1],
    ]);
  });

  it('hold no more than their room', () => {
    for (const { points } of bands.filter(({ kind }) => kind === 'used')) {
      const heights = points.map(([, gib]) => gib);
      expect(Math.max(...heights) - Math.min(...heights)).toBeLessThanOrEqual(1);
    }
  });

  it('fall when a node below them goes', () => {
    const [first, second] = day.nodes;
    if (!first || !second) throw new Error('the day has two nodes');
    const nodes = [{ ...first, terminatedAtMs: day.startMs + 20 * HOUR_MS }, second];
    const live = nodeBands({ ...day, nodes }, [0, 720, 1_440], minute).at(-2);
    expect(live).toMatchObject({ role: 'live', kind: 'room' });
    expect(live?.points).toContainEqual([1_200, 2]);
    expect(live?.points).toContainEqual([1_440, 1]);
  });
});
