// A day of a stream: what arrives against what its shards take, each change marked, and below how many changes AWS would
// still have allowed.
import type { EChartsOption } from 'echarts';
import { axisStyle, FONT, type ChartSize } from '../draw-chart.ts';
import { changeMarks } from '../shards/change-marks.ts';
import { nameOfAxis, sampled, steps, timeAxisWidth, twoPanels } from '../shards/two-panels.ts';
import type { StreamDay, StreamReportData } from './stream-report-data.ts';

/** Height of the lower panel. */
const BUDGET_HEIGHT = 62;

/** `firstNumber`: of the day's first change, in the list below the charts. */
export function demandChart(
  given: Pick<StreamReportData, 'timeZone' | 'changesMax'> & {
    readonly day: StreamDay;
    readonly firstNumber: number;
  },
  size: ChartSize,
): EChartsOption {
  const { day, timeZone, changesMax, firstNumber } = given;
  const minutes = day.demand.length;
  const quiet = { silent: true, symbol: 'none' };
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    ...twoPanels({ timeZone, day, minutes, lowerHeight: BUDGET_HEIGHT }, size),
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
        data: sampled(day.demand, size),
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
        markPoint: {
          silent: true,
          animation: false,
          data: changeMarks(day, { firstNumber, minutes, width: timeAxisWidth(size) }),
        },
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
