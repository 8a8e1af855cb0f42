// The capacity that is paid for, as a line of steps over the day's chart, with what was done marked on it.
import type { SeriesOption } from 'echarts';
import { GIB } from '../../../core/units.ts';
import { FONT, type ChartSize } from '../../draw-chart.ts';
import type { ReportDay } from '../../report-data.ts';
import type { MarkCluster } from './cluster-marks.ts';
import { MARK_HEIGHT, placeMarks, type Anchor } from './place-marks.ts';

/** Where the axes stand, and what they reach to. */
export interface Frame {
  readonly size: ChartSize;
  readonly grid: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
  readonly endMinute: number;
  readonly maxGiB: number;
}

/** Since which minute of the day so many GiB are paid for; the last is where the chart ends. */
export function capacitySteps(
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

export function capacityLine(
  steps: readonly [number, number][],
  clusters: readonly MarkCluster[],
  fixedGiB: number | undefined,
  frame: Frame,
): SeriesOption {
  const anchors = anchorsOf(clusters, steps, frame);
  const offsets = placeMarks(anchors, frame.size);
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
        coord: [cluster.minute, anchors[i]?.gib ?? 0],
        symbol: markWidth(cluster) > MARK_HEIGHT ? 'roundRect' : 'circle',
        symbolSize: [markWidth(cluster), MARK_HEIGHT],
        symbolOffset: [...(offsets[i] ?? [0, 0])],
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

/** A number has a circle, several have a longer shape. */
const markWidth = ({ label }: MarkCluster) => (label.length > 2 ? 34 : MARK_HEIGHT);

/** A mark's point, on the capacity line before or after the step, whichever is higher. */
function anchorsOf(
  clusters: readonly MarkCluster[],
  steps: readonly [number, number][],
  { size, grid, endMinute, maxGiB }: Frame,
): readonly (Anchor & { readonly gib: number })[] {
  const [width, height] = [size.width - grid.left - grid.right, size.height - grid.top - grid.bottom];
  return clusters.map((cluster) => {
    const { minute, kind } = cluster;
    const upTo = steps.filter(([at]) => at <= Math.max(0, minute + (kind === 'retire' ? -1 : 3)));
    const gib = upTo.at(-1)?.[1] ?? 0;
    const x = grid.left + (width * minute) / endMinute;
    return { x, y: grid.top + height * (1 - gib / maxGiB), width: markWidth(cluster), gib };
  });
}
