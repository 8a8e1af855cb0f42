// Sections that the pages of streams and of clusters share: a chart for each day with its sentence, and what it all cost.
import type { EChartsOption } from 'echarts';
import { costChart } from '../bar-charts.ts';
import { zoneName } from '../clock-face.ts';
import { drawChart, type ChartSize } from '../draw-chart.ts';
import { escapeHtml } from '../escape-html.ts';
import type { CostRow } from '../report-data.ts';
import type { ChangeMark, MarkedDay, ShownDays } from './change-marks.ts';

const WIDE: ChartSize = { width: 1032, height: 380, isNarrow: false };
const NARROW: ChartSize = { width: 360, height: 320, isNarrow: true };

/** Of the chart of costs: at least so high, and for each bar. */
const COSTS_HEIGHT_MIN = 200;
const COSTS_HEIGHT_PER_BAR = 28;

export interface DayDrawing<Day> {
  /** What the chart shows, for those who cannot see it; the day's name is put after it. */
  readonly label: string;
  /** `firstNumber`: of the day's first change, in the list below. */
  readonly draw: (
    given: { readonly day: Day; readonly firstNumber: number },
    size: ChartSize,
  ) => EChartsOption;
  readonly sentence: (day: Day) => string;
  /** HTML, below the first chart alone. */
  readonly legend: string;
}

export function daySections<Day extends MarkedDay<ChangeMark>>(
  { days, daysNotShown, timeZone }: ShownDays<Day> & { readonly timeZone: string },
  { label, draw, sentence, legend }: DayDrawing<Day>,
): string {
  let firstNumber = 1;
  const sections = days.map((day, i) => {
    const given = { day, firstNumber };
    firstNumber += day.changes.length;
    const named = `${label} over ${day.label}`;
    return `<section>
<h2>${escapeHtml(day.label)}</h2>
<p class="explain">${escapeHtml(zoneName({ timeZone, day }))}. ${sentence(day)}</p>
<figure>${drawChart(draw(given, WIDE), WIDE, named)}${drawChart(draw(given, NARROW), NARROW, named)}</figure>
${i > 0 ? '' : legend}
</section>`;
  });
  if (daysNotShown > 0) sections.push(`<p class="explain">and ${daysNotShown} more days</p>`);
  return sections.join('\n');
}

/** One entry of a legend: what marks it, as HTML, and its words. */
export type LegendItem = readonly [mark: string, text: string];

export function legendOf(items: readonly LegendItem[]): string {
  return `<p class="legend">${items.map(([mark, text]) => `<span>${mark}${text}</span>`).join('')}</p>`;
}

/** How the two directions of a change are marked. */
export const CHANGE_LEGEND: readonly LegendItem[] = [
  ['<i class="dot" style="background:var(--scale-out)"></i>', 'more shards'],
  ['<i class="dot" style="background:var(--retire)"></i>', 'fewer shards'],
];

/**
 * A bar for each way. What is cheap since it turned something away is not to be compared with what took it: `failed` are
 * those, with the minutes, `verb` what befell them; their bars are red.
 */
export function costSection<Row extends { readonly label: string }>(
  costs: readonly CostRow[],
  words: {
    readonly ways: string;
    readonly verb: string;
    readonly failed: readonly Row[];
    readonly minutes: (row: Row) => number;
  },
): string {
  if (costs.length === 0) return '';
  const { ways, verb, failed, minutes } = words;
  const draw = (size: ChartSize) => drawChart(costChart(costs), size, 'Cost of each way');
  const names = failed.map((row) => escapeHtml(`${row.label} (${minutes(row)} min)`));
  const incomparable =
    names.length === 0
      ? ''
      : ` ${verb}, and so no match for the others: ${names.join(', ')}. Red bars are theirs.`;
  const height = Math.max(COSTS_HEIGHT_MIN, COSTS_HEIGHT_PER_BAR * costs.length);
  return `<section><h2>What it cost</h2>
<p class="explain">All days of the run, each way of ${ways}, at the prices given.${incomparable}</p>
<figure>${draw({ ...WIDE, height })}${draw({ ...NARROW, height })}</figure></section>`;
}
