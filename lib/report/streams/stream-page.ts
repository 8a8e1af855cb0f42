// The report's page of a stream: words and order. The frame is ../page-frame.ts, the drawing demand-chart.ts.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { costChart } from '../bar-charts.ts';
import { clockFace, zoneName } from '../clock-face.ts';
import { compareTable, type Column } from '../compare-table.ts';
import { drawChart, type ChartSize } from '../draw-chart.ts';
import { escapeHtml } from '../escape-html.ts';
import { factList, notesSection, pageOf } from '../page-frame.ts';
import { demandChart } from './demand-chart.ts';
import type { ShardChange, StreamDay, StreamPolicyRow, StreamReportData } from './stream-report-data.ts';

const WIDE: ChartSize = { width: 1032, height: 380, isNarrow: false };
const NARROW: ChartSize = { width: 360, height: 320, isNarrow: true };
const COSTS: ChartSize = { width: 1032, height: 200, isNarrow: false };
const COSTS_NARROW: ChartSize = { width: 360, height: 210, isNarrow: true };

/** Days with more changes than this list the first of them; the rest is said to be there. */
const CHANGES_LISTED_MAX = 80;

/** Writes the file, and the folder it is in where that is missing. Rejects where the disk refuses. */
export async function writeStreamReport(file: string, data: StreamReportData): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, streamPage(data), 'utf8');
}

export function streamPage(data: StreamReportData): string {
  const [shown] = data.policies;
  return pageOf(data, [
    shown ? facts(shown, data.changesMax) : '',
    daySections(data),
    costSection(data),
    changesSection(data),
    compareTable(data.policies, COLUMNS, 'All days of the run. The first row is what the charts show.'),
    notesSection(data.notes),
  ]);
}

function facts(row: StreamPolicyRow, changesMax: number): string {
  return factList([
    { term: 'Cost', value: `$${row.costUsd.toFixed(2)}`, key: 'costUsd' },
    ...(row.costVsOracle === null
      ? []
      : [{ term: 'Against the oracle', value: `×${row.costVsOracle.toFixed(3)}`, key: 'costVsOracle' }]),
    { term: 'Shard-hours', value: row.shardHours.toFixed(0), key: 'shardHours' },
    {
      term: 'Throttled minutes',
      value: String(row.throttledMinutes),
      key: 'throttledMinutes',
      isBad: row.throttledMinutes > 0,
    },
    { term: 'Changes', value: String(row.calls), key: 'calls' },
    { term: 'Most in 24 hours', value: `${row.callsMaxIn24h} of ${changesMax}`, key: 'callsMaxIn24h' },
  ]);
}

function daySections({ days, daysNotShown, timeZone, changesMax }: StreamReportData): string {
  let firstNumber = 1;
  const sections = days.map((day, i) => {
    const given = { day, timeZone, changesMax, firstNumber };
    firstNumber += day.changes.length;
    const label = `Demand and capacity in shards, and changes left, over ${day.label}`;
    const legend = i > 0 ? '' : legendOf(changesMax);
    return `<section>
<h2>${escapeHtml(day.label)}</h2>
<p class="explain">${escapeHtml(zoneName({ timeZone, day }))}. ${daySentence(day)}</p>
<figure>${drawChart(demandChart(given, WIDE), WIDE, label)}${drawChart(demandChart(given, NARROW), NARROW, label)}</figure>
${legend}
</section>`;
  });
  if (daysNotShown > 0) sections.push(`<p class="explain">and ${daysNotShown} more days</p>`);
  return sections.join('\n');
}

function legendOf(changesMax: number): string {
  const item = (mark: string, text: string) => `<span>${mark}${text}</span>`;
  const dot = (colour: string) => `<i class="dot" style="background:var(--${colour})"></i>`;
  return `<p class="legend">${[
    item('<i style="background:var(--band-1)"></i>', 'demand'),
    item('<i class="line"></i>', 'what the shards take'),
    item(dot('scale-out'), 'more shards'),
    item(dot('retire'), 'fewer shards'),
    item('', `below: changes that AWS would still allow, of ${changesMax} in 24 hours`),
  ].join('')}</p>`;
}

