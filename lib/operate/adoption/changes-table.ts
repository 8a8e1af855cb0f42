// A change plan as a table for people: setting, now, after.
import Table from 'cli-table3';
import pc from 'picocolors';
import type { PlannedChange } from './planned-change.ts';

/** Lines of the table, without a trailing newline. */
export function changesTable(rows: readonly PlannedChange[]): string {
  const table = new Table({
    head: ['setting', 'now', 'after'].map((text) => pc.bold(text)),
    style: { head: [], border: [] },
  });
  for (const { setting, now, after } of rows) table.push([setting, pc.dim(now), pc.green(after)]);
  return table.toString();
}
