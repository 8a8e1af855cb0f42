// A day as two charts above one another on one time axis: what streams and clusters have in common to look at.
import { clockFace, type ShownDay } from '../clock-face.ts';
import { axisStyle, textStyle, type ChartSize } from '../draw-chart.ts';

const LOWER_BOTTOM = 28;
const GAP = 44;

/** Minutes from midnight to midnight on a day whose clock does not change. */
const DAY_MINUTES = 1_440;

export interface TwoPanels extends ShownDay {
  readonly minutes: number;
  /** Height of the lower one, pixels. */
  readonly lowerHeight: number;
}

/** Grids and time axes: number 0 is the upper panel, number 1 the lower, whose axis has the hours. */
export function twoPanels({ timeZone, day, minutes, lowerHeight }: TwoPanels, { isNarrow }: ChartSize) {
  const clock = clockFace({ timeZone, day });
  const sides = sidesOf(isNarrow);
  const time = {
    type: 'value' as const,
    min: 0,
    max: minutes,
    interval: isNarrow ? 360 : 180,
    ...axisStyle(),
    splitLine: { show: false },
  };
  const hours = {
    ...textStyle(),
    formatter: (minute: number) => (minute > DAY_MINUTES ? '' : clock.label(minute)),
  };
  return {
    grid: [
      { ...sides, top: 34, bottom: LOWER_BOTTOM + lowerHeight + GAP },
      { ...sides, height: lowerHeight, bottom: LOWER_BOTTOM },
    ],
    xAxis: [
      { ...time, gridIndex: 0, axisLabel: { show: false } },
      { ...time, gridIndex: 1, axisLabel: hours },
    ],
  };
}

function sidesOf(isNarrow: boolean) {
  return { left: isNarrow ? 34 : 48, right: isNarrow ? 8 : 16 };
}

/** Pixels from the one end of the time axis to the other. */
export function timeAxisWidth({ width, isNarrow }: ChartSize): number {
  const { left, right } = sidesOf(isNarrow);
  return width - left - right;
}

/** The name stands above the axis, where it begins: it is not cut off on the left. */
export function nameOfAxis(name: string) {
  return { name, nameGap: 10, nameTextStyle: { ...textStyle(), align: 'left' as const } };
}

/** No more points than the chart has pixels for; of the minutes of a point the largest. */
export function sampled(values: readonly number[], { width }: ChartSize): [number, number][] {
  const step = Math.max(1, Math.ceil(values.length / width));
  const points: [number, number][] = [];
  for (let start = 0; start < values.length; start += step)
    points.push([start, rounded(Math.max(...values.slice(start, start + step)))]);
  return points;
}

/** A point where the value changes, and one at the end. */
export function steps(values: readonly number[]): [number, number][] {
  const points = values.flatMap((value, i): [number, number][] =>
    i === 0 || value !== values[i - 1] ? [[i, rounded(value)]] : [],
  );
  return [...points, [values.length, rounded(values.at(-1) ?? 0)]];
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
