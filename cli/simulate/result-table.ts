// The table that `spillway simulate` shows: a row a policy, its name first.
import Table from 'cli-table3';

/** `title` above it. Rows have as many cells as the head. */
export function resultTable(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const table = new Table({
    head: [...head],
    style: { head: [], border: [] },
    colAligns: head.map((_, i) => (i === 0 ? 'left' : 'right')),
  });
  for (const row of rows) table.push([...row]);
  return `${title}\n${table.toString()}`;
}

/** `4`, `2 to 8`. */
export function fromTo(min: number, max: number): string {
  return min === max ? String(min) : `${min} to ${max}`;
}

/** `1 day`, `3 days`. */
export function daysText(count: number): string {
  return `${count} day${count === 1 ? '' : 's'}`;
}
