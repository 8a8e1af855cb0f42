// The action table as Markdown, for docs/emulator.md; a test holds the page to it.
import { ACTION_ROWS, ACTION_TABLE } from './action-table.ts';

/** Lines of the page between its two marks: a table per service. */
export function describeActions(): string {
  return Object.keys(ACTION_TABLE)
    .map((service) => {
      const rows = ACTION_ROWS.filter((row) => row.service === service).map(
        ({ action, errors, limits, source }) =>
          `| [${action}](${source}) | ${errors.map((code) => `\`${code}\``).join(', ')} | ${limits ?? ''} |`,
      );
      return [`### ${service}`, '', '| action | errors | limits |', '| --- | --- | --- |', ...rows].join(
        '\n',
      );
    })
    .join('\n\n');
}
