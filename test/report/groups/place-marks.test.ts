// Marks of a day's chart that are close in time: none hides another.
import { describe, expect, it } from 'vitest';
import { MARK_HEIGHT, placeMarks, type Anchor } from '../../../lib/report/groups/chart/place-marks.ts';

const CHART = { width: 1_000 };
const at = (x: number, y: number, width = MARK_HEIGHT): Anchor => ({ x, y, width });

/** Middles of the marks as they are placed. */
function middlesOf(anchors: readonly Anchor[]) {
  const offsets = placeMarks(anchors, CHART);
  return anchors.map(({ x, y, width }, i) => ({
    x: x + (offsets[i]?.[0] ?? 0),
    y: y + (offsets[i]?.[1] ?? 0),
    width,
  }));
}

function hiddenPairs(anchors: readonly Anchor[]): number {
  const middles = middlesOf(anchors);
  return middles.flatMap((a, i) =>
    middles
      .slice(i + 1)
      .filter((b) => Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < MARK_HEIGHT),
  ).length;
}

describe('marks of the chart', () => {
  it('each stands straight above its point where nothing is in its way', () => {
    expect(placeMarks([at(100, 200), at(118, 200), at(300, 200)], CHART)).toEqual([
      [0, -14],
      [0, -14],
      [0, -14],
    ]);
  });

  it('a late roll between two launches is as visible as they are', () => {
    const marks = [at(500, 140), at(502, 110), at(503, 110, 34)];
    expect(hiddenPairs(marks)).toBe(0);
    expect(middlesOf(marks).map(({ x }) => x)).toEqual([500, 502, 503]);
  });

  it('where there is no room above they stand beside each other, and none outside the chart', () => {
    const marks = Array.from({ length: 7 }, (_, i) => at(990 + i, 40));
    expect(hiddenPairs(marks.slice(0, 4))).toBe(0);
    for (const { x, y, width } of middlesOf(marks)) {
      expect(y).toBeGreaterThanOrEqual(MARK_HEIGHT / 2);
      expect(x).toBeLessThanOrEqual(CHART.width - width / 2);
    }
  });
});
