// The two small charts: how long a spare had waited at each roll, and what the days cost each way.
import type { EChartsOption } from 'echarts';
import { clockFace } from './clock-face.ts';
import type { ChartSize } from './draw-chart.ts';
import { axisStyle, FONT, textStyle } from './draw-chart.ts';
import type { CostRow, ReportData } from './report-data.ts';

export function cushionChart(data: ReportData, size: ChartSize): EChartsOption {
  const clock = clockFace(data);
  const { rolls } = data.day;
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { left: 40, right: 8, top: 28, bottom: 26 },
    xAxis: {
      type: 'category',
      data: rolls.map((roll) => clock.time(roll.atMs)),
      ...axisStyle(),
      axisLabel: { ...textStyle(), interval: Math.max(0, Math.ceil((rolls.length * 44) / size.width) - 1) },
    },
    yAxis: {
      type: 'value',
      name: 'minutes',
      nameGap: 10,
      nameTextStyle: { ...textStyle(), align: 'center' },
      ...axisStyle(),
      splitNumber: 4,
    },
    series: [
      {
        type: 'bar',
        silent: true,
        barMaxWidth: 28,
        data: rolls.map(({ cushionSeconds }) => ({
          value: Number((cushionSeconds / 60).toFixed(2)),
          itemStyle: { color: cushionSeconds < 0 ? 'var(--late-roll)' : 'var(--scale-out)' },
        })),
        label: {
          show: rolls.length * 30 < size.width,
          // Of a bar that hangs down as well: below it stand the times.
          position: 'top',
          formatter: ({ value }) => Number(value).toFixed(1),
          color: 'var(--ink)',
          fontSize: 11,
          fontFamily: FONT,
        },
      },
    ],
  };
}

const BAR_COLOUR: Readonly<Record<CostRow['kind'], string>> = {
  shown: 'var(--scale-out)',
  fixed: 'var(--bar-fixed)',
  oracle: 'var(--bar-oracle)',
  other: 'var(--bar-other)',
};

export function costChart(costs: readonly CostRow[]): EChartsOption {
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    // Wider than a label is measured to be: without a browser no font is known, and one that is wider would be cut off.
    grid: { left: 136, right: 58, top: 6, bottom: 6 },
    xAxis: { type: 'value', show: false, min: 0 },
    yAxis: {
      type: 'category',
      inverse: true,
      data: costs.map((row) => row.label),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...textStyle(), color: 'var(--ink)', width: 104, overflow: 'break' },
    },
    series: [
      {
        type: 'bar',
        silent: true,
        barMaxWidth: 18,
        data: costs.map(({ usd, kind, isIncomparable = false }) => ({
          value: usd,
          itemStyle: { color: isIncomparable ? 'var(--bar-lost)' : BAR_COLOUR[kind] },
        })),
        label: {
          show: true,
          position: 'right',
          formatter: ({ value }) => `$${Number(value).toFixed(2)}`,
          color: 'var(--ink)',
          fontSize: 11,
          fontFamily: FONT,
        },
      },
    ],
  };
}
