// The day's chart: each node a band coloured by its role, the capacity paid for above them, what was done marked on it.
// Colours are CSS variables, so that one drawing serves light, dark and paper; page-style.ts names them.
import type { EChartsOption, SeriesOption } from 'echarts';
import { GIB } from '../../core/units.ts';
import { clockFace } from '../clock-face.ts';
import { clusterMarks, type MarkCluster } from './cluster-marks.ts';
import type { ChartSize } from '../draw-chart.ts';
import { axisStyle, FONT, textStyle } from '../draw-chart.ts';
import { foldMarks } from './fold-marks.ts';
import { nodeBands, type BandPiece } from './node-bands.ts';
import type { ReportData, ReportDay, ReportRole } from '../report-data.ts';

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
  const marks = clusterMarks(foldMarks(day.marks), clock.minute);
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
    series: [
      bandSeries(nodeBands(day, minutes, clock.minute)),
      capacityLine(steps, marks, fixedGiB, endMinute),
    ],
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

/** What a node holds has its colour in full; its room is paler, and least where it holds most. */
const ROOM_OPACITY: Readonly<Record<ReportRole, number>> = {
  live: 0.22,
  rolled: 0.3,
  queued: 0.85,
  launching: 0.85,
  flushed: 0.6,
};

/** ECharts draws no area that changes its colour: each piece is an area of its own. */
function bandSeries(pieces: readonly BandPiece[]): SeriesOption {
  return {
    type: 'custom',
    name: 'nodes',
    silent: true,
    clip: true,
    data: pieces.map(({ points }) => [...(points[0] ?? [0, 0])]),
    renderItem(params, api) {
      const piece = pieces[params.dataIndex];
      if (!piece) return null;
      return {
        type: 'polygon',
        shape: { points: piece.points.map((point) => api.coord([...point]).map(roundPixel)) },
        style: {
          fill: `var(--role-${piece.role})`,
          opacity: piece.kind === 'used' ? 1 : ROOM_OPACITY[piece.role],
          ...(piece.kind === 'room' && { stroke: 'var(--paper)', lineWidth: 0.75 }),
        },
      };
    },
  };
}

const roundPixel = (value: number) => Number(value.toFixed(1));

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

/** Marks of another kind closer than this, in minutes, would lie on each other: the later one stands above. */
const CROWDED_MINUTES = 25;

function isCrowded(clusters: readonly MarkCluster[], i: number): boolean {
  const [before, own] = [clusters[i - 1], clusters[i]];
  return before !== undefined && own !== undefined && own.minute - before.minute < CROWDED_MINUTES;
}

function capacityLine(
  steps: readonly [number, number][],
  clusters: readonly MarkCluster[],
  fixedGiB: number | undefined,
  endMinute: number,
): SeriesOption {
  // Above the line, before or after the step, whichever is higher.
  const heightAt = ({ minute, kind }: MarkCluster) => {
    const upTo = steps.filter(([at]) => at <= Math.max(0, minute + (kind === 'retire' ? -1 : 3)));
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
      data: clusters.map((cluster, i) => ({
        name: cluster.label,
        coord: [cluster.minute, heightAt(cluster)],
        symbol: 'circle',
        symbolSize: cluster.label.length > 2 ? [34, 18] : 18,
        ...(cluster.label.length > 2 && { symbol: 'roundRect' }),
        symbolOffset: [cluster.minute > 0.97 * endMinute ? -10 : 0, isCrowded(clusters, i) ? -34 : -14],
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
