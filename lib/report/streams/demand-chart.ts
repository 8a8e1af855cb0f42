// A day of a stream: what arrives against what its shards take, each change marked, and below how many changes AWS would
// still have allowed.
import type { EChartsOption } from 'echarts';
import { clockFace } from '../clock-face.ts';
import { axisStyle, FONT, textStyle, type ChartSize } from '../draw-chart.ts';
import type { ShardChange, StreamDay, StreamReportData } from './stream-report-data.ts';

/** Height of the lower part, and its distance from the upper one. */
const BUDGET_HEIGHT = 62;
const BUDGET_BOTTOM = 28;
const GAP = 44;

/** Changes closer together than this share of the day are drawn as one mark. */
const MARK_SHARE = 0.025;

/** `firstNumber`: of the day's first change, in the list below the charts. */
export function demandChart(
  given: Pick<StreamReportData, 'timeZone' | 'changesMax'> & {
    readonly day: StreamDay;
    readonly firstNumber: number;
  },
  size: ChartSize,
): EChartsOption {
  const { day, timeZone, changesMax, firstNumber } = given;
  const clock = clockFace({ timeZone, day });
  const minutes = day.demand.length;
  const sides = { left: size.isNarrow ? 34 : 48, right: size.isNarrow ? 8 : 16 };
  const time = {
    type: 'value' as const,
    min: 0,
    max: minutes,
    interval: size.isNarrow ? 360 : 180,
    ...axisStyle(),
    splitLine: { show: false },
  };
  const hours = {
    ...textStyle(),
    formatter: (minute: number) => (minute > 1_440 ? '' : clock.label(minute)),
  };
  const quiet = { silent: true, symbol: 'none' };
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: [
      { ...sides, top: 34, bottom: BUDGET_BOTTOM + BUDGET_HEIGHT + GAP },
      { ...sides, height: BUDGET_HEIGHT, bottom: BUDGET_BOTTOM },
    ],
    xAxis: [
      { ...time, gridIndex: 0, axisLabel: { show: false } },
      { ...time, gridIndex: 1, axisLabel: hours },
    ],
    yAxis: [
      { type: 'value', min: 0, gridIndex: 0, ...nameOfAxis('shards'), ...axisStyle(), minInterval: 1 },
      {
        type: 'value',
        min: 0,
        max: changesMax,
        interval: changesMax / 2,
        gridIndex: 1,
        ...nameOfAxis('changes left'),
        ...axisStyle(),
      },
    ],
    series: [
      {
        ...quiet,
        type: 'line',
        name: 'demand',
        data: sampled(day.demand, size, Math.max),
        lineStyle: { width: 0.75, color: 'var(--band-2)' },
        areaStyle: { color: 'var(--band-1)', opacity: 1 },
      },
      {
        ...quiet,
        type: 'line',
        name: 'capacity',
        step: 'end',
        z: 5,
        data: steps(day.capacity),
        lineStyle: { width: 2, color: 'var(--ink)' },
        markPoint: { silent: true, animation: false, data: marksOf(day, firstNumber) },
      },
      {
        ...quiet,
        type: 'line',
        name: 'changes left',
        step: 'end',
        xAxisIndex: 1,
        yAxisIndex: 1,
        data: steps(day.changesLeft),
        lineStyle: { width: 1.5, color: 'var(--retire)' },
        areaStyle: { color: 'var(--wash)', opacity: 1 },
      },
    ],
  };
}

/** The name stands above the axis, where it begins: it is not cut off on the left. */
function nameOfAxis(name: string) {
  return { name, nameGap: 10, nameTextStyle: { ...textStyle(), align: 'left' as const } };
}

/** No more points than the chart has pixels for; of the minutes of a point the one that `pick` chooses. */
function sampled(
  values: readonly number[],
  { width }: ChartSize,
  pick: (...values: number[]) => number,
): [number, number][] {
  const step = Math.max(1, Math.ceil(values.length / width));
  const points: [number, number][] = [];
  for (let start = 0; start < values.length; start += step)
    points.push([start, round(pick(...values.slice(start, start + step)))]);
  return points;
}

/** A point where the value changes, and one at the end. */
function steps(values: readonly number[]): [number, number][] {
  const points = values.flatMap((value, i): [number, number][] =>
    i === 0 || value !== values[i - 1] ? [[i, round(value)]] : [],
  );
  return [...points, [values.length, round(values.at(-1) ?? 0)]];
}

const round = (value: number) => Number(value.toFixed(2));

function marksOf({ changes, capacity, startMs, endMs }: StreamDay, firstNumber: number) {
  const share = ({ atMs }: ShardChange) => (atMs - startMs) / (endMs - startMs);
  const clusters: { first: number; last: number; at: number; kind: string; height: number }[] = [];
  changes.forEach((change, i) => {
    const kind = change.to > change.from ? 'scale-out' : 'retire';
    const at = share(change);
    const open = clusters.at(-1);
    const number = firstNumber + i;
    const height = Math.max(change.from, change.to);
    if (open && open.kind === kind && at - open.at < MARK_SHARE) {
      open.last = number;
      open.height = Math.max(open.height, height);
    } else clusters.push({ first: number, last: number, at, kind, height });
  });
  return clusters.map(({ first, last, at, kind, height }) => {
    const label = first === last ? String(first) : `${first}–${last}`;
    return {
      name: label,
      coord: [Math.round(at * capacity.length), height],
      symbol: label.length > 2 ? 'roundRect' : 'circle',
      symbolSize: label.length > 2 ? [10 + 7 * label.length, 18] : 18,
      symbolOffset: [at > 0.97 ? -10 : 0, -14],
      itemStyle: { color: `var(--${kind})` },
      label: {
        show: true,
        formatter: label,
        color: 'var(--paper)',
        fontSize: 10.5,
        fontWeight: 600 as const,
        fontFamily: FONT,
      },
    };
  });
}
