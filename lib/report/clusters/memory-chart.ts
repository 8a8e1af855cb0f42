// A day of a cluster: how full its fullest shard is, against the target and what a node has; below, the shards that are paid
// for over those that what is held would just fill, with each change marked.
import type { EChartsOption } from 'echarts';
import { axisStyle, FONT, type ChartSize } from '../draw-chart.ts';
import { changeMarks } from '../shards/change-marks.ts';
import { nameOfAxis, sampled, steps, timeAxisWidth, twoPanels } from '../shards/two-panels.ts';
import type { ClusterDay, ClusterReportData } from './cluster-report-data.ts';

/** Height of the lower panel, pixels. */
const SHARDS_HEIGHT = 128;
const SHARDS_HEIGHT_NARROW = 104;

/** Room above the most shards for the marks. */
const MARK_ROOM = 1.25;

const SHARD_STEPS = 4;

export function memoryChart(
  given: Pick<ClusterReportData, 'timeZone' | 'memoryTargetPercent'> & {
    readonly day: ClusterDay;
    readonly firstNumber: number;
  },
  size: ChartSize,
): EChartsOption {
  const { day, timeZone, memoryTargetPercent, firstNumber } = given;
  const minutes = day.fullestPercent.length;
  const lowerHeight = size.isNarrow ? SHARDS_HEIGHT_NARROW : SHARDS_HEIGHT;
  const quiet = { silent: true, symbol: 'none' };
  const lower = { xAxisIndex: 1, yAxisIndex: 1 };
  const line = (name: string, percent: number, lineStyle: object) => ({
    ...quiet,
    type: 'line' as const,
    name,
    data: [
      [0, percent],
      [minutes, percent],
    ],
    lineStyle,
  });
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    ...twoPanels({ timeZone, day, minutes, lowerHeight }, size),
    yAxis: [
      {
        type: 'value',
        min: 0,
        max: percentMax(day),
        interval: 20,
        gridIndex: 0,
        ...nameOfAxis('fullest shard, %'),
        ...axisStyle(),
      },
      {
        type: 'value',
        min: 0,
        ...shardScale(day),
        gridIndex: 1,
        ...nameOfAxis('shards'),
        ...axisStyle(),
      },
    ],
    series: [
      {
        ...quiet,
        type: 'line',
        name: 'fullest shard',
        data: sampled(day.fullestPercent, size),
        lineStyle: { width: 1.25, color: 'var(--role-live)' },
        areaStyle: { color: 'var(--band-1)', opacity: 0.6 },
      },
      ...(memoryTargetPercent === undefined
        ? []
        : [
            line('memory target', memoryTargetPercent, {
              width: 1.25,
              color: 'var(--retire)',
              type: 'dashed',
            }),
          ]),
      line('full', 100, { width: 1.25, color: 'var(--late-roll)' }),
      {
        ...quiet,
        ...lower,
        type: 'line',
        name: 'held',
        data: sampled(day.held, size),
        lineStyle: { width: 0.75, color: 'var(--band-2)' },
        areaStyle: { color: 'var(--band-1)', opacity: 1 },
      },
      {
        ...quiet,
        ...lower,
        type: 'line',
        name: 'shards',
        step: 'end',
        z: 5,
        data: steps(day.shards),
        lineStyle: { width: 2, color: 'var(--ink)' },
        markPoint: {
          silent: true,
          animation: false,
          data: changeMarks(day, { firstNumber, minutes, width: timeAxisWidth(size) }),
        },
      },
    ],
  };
}

/** Whole shards, in steps of one length. */
function shardScale({ shards, held }: ClusterDay) {
  const most = MARK_ROOM * [...shards, ...held].reduce((max, count) => Math.max(max, count), 1);
  const interval = Math.ceil(most / SHARD_STEPS);
  return { max: SHARD_STEPS * interval, interval };
}

/** Up to full, and further where it was fuller than that. */
function percentMax({ fullestPercent }: ClusterDay): number {
  const most = fullestPercent.reduce((max, percent) => Math.max(max, percent), 100);
  return 20 * Math.ceil(most / 20);
}
