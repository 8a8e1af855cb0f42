// The report's page of a MemoryDB cluster: words and order. The frame is ../page-frame.ts, the drawing memory-chart.ts.
import { compareTable, type Column } from '../compare-table.ts';
import { factList, notesSection, pageOf } from '../page-frame.ts';
import { changesSection } from '../shards/change-marks.ts';
import { CHANGE_LEGEND, costSection, daySections, legendOf } from '../shards/day-sections.ts';
import { spokenSeconds } from '../spoken-seconds.ts';
import { writePage } from '../write-page.ts';
import {
  hasRefused,
  type ClusterChange,
  type ClusterDay,
  type ClusterPolicyRow,
  type ClusterReportData,
} from './cluster-report-data.ts';
import { memoryChart } from './memory-chart.ts';

/** Writes the file, and the folder it is in where that is missing. Rejects where the disk refuses. */
export async function writeClusterReport(file: string, data: ClusterReportData): Promise<void> {
  await writePage(file, clusterPage(data));
}

export function clusterPage(data: ClusterReportData): string {
  const [shown] = data.policies;
  return pageOf(data, [
    shown ? facts(shown) : '',
    daysOf(data),
    costSection(data.costs, {
      ways: 'running the cluster',
      verb: 'Full, so that writes were refused',
      failed: data.policies.filter(hasRefused),
      minutes: ({ fullMinutes }) => fullMinutes,
    }),
    changesSection(data.days, data.timeZone, changeWords),
    compareTable(data.policies, COLUMNS, 'All days of the run. The first row is what the charts show.'),
    notesSection(data.notes),
  ]);
}

function facts(row: ClusterPolicyRow): string {
  const { costUsd, costVsOracle, fullMinutes, fullestPercent, changes, shardsMin, shardsMax } = row;
  return factList([
    { term: 'Cost', value: `$${costUsd.toFixed(2)}`, key: 'costUsd' },
    ...(costVsOracle === null
      ? []
      : [
          {
            term: 'Against the oracle',
            key: 'costVsOracle',
            ...(hasRefused(row)
              ? { value: '–', note: 'it refused writes' }
              : { value: `×${costVsOracle.toFixed(3)}` }),
          },
        ]),
    {
      term: 'Minutes full',
      value: String(fullMinutes),
      key: 'fullMinutes',
      isBad: hasRefused(row),
    },
    {
      term: 'Fullest shard',
      value: `${fullestPercent.toFixed(0)} %`,
      key: 'fullestPercent',
      isBad: hasRefused(row),
    },
    { term: 'Changes', value: String(changes), key: 'changes' },
    {
      term: 'Shards',
      value: shardsMin === shardsMax ? String(shardsMin) : `${shardsMin} to ${shardsMax}`,
      key: 'shards',
    },
  ]);
}

function daysOf(data: ClusterReportData): string {
  const { timeZone, memoryTargetPercent } = data;
  return daySections(data, {
    label: 'Memory of the fullest shard in percent, and shards,',
    draw: (given, size) =>
      memoryChart(
        { ...given, timeZone, ...(memoryTargetPercent !== undefined && { memoryTargetPercent }) },
        size,
      ),
    sentence: daySentence,
    legend: legendOf([
      ['<i style="background:var(--band-1)"></i>', 'how full the fullest shard is'],
      ...(memoryTargetPercent === undefined
        ? []
        : [
            [
              '<i class="line" style="border-top:2px dashed var(--retire)"></i>',
              `the target, ${memoryTargetPercent} %`,
            ] as const,
          ]),
      ['<i class="line" style="border-color:var(--late-roll)"></i>', 'full: writes are refused'],
      ['<i class="line"></i>', 'below: shards that are paid for, over those that what is held would fill'],
      ...CHANGE_LEGEND,
    ]),
  });
}

function daySentence({ fullestPercent }: ClusterDay): string {
  const most = Math.max(0, ...fullestPercent);
  const full = fullestPercent.filter((percent) => percent > 100).length;
  const refused =
    full === 0 ? 'no write was refused' : `writes were refused in ${full} minute${full === 1 ? '' : 's'}`;
  return `The fullest shard reached ${most.toFixed(0)} % of its memory; ${refused}.`;
}

/** What a change met when it began, and how long it took. */
function changeWords({ atMs, endMs }: ClusterChange, day: ClusterDay): string {
  const percent = percentAt(day, atMs);
  const lasted = endMs > atMs ? `done after ${spokenSeconds((endMs - atMs) / 1000)}` : 'at once';
  return `the fullest was at ${percent.toFixed(0)} %, ${lasted}`;
}

function percentAt({ fullestPercent, startMs, endMs }: ClusterDay, atMs: number): number {
  const minute = Math.floor(((atMs - startMs) / (endMs - startMs)) * fullestPercent.length);
  return fullestPercent[minute] ?? 0;
}

const COLUMNS: readonly Column<ClusterPolicyRow>[] = [
  { head: 'node-hours', key: 'nodeHours', text: (r) => r.nodeHours.toFixed(0) },
  { head: 'cost', key: 'costUsd', text: (r) => `$${r.costUsd.toFixed(2)}` },
  {
    head: 'against oracle',
    key: 'costVsOracle',
    text: (r) => (r.costVsOracle === null || hasRefused(r) ? '–' : `×${r.costVsOracle.toFixed(3)}`),
  },
  { head: 'minutes full', key: 'fullMinutes', text: (r) => String(r.fullMinutes), isBad: hasRefused },
  {
    head: 'fullest shard',
    key: 'fullestPercent',
    text: (r) => `${r.fullestPercent.toFixed(0)} %`,
    isBad: hasRefused,
  },
  { head: 'changes', key: 'changes', text: (r) => String(r.changes) },
  { head: 'fewest shards', key: 'shardsMin', text: (r) => String(r.shardsMin) },
  { head: 'most shards', key: 'shardsMax', text: (r) => String(r.shardsMax) },
];
