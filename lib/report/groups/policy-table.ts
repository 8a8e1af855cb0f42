// The table of policies for a group of RDBs.
import { compareTable, type Column } from '../compare-table.ts';
import { escapeHtml } from '../escape-html.ts';
import type { PolicyRow } from '../report-data.ts';
import { isComparable, isComparableWithFixed, whyNotCompared } from './troubles.ts';

const COLUMNS: readonly Column<PolicyRow>[] = [
  { head: 'instance-hours', key: 'instanceHours', text: (r) => r.instanceHours.toFixed(1) },
  { head: 'cost', key: 'costUsd', text: (r) => `$${r.costUsd.toFixed(2)}` },
  {
    head: 'saving',
    key: 'savingPercent',
    text: (r) =>
      r.savingPercent === null || !isComparableWithFixed(r) ? '–' : `${r.savingPercent.toFixed(1)} %`,
    isBad: (r) => isComparableWithFixed(r) && (r.savingPercent ?? 0) < 0,
  },
  {
    head: 'against oracle',
    key: 'costVsOracle',
    text: (r) => (r.costVsOracle === null || !isComparable(r) ? '–' : `×${r.costVsOracle.toFixed(3)}`),
  },
  { head: 'most nodes', key: 'peakNodes', text: (r) => String(r.peakNodes) },
  { head: 'late rolls', key: 'lateRolls', text: (r) => String(r.lateRolls), isBad: (r) => r.lateRolls > 0 },
  {
    head: 'least cushion',
    key: 'minCushionSeconds',
    text: (r) => (r.minCushionSeconds === null ? '–' : `${Math.round(r.minCushionSeconds)} s`),
    isBad: (r) => (r.minCushionSeconds ?? 0) < 0,
  },
  {
    head: 'out of memory',
    key: 'outOfMemory',
    text: (r) => String(r.outOfMemory),
    isBad: (r) => r.outOfMemory > 0,
  },
  {
    head: 'ended with data',
    key: 'terminatedWithData',
    text: (r) => String(r.terminatedWithData),
    isBad: (r) => r.terminatedWithData > 0,
  },
  { head: 'idle spare hours', key: 'idleSpareHours', text: (r) => r.idleSpareHours.toFixed(1) },
];

/** A section with the table; nothing for no policies. The first row is the one that the charts show. */
export function policyTable(rows: readonly PolicyRow[], fixedMemoryGiB: number | undefined): string {
  const days = rows[0]?.days === 1 ? 'of the day' : `${rows[0]?.days ?? 0} days`;
  const sentences = [
    `All ${days}. The first row is what the charts show.`,
    ...whyNotCompared(rows, fixedMemoryGiB),
  ];
  return compareTable(rows, COLUMNS, escapeHtml(sentences.join(' ')));
}
