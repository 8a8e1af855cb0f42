// The files that a drill writes: its result, and the page of it.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import pc from 'picocolors';
import type { DrillPlan } from '../../lib/drill/drill-plan.ts';
import { drillResult, type DrillResult } from '../../lib/drill/drill-result.ts';
import { drillPage } from '../../lib/report/drill-page.ts';
import { CommandError } from '../command-error.ts';
import type { Terminal } from '../terminal.ts';

export interface DrillFiles {
  readonly json?: string;
  readonly report?: string;
}

/** Throws `CommandError` if a file that was asked for cannot be written. `missed`: why it did not pass. */
export async function writeFiles(
  { json, report }: DrillFiles,
  terminal: Terminal,
  { result, missed }: { readonly result: DrillResult; readonly missed: readonly string[] },
): Promise<void> {
  if (json !== undefined) {
    await writeOrFail(json, `${JSON.stringify(result, null, 2)}\n`);
    terminal.write(`${pc.dim('result')}  ${json}\n`);
  }
  if (report === undefined) return;
  await writeOrFail(report, drillPage(result, missed));
  terminal.write(`${pc.dim('report')}  ${report}\n`);
}

/** The same of a drill that broke nothing: its steps say why not. */
export function writeTold(
  files: DrillFiles,
  terminal: Terminal,
  plan: DrillPlan,
  atMs: number,
): Promise<void> {
  const { whyNot } = plan;
  const result = drillResult(plan, { moments: {}, steps: whyNot.map((text) => ({ atMs, text })) });
  return writeFiles(files, terminal, { result, missed: whyNot });
}

async function writeOrFail(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`${file} cannot be written: ${why}`, { cause });
  }
}
