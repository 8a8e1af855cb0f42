// A table of policies, or of days: a row each, the shown one marked, trouble in red. Each cell carries the exact number.
import { escapeHtml } from './escape-html.ts';

export interface Column<Row> {
  readonly head: string;
  readonly key: keyof Row & string;
  readonly text: (row: Row) => string;
  readonly isBad?: (row: Row) => boolean;
}

/** What a table is called, and its rows; and which of them the charts show. */
export interface TableWords<Row> {
  readonly title: string;
  readonly rowHead: string;
  readonly isShown: (row: Row, index: number) => boolean;
}

const POLICIES: TableWords<unknown> = {
  title: 'Policies compared',
  rowHead: 'policy',
  isShown: (_, index) => index === 0,
};

/** A section with the table; nothing for no rows. Of policies the first row is the one that the charts show. */
export function compareTable<Row extends { readonly label: string }>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  explain: string,
  { title, rowHead, isShown }: TableWords<Row> = POLICIES,
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
      (row, i) =>
        `<tr${isShown(row, i) ? ' class="shown"' : ''}><td>${escapeHtml(row.label)}</td>${cells(row)}</tr>`,
    )
    .join('\n');
  return `<section><h2>${title}</h2>
<p class="explain">${explain}</p>
<div class="table"><table><thead><tr><th scope="col">${rowHead}</th>${head}</tr></thead>
<tbody>${body}</tbody></table></div></section>`;
}
