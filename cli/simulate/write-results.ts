// Where the results of `spillway simulate` go, whatever the kind of target: a table for people, JSON for programs.
import { writeFile } from 'node:fs/promises';
import { CommandError } from '../command-error.ts';
import type { Terminal } from '../terminal.ts';

export interface SimulateOptions {
  readonly json?: string;
  readonly report?: string;
}

/** `--json -` writes the JSON to standard output and nothing else there; a file leaves the table there. */
export async function writeResults(
  given: { readonly results: readonly unknown[]; readonly table: string },
  options: Pick<SimulateOptions, 'json'>,
  terminal: Terminal,
): Promise<void> {
  const json = `${JSON.stringify(given.results, null, 2)}\n`;
  if (options.json === '-') terminal.write(json);
  else terminal.write(`${given.table}\n`);
  if (options.json !== undefined && options.json !== '-') {
    const { json: file } = options;
    await writeOrExplain(file, () => writeFile(file, json, 'utf8'));
  }
}

export async function writeOrExplain(file: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`${file} cannot be written: ${why}`, { cause });
  }
}
