// Where the marks of a day's chart stand: each above its step of the capacity line, and none on another, so that a late roll
// between two launches is seen. Pure; in pixels from the chart's left and top.

export interface Anchor {
  /** The point that is marked. */
  readonly x: number;
  readonly y: number;
  /** Of the mark as it is drawn. */
  readonly width: number;
}

/** How far the mark's middle stands from the point. */
export type Offset = readonly [dx: number, dy: number];

export const MARK_HEIGHT = 18;

/** Clear of the line below it. */
const ABOVE = 14;
const GAP = 2;
/** Beside the point where nothing is free above it: to the left first, where the line is lower. */
const SIDES = [0, -1, 1, -2, 2, -3, 3];

/** In the order of the marks. One that finds no free place within the chart stands straight above its point. */
export function placeMarks(anchors: readonly Anchor[], chart: { readonly width: number }): readonly Offset[] {
  const placed: Anchor[] = [];
  return anchors.map((anchor) => {
    const least = inside(anchor, -ABOVE, 0, chart.width);
    const free = placesOf(anchor, chart.width).find(
      (place) => !placed.some((other) => overlap(place, other)),
    );
    const place = free ?? least;
    placed.push(place);
    return [place.x - anchor.x, place.y - anchor.y];
  });
}

function placesOf(anchor: Anchor, chartWidth: number): readonly Anchor[] {
  const step = MARK_HEIGHT + GAP;
  const levels = Math.max(1, Math.floor((anchor.y - ABOVE - MARK_HEIGHT / 2) / step) + 1);
  return SIDES.flatMap((side) =>
    Array.from({ length: levels }, (_, level) =>
      inside(anchor, -ABOVE - level * step, side * (anchor.width + GAP), chartWidth),
    ),
  );
}

function inside(anchor: Anchor, dy: number, dx: number, chartWidth: number): Anchor {
  const half = anchor.width / 2;
  return { ...anchor, x: Math.min(Math.max(anchor.x + dx, half), chartWidth - half), y: anchor.y + dy };
}

function overlap(a: Anchor, b: Anchor): boolean {
  return Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < MARK_HEIGHT;
}
