// Where what the shown policy cost above the oracle went.
import type { AboveOracleRow } from '../report-data.ts';
import { escapeHtml } from '../escape-html.ts';

/** Nothing where there is nothing to compare. */
export function aboveOracleSection(rows: readonly AboveOracleRow[] = []): string {
  if (rows.length === 0) return '';
  const hours = rows.reduce((sum, row) => sum + row.hours, 0);
  const percent = rows.reduce((sum, row) => sum + row.percent, 0);
  const most = Math.max(...rows.map((row) => Math.abs(row.hours)), Number.MIN_VALUE);
  const line = (row: AboveOracleRow) =>
    `<li><span>${escapeHtml(row.label)}</span><i style="width:${((100 * Math.max(0, row.hours)) / most).toFixed(1)}%"></i><b>${signed(row.hours, 1)} h · ${money(row.usd)} · ${signed(row.percent, 1)} %</b></li>`;
  return `<section><h2>Where the cost above the oracle went</h2>
<p class="explain">${signed(hours, 1)} instance-hours, ${signed(percent, 1)} %, against the fewest that never roll late.</p>
<ul class="parts">${rows.map(line).join('\n')}</ul></section>`;
}

function money(usd: number): string {
  return `${usd < -0.005 ? '−' : ''}$${Math.abs(usd).toFixed(2)}`;
}

function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}
