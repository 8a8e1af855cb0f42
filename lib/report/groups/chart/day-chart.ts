// The day's chart: each node a band coloured by its role, the capacity paid for above them, what was done marked on it.
// Colours are CSS variables, so that one drawing serves light, dark and paper; page-style.ts names them.
import type { EChartsOption, SeriesOption } from 'echarts';
import { GIB } from '../../../core/units.ts';
import { clockFace } from '../../clock-face.ts';
import { capacityLine, capacitySteps } from './capacity-line.ts';
import { clusterMarks } from './cluster-marks.ts';
import type { ChartSize } from '../../draw-chart.ts';
import { axisStyle, FONT, textStyle } from '../../draw-chart.ts';
import { foldMarks } from '../fold-marks.ts';
import { nodeBands, type BandPiece } from './node-bands.ts';
import type { ReportData, ReportDay, ReportRole } from '../../report-data.ts';

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
  const maxGiB = Math.ceil((peakGiB * 1.08) / gibStep(peakGiB)) * gibStep(peakGiB);
  const marks = clusterMarks(foldMarks(day.marks), clock.minute);
  const grid = { left: size.isNarrow ? 34 : 48, right: size.isNarrow ? 8 : 16, top: 34, bottom: 28 };
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid,
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
      max: maxGiB,
      name: 'GiB',
      nameGap: 12,
      nameTextStyle: { ...textStyle(), align: 'right' },
      ...axisStyle(),
    },
    series: [
      bandSeries(nodeBands(day, minutes, clock.minute)),
      capacityLine(steps, marks, fixedGiB, { size, grid, endMinute, maxGiB }),
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
