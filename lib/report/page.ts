// The report's page of a group of RDBs. Words and order are here, the frame in page-frame.ts, drawings in day-chart.ts
// and bar-charts.ts.
import { costChart, cushionChart } from './bar-charts.ts';
import { zoneName } from './clock-face.ts';
import { dayChart } from './groups/chart/day-chart.ts';
import { drawChart, type ChartSize } from './draw-chart.ts';
import { escapeHtml } from './escape-html.ts';
import { groupFacts } from './groups/group-facts.ts';
import { notesSection, pageOf } from './page-frame.ts';
import { aboveOracleSection } from './groups/above-oracle-section.ts';
import { dayLegend } from './groups/day-legend.ts';
import { daysTable } from './groups/days-table.ts';
import { marksSection } from './groups/marks-section.ts';
import { policyTable } from './groups/policy-table.ts';
import type { ReportData } from './report-data.ts';
import { GIB } from '../core/units.ts';

/** The whole page. */
export function reportPage(data: ReportData): string {
  const [shown] = data.policies;
  return pageOf(data, [
    shown ? groupFacts(shown) : '',
    daySection(data),
    daysTable(data),
    aboveOracleSection(data.aboveOracle),
    smallCharts(data),
    marksSection(data),
    policyTable(data.policies, fixedMemoryGiB(data)),
    notesSection(data.notes),
  ]);
}

const WIDE: ChartSize = { width: 1032, height: 400, isNarrow: false };
const NARROW: ChartSize = { width: 360, height: 300, isNarrow: true };
const HALF: ChartSize = { width: 496, height: 220, isNarrow: false };
const HALF_NARROW: ChartSize = { width: 360, height: 210, isNarrow: true };

function daySection(data: ReportData): string {
  const { day } = data;
  const label = `Memory of ${day.nodes.length} nodes and capacity over ${day.label}`;
  return `<section>
<h2>Capacity follows memory</h2>
<p class="explain">${escapeHtml(day.label)}, ${escapeHtml(zoneName(data))}${data.days.length > 1 ? `: of ${data.days.length} days the one with the closest call` : ''}. Each band is one node, as high as its memory, and fuller coloured as far as that is used; a node rolls at ${day.rollThresholdPercent} % of it and keeps its data until the end of day.</p>
<figure>${drawChart(dayChart(data, WIDE), WIDE, label)}${drawChart(dayChart(data, NARROW), NARROW, label)}</figure>
${dayLegend(day)}
</section>`;
}

function smallCharts(data: ReportData): string {
  const { rolls } = data.day;
  const draw = (option: (size: ChartSize) => Parameters<typeof drawChart>[0], label: string) =>
    drawChart(option(HALF), HALF, label) + drawChart(option(HALF_NARROW), HALF_NARROW, label);
  const cushions =
    rolls.length === 0
      ? '<p>No node rolled on this day.</p>'
      : `<figure>${draw((size) => cushionChart(data, size), 'Minutes that a spare had waited at each roll')}</figure>`;
  const costs =
    data.costs.length === 0
      ? ''
      : `<section><h2>What it cost</h2>
<p class="explain">All days of the run, each way of serving them.${data.costs.some((row) => row.isIncomparable) ? ' Red: it did not keep all data in time, and compares with nothing.' : ''}</p>
<figure>${draw(() => costChart(data.costs), 'Cost of each way')}</figure></section>`;
  return `<div class="two">
<section><h2>${rolls.every((roll) => roll.cushionSeconds >= 0) ? 'A spare was waiting' : 'Not every roll found a spare waiting'}</h2>
<p class="explain">How long before each roll the next node had joined the queue.</p>
${cushions}</section>
${costs}
</div>`;
}

function fixedMemoryGiB({ day }: ReportData): number | undefined {
  return day.fixedMemoryBytes === undefined ? undefined : day.fixedMemoryBytes / GIB;
}
