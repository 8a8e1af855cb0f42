// The table of policies: a row each, the shown one marked, trouble in red. Each cell carries the exact number.
import { escapeHtml } from './escape-html.ts';
import type { PolicyRow } from './report-data.ts';

interface Column {
  readonly head: string;
  readonly key: keyof PolicyRow;
  readonly text: (row: PolicyRow) => string;
  readonly isBad?: (row: PolicyRow) => boolean;
}

const COLUMNS: readonly Column[] = [
  { head: 'instance-hours', key: 'instanceHours', text: (r) => r.instanceHours.toFixed(1) },
  { head: 'cost', key: 'costUsd', text: (r) => `$${r.costUsd.toFixed(2)}` },
  {
    head: 'saving',
    key: 'savingPercent',
    text: (r) => (r.savingPercent === null ? '–' : `${r.savingPercent.toFixed(1)} %`),
    isBad: (r) => (r.savingPercent ?? 0) < 0,
  },
  {
    head: 'against oracle',
    key: 'costVsOracle',
    text: (r) => (r.costVsOracle === null ? '–' : `×${r.costVsOracle.toFixed(3)}`),
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
export function policyTable(rows: readonly PolicyRow[]): string {
  if (rows.length === 0) return '';
  const head = COLUMNS.map((column) => `<th scope="col">${column.head}</th>`).join('');
  const body = rows.map((row, i) => `<tr${i === 0 ? ' class="shown"' : ''}>${cells(row)}</tr>`).join('\n');
  return `<section><h2>Policies compared</h2>
<p class="explain">All ${rows[0]?.days === 1 ? 'of the day' : `${rows[0]?.days ?? 0} days`}. The first row is what the charts show.</p>
<div class="table"><table><thead><tr><th scope="col">policy</th>${head}</tr></thead>
<tbody>${body}</tbody></table></div></section>`;
}

function cells(row: PolicyRow): string {
  const rest = COLUMNS.map(
    (column) =>
      `<td data-key="${column.key}" data-value="${String(row[column.key])}"${column.isBad?.(row) ? ' class="bad"' : ''}>${column.text(row)}</td>`,
  );
  return `<td>${escapeHtml(row.label)}</td>${rest.join('')}`;
}
