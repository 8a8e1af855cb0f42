// A table of policies: a row each, the shown one marked, trouble in red. Each cell carries the exact number.
import { escapeHtml } from './escape-html.ts';

export interface Column<Row> {
  readonly head: string;
  readonly key: keyof Row & string;
  readonly text: (row: Row) => string;
  readonly isBad?: (row: Row) => boolean;
}

/** A section with the table; nothing for no rows. The first row is the one that the charts show. */
export function compareTable<Row extends { readonly label: string }>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  explain: string,
): string {
  if (rows.length === 0) return '';
  const head = columns.map((column) => `<th scope="col">${column.head}</th>`).join('');
  const cells = (row: Row) =>
    columns
      .map(
        ({ key, text, isBad }) =>
          `<td data-key="${key}" data-value="${String(row[key])}"${isBad?.(row) ? ' class="bad"' : ''}>${text(row)}</td>`,
      )
      .join('');
  const body = rows
    .map(
      (row, i) => `<tr${i === 0 ? ' class="shown"' : ''}><td>${escapeHtml(row.label)}</td>${cells(row)}</tr>`,
    )
    .join('\n');
  return `<section><h2>Policies compared</h2>
<p class="explain">${explain}</p>
<div class="table"><table><thead><tr><th scope="col">policy</th>${head}</tr></thead>
<tbody>${body}</tbody></table></div></section>`;
}
