// The day's chart: each node's memory a band, the capacity paid for above it, what was done marked on it.
// Colours are CSS variables, so that one drawing serves light, dark and paper; page-style.ts names them.
import type { EChartsOption, SeriesOption } from 'echarts';
import { GIB } from '../../core/units.ts';
import { clockFace } from '../clock-face.ts';
import { clusterMarks, type MarkCluster } from './cluster-marks.ts';
import type { ChartSize } from '../draw-chart.ts';
import { axisStyle, FONT, textStyle } from '../draw-chart.ts';
import type { ReportData, ReportDay, ReportNode } from '../report-data.ts';

/** Bands change colour in turn, so that neighbours differ. */
const BAND_COUNT = 4;

/** The chart goes on after midnight for what was done then, this much at the most. */
const AFTER_DAY_MINUTES = 60;

/** Points of a band: more than the chart has pixels for is waste. */
const POINTS_MAX = 480;

export function dayChart(data: ReportData, size: ChartSize): EChartsOption {
  const { day } = data;
  const clock = clockFace(data);
  const endMinute = endOf(day, clock.minute);
  const minutes = gridOf(endMinute);
  const steps = capacitySteps(day, clock.minute, endMinute);
  const fixedGiB = day.fixedMemoryBytes === undefined ? undefined : day.fixedMemoryBytes / GIB;
  const peakGiB = Math.max(...steps.map(([, gib]) => gib), fixedGiB ?? 0);
  const bands = day.nodes.map((node, i) => band(node, i, minutes, clock.minute));
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { left: size.isNarrow ? 34 : 48, right: size.isNarrow ? 8 : 16, top: 34, bottom: 28 },
    xAxis: {
      type: 'value',
      min: 0,
      max: endMinute,
      interval: size.isNarrow ? 360 : 180,
      ...axisStyle(),
      splitLine: { show: false },
      axisLabel: {
        ...textStyle(),
        formatter: (minute: number) => (minute > 1_440 ? '' : clock.label(minute)),
      },
    },
    yAxis: {
      type: 'value',
      min: 0,
      interval: gibStep(peakGiB),
      max: Math.ceil((peakGiB * 1.08) / gibStep(peakGiB)) * gibStep(peakGiB),
      name: 'GiB',
      nameGap: 12,
      nameTextStyle: { ...textStyle(), align: 'right' },
      ...axisStyle(),
    },
    series: [...bands, capacityLine(steps, clusterMarks(day.marks, clock.minute), fixedGiB, endMinute)],
  };
}

/** Distance of the grid's lines: the first of these that makes no more than six. */
const GIB_STEPS = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 4_096, 16_384];

function gibStep(peakGiB: number): number {
  return GIB_STEPS.find((step) => (peakGiB * 1.08) / step <= 6) ?? 65_536;
}

function endOf(day: ReportDay, minute: (atMs: number) => number): number {
  const dayMinutes = minute(day.endMs);
  const lastMark = Math.max(0, ...day.marks.map((mark) => minute(mark.atMs)));
  return lastMark <= dayMinutes ? dayMinutes : Math.min(lastMark + 10, dayMinutes + AFTER_DAY_MINUTES);
}

function gridOf(endMinute: number): readonly number[] {
  const stepMinutes = Math.max(1, Math.ceil(endMinute / POINTS_MAX));
  const minutes: number[] = [];
  for (let minute = 0; minute < endMinute; minute += stepMinutes) minutes.push(minute);
  return [...minutes, endMinute];
}

function band(
  node: ReportNode,
  index: number,
  minutes: readonly number[],
  minute: (atMs: number) => number,
): SeriesOption {
  let next = 0;
  let usedBytes = 0;
  const points = minutes.map((at) => {
    for (let s = node.samples[next]; s && minute(s.atMs) <= at; s = node.samples[++next])
      usedBytes = s.usedBytes;
    const isGone = node.terminatedAtMs !== undefined && minute(node.terminatedAtMs) <= at;
    return [at, Number(((isGone ? 0 : usedBytes) / GIB).toFixed(3))];
  });
  return {
    type: 'line',
    name: node.instanceId,
    stack: 'memory',
    data: points,
    symbol: 'none',
    silent: true,
    lineStyle: { width: 0.75, color: 'var(--paper)' },
    areaStyle: { color: `var(--band-${(index % BAND_COUNT) + 1})`, opacity: 1 },
  };
}

function capacitySteps(
  day: ReportDay,
  minute: (atMs: number) => number,
  endMinute: number,
): readonly [number, number][] {
  const changes = day.nodes
    .flatMap((node) => [
      { at: Math.max(0, minute(node.launchedAtMs)), by: 1 },
      ...(node.terminatedAtMs === undefined ? [] : [{ at: minute(node.terminatedAtMs), by: -1 }]),
    ])
    .filter(({ at }) => at <= endMinute)
    .sort((a, b) => a.at - b.at);
  let count = 0;
  const steps: [number, number][] = changes.map(({ at, by }) => {
    count += by;
    return [at, (count * day.nodeMemoryBytes) / GIB];
  });
  return [...steps, [endMinute, (count * day.nodeMemoryBytes) / GIB]];
}

function capacityLine(
  steps: readonly [number, number][],
  clusters: readonly MarkCluster[],
  fixedGiB: number | undefined,
  endMinute: number,
): SeriesOption {
  // Above the line, before or after the step, whichever is higher.
  const heightAt = ({ minute, kind }: MarkCluster) => {
    const upTo = steps.filter(([at]) => at <= minute + (kind === 'retire' ? -1 : 3));
    return upTo.at(-1)?.[1] ?? 0;
  };
  return {
    type: 'line',
    name: 'capacity',
    step: 'end',
    data: steps.map(([at, gib]) => [at, gib]),
    symbol: 'none',
    silent: true,
    z: 5,
    lineStyle: { width: 2, color: 'var(--ink)' },
    markPoint: {
      silent: true,
      animation: false,
      data: clusters.map((cluster) => ({
        name: cluster.label,
        coord: [cluster.minute, heightAt(cluster)],
        symbol: 'circle',
        symbolSize: cluster.label.length > 2 ? [34, 18] : 18,
        ...(cluster.label.length > 2 && { symbol: 'roundRect' }),
        symbolOffset: [cluster.minute > 0.97 * endMinute ? -10 : 0, -14],
        itemStyle: { color: `var(--${cluster.kind})` },
        label: {
          show: true,
          formatter: cluster.label,
          color: 'var(--paper)',
          fontSize: 10.5,
          fontWeight: 600,
          fontFamily: FONT,
        },
      })),
    },
    ...(fixedGiB !== undefined && {
      markLine: {
        silent: true,
        symbol: 'none',
        lineStyle: { color: 'var(--muted)', type: 'dashed', width: 1 },
        label: {
          formatter: `fixed server, ${fixedGiB} GiB`,
          position: 'insideStartTop' as const,
          color: 'var(--muted)',
          fontSize: 11,
          fontFamily: FONT,
        },
        data: [{ yAxis: fixedGiB }],
      },
    }),
  };
}
