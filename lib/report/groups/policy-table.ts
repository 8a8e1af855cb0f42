// The table of policies for a group of RDBs.
import { compareTable, type Column } from '../compare-table.ts';
import { escapeHtml } from '../escape-html.ts';
import type { PolicyRow } from '../report-data.ts';
import {
  AGAINST_ORACLE,
  cushion,
  ENDED_WITH_DATA,
  INSTANCE_HOURS,
  LATE_ROLLS,
  OUT_OF_MEMORY,
} from './shared-columns.ts';
import { isComparableWithFixed, whyNotCompared } from './troubles.ts';

const COLUMNS: readonly Column<PolicyRow>[] = [
  INSTANCE_HOURS,
  { head: 'cost', key: 'costUsd', text: (r) => `$${r.costUsd.toFixed(2)}` },
  {
    head: 'saving',
    key: 'savingPercent',
    text: (r) =>
      r.savingPercent === null || !isComparableWithFixed(r) ? '–' : `${r.savingPercent.toFixed(1)} %`,
    isBad: (r) => isComparableWithFixed(r) && (r.savingPercent ?? 0) < 0,
  },
  AGAINST_ORACLE,
  { head: 'most nodes', key: 'peakNodes', text: (r) => String(r.peakNodes) },
  LATE_ROLLS,
  cushion('least cushion'),
  OUT_OF_MEMORY,
  ENDED_WITH_DATA,
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