function daySentence({ demand, capacity }: StreamDay): string {
  const throttled = demand.filter((shards, i) => shards > (capacity[i] ?? 0)).length;
  const peak = Math.max(0, ...demand);
  const refused = throttled === 0 ? 'no minute was throttled' : `${throttled} minutes were throttled`;
  return `The busiest minute would just fill ${peak.toFixed(1)} shards; ${refused}.`;
}

function costSection({ costs, policies }: StreamReportData): string {
  if (costs.length === 0) return '';
  const draw = (size: ChartSize) => drawChart(costChart(costs), size, 'Cost of each way');
  return `<section><h2>What it cost</h2>
<p class="explain">All days of the run, each way of running the stream, at the prices given.${throttledWords(policies)}</p>
<figure>${draw(COSTS)}${draw(COSTS_NARROW)}</figure></section>`;
}

/** What is cheap since it turned records away is not to be compared with what took them. */
function throttledWords(policies: readonly StreamPolicyRow[]): string {
  const names = policies
    .filter(isThrottled)
    .map((row) => escapeHtml(`${row.label} (${row.throttledMinutes} min)`));
  return names.length === 0 ? '' : ` Throttled, and so no match for the others: ${names.join(', ')}.`;
}

function changesSection({ days, timeZone, changesMax }: StreamReportData): string {
  const items = days.flatMap((day) => day.changes.map((change) => ({ day, change })));
  if (items.length === 0) return '';
  const item = ({ day, change }: { day: StreamDay; change: ShardChange }, i: number) => {
    const kind = change.to > change.from ? 'scale-out' : 'retire';
    const time = clockFace({ timeZone, day }).time(change.atMs);
    const text = `${day.label.split(',')[0] ?? ''}: from ${change.from} to ${change.to} shards; ${change.left} of ${changesMax} changes left.`;
    return `<li class="${kind}"><b>${i + 1}</b><time datetime="${new Date(change.atMs).toISOString()}">${time}</time><span>${escapeHtml(text)}</span></li>`;
  };
  const more = items.length - CHANGES_LISTED_MAX;
  return `<section><h2>What was changed</h2>
<ol class="marks">${items.slice(0, CHANGES_LISTED_MAX).map(item).join('\n')}</ol>
${more > 0 ? `<p class="explain">and ${more} more</p>` : ''}</section>`;
}

const unlessOnDemand = (text: (row: StreamPolicyRow) => string) => (row: StreamPolicyRow) =>
  row.isOnDemand ? '–' : text(row);

const COLUMNS: readonly Column<StreamPolicyRow>[] = [
  { head: 'shard-hours', key: 'shardHours', text: unlessOnDemand((r) => r.shardHours.toFixed(0)) },
  { head: 'cost', key: 'costUsd', text: (r) => `$${r.costUsd.toFixed(2)}` },
  {
    head: 'against oracle',
    key: 'costVsOracle',
    text: (r) => (r.costVsOracle === null || isThrottled(r) ? '–' : `×${r.costVsOracle.toFixed(3)}`),
  },
  {
    head: 'throttled minutes',
    key: 'throttledMinutes',
    text: (r) => String(r.throttledMinutes),
    isBad: isThrottled,
  },
  {
    head: 'of volume',
    key: 'throttledPercent',
    text: (r) => `${r.throttledPercent.toFixed(2)} %`,
    isBad: isThrottled,
  },
  { head: 'changes', key: 'calls', text: unlessOnDemand((r) => String(r.calls)) },
  { head: 'most in 24 h', key: 'callsMaxIn24h', text: unlessOnDemand((r) => String(r.callsMaxIn24h)) },
  { head: 'fewest shards', key: 'shardsMin', text: unlessOnDemand((r) => String(r.shardsMin)) },
  { head: 'most shards', key: 'shardsMax', text: unlessOnDemand((r) => String(r.shardsMax)) },
];

function isThrottled({ throttledMinutes }: StreamPolicyRow): boolean {
  return throttledMinutes > 0;
}
