import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../lib/core/units.ts';
import { changeMarks, type ChangeMark } from '../../../lib/report/shards/change-marks.ts';

const START_MS = Date.parse('2026-11-20T00:00:00Z');
const DAY = { startMs: START_MS, endMs: START_MS + 24 * HOUR_MS };
const at = (minute: number, from: number, to: number): ChangeMark => ({
  ...{ atMs: START_MS + minute * MINUTE_MS, from, to },
});

/** Two up, two down half an hour later: two marks whose middles are 30 minutes apart. */
const CLOSE = [at(900, 10, 20), at(905, 20, 40), at(930, 40, 20), at(935, 20, 12)];

function marksOf(changes: readonly ChangeMark[], width: number) {
  return changeMarks({ ...DAY, changes }, { firstNumber: 12, minutes: 1_440, width });
}

describe('the marks of a day’s changes', () => {
  it('stand above their changes, those close together of one kind as one', () => {
    expect(marksOf(CLOSE, 10_000)).toMatchObject([
      { name: '12–13', coord: [900, 40], symbolOffset: [0, -14], itemStyle: { color: 'var(--scale-out)' } },
      { name: '14–15', coord: [930, 40], symbolOffset: [0, -14], itemStyle: { color: 'var(--retire)' } },
    ]);
  });

  it.each([
    // Each is 45 pixels wide, and 30 minutes are a 48th of the day.
    ['touch', 48 * 45, -14],
    ['would cover each other', 48 * 45 - 48, -35],
  ])('that %s at %d pixels: the second rises to %d', (_, width, rise) => {
    expect(marksOf(CLOSE, width)[1]?.symbolOffset).toEqual([0, rise]);
  });

  it('that rise do so above the higher of the two', () => {
    expect(marksOf([at(900, 10, 40), at(901, 20, 12)], 318)[1]?.coord).toEqual([901, 40]);
  });
});
