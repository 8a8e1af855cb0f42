// The report's page of a stream: words and order. The frame is ../page-frame.ts, the drawing demand-chart.ts.
import { compareTable, type Column } from '../compare-table.ts';
import { factList, notesSection, pageOf } from '../page-frame.ts';
import { changesSection } from '../shards/change-marks.ts';
import { CHANGE_LEGEND, costSection, daySections, legendOf } from '../shards/day-sections.ts';
import { writePage } from '../write-page.ts';
import { demandChart } from './demand-chart.ts';
import type { StreamDay, StreamPolicyRow, StreamReportData } from './stream-report-data.ts';

/** Writes the file, and the folder it is in where that is missing. Rejects where the disk refuses. */
export async function writeStreamReport(file: string, data: StreamReportData): Promise<void> {
  await writePage(file, streamPage(data));
}

export function streamPage(data: StreamReportData): string {
  const [shown] = data.policies;
  return pageOf(data, [
    shown ? facts(shown, data.changesMax) : '',
    daysOf(data),
    costSection(data.costs, {
      ways: 'running the stream',
      verb: 'Throttled',
      failed: data.policies.filter(isThrottled),
      minutes: ({ throttledMinutes }) => throttledMinutes,
    }),
    changesSection(data.days, data.timeZone, ({ left }) => `${left} of ${data.changesMax} changes left`),
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

function daysOf(data: StreamReportData): string {
  const { timeZone, changesMax } = data;
  return daySections(data, {
    label: 'Demand and capacity in shards, and changes left,',
    draw: (given, size) => demandChart({ ...given, timeZone, changesMax }, size),
    sentence: daySentence,
    legend: legendOf([
      ['<i style="background:var(--band-1)"></i>', 'demand'],
      ['<i class="line"></i>', 'what the shards take'],
      ...CHANGE_LEGEND,
      ['', `below: changes that AWS would still allow, of ${changesMax} in 24 hours`],
    ]),
  });
}

function daySentence({ demand, capacity }: StreamDay): string {
  const throttled = demand.filter((shards, i) => shards > (capacity[i] ?? 0)).length;
  const peak = Math.max(0, ...demand);
  const refused = throttled === 0 ? 'no minute was throttled' : `${throttled} minutes were throttled`;
  return `The busiest minute would just fill ${peak.toFixed(1)} shards; ${refused}.`;
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
