// A scenario of shards, run and shown, whatever they are shards of: which policy is being run, the table or the JSON, the report.
import type { Terminal } from '../terminal.ts';
import { writeOrExplain, writeResults, type SimulateOptions } from './write-results.ts';

export interface ScenarioRuns {
  readonly runs: readonly { readonly result: unknown }[];
}

/** What is run, and how it is shown. */
export interface Shown<Ran extends ScenarioRuns> {
  /** Runs the policies one after the other; tells of each before it begins, by what a table calls it. */
  run(onPolicy: (label: string) => void): Ran;
  tableOf(ran: Ran): string;
  writeReport(file: string, ran: Ran): Promise<void>;
}

const CLEAR_LINE = '\r\u001b[K';

/** Throws `CommandError` where a file cannot be written. */
export async function runAndShow<Ran extends ScenarioRuns>(
  { run, tableOf, writeReport }: Shown<Ran>,
  options: SimulateOptions,
  terminal: Terminal,
): Promise<void> {
  const showLine = (text: string) => {
    if (terminal.isInteractive) terminal.writeError(`${CLEAR_LINE}${text}`);
  };
  const ran = run((label) => showLine(`${label} …`));
  showLine('');
  const results = ran.runs.map(({ result }) => result);
  await writeResults({ results, table: tableOf(ran) }, options, terminal);
  const { report } = options;
  if (report === undefined) return;
  await writeOrExplain(report, () => writeReport(report, ran));
  if (options.json !== '-') terminal.write(`The report is in ${report}\n`);
}
