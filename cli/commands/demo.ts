// `spillway demo` (what `npm start` runs): one trading day on a local AWS.
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import pc from 'picocolors';
import type { Trace } from '../../lib/sim/trace.ts';
import { isPolled } from '../../lib/targets/rdb-group/domain/tags/report-sources.ts';
import { messagesOf } from '../../lib/sim/trace.ts';
import { CommandError } from '../command-error.ts';
import { addDayOptions } from '../demo/day-options.ts';
import { parseDemoOptions, type DemoOptions, type DemoWords } from '../demo/demo-options.ts';
import { readTraceOrFail, withReportsToBeHad } from '../demo/given-day.ts';
import { summaryLines } from '../demo/demo-summary.ts';
import { runDemo } from '../demo/run-demo.ts';
import { createDayDisplay } from '../demo/show-day.ts';
import type { Terminal } from '../terminal.ts';

/** Not part of the repository; see .gitignore. */
const REPORT_DEFAULT = 'out/demo.html';

export function addDemo(program: Command, terminal: Terminal): void {
  const demo = program
    .command('demo')
    .description('one real trading day on a local AWS: the real Lambda handlers, through the real AWS SDK');
  addDayOptions(demo)
    .option('--policy <policy>', 'threshold or lead-time', 'lead-time')
    .option('--json <file>', 'write the result there')
    .option('--report <file>', 'write a report there, one self-contained HTML file', REPORT_DEFAULT)
    .option('--drill <drill>', 'in place of the whole day: half an hour of it, then this drill (live-rdb)')
    .option('--quiet', 'show the summary only')
    .action(async (words: DemoWords, command: Command) => {
      const isChosen = command.getOptionValueSource('reports') !== 'default';
      const options = await withReportsToBeHad(parseDemoOptions(words), isChosen, terminal);
      const trace = readTraceOrFail(options.traceFile);
      if (options.drill !== undefined) {
        const { runDrillDemo } = await import('../demo/run-drill-demo.ts');
        return runDrillDemo(mustBeProbed(options), trace, terminal);
      }
      await showDemo(options, trace, terminal);
    });
}

/** A drill goes by what the RDBs tell of their rows. */
function mustBeProbed(options: DemoOptions): DemoOptions {
  if (isPolled(options.reports)) return options;
  throw new CommandError('--drill needs --reports probe: a drill goes by what the RDBs tell of their rows');
}

async function showDemo(options: DemoOptions, trace: Trace, terminal: Terminal): Promise<void> {
  const startedAt = performance.now();
  if (!options.quiet) for (const line of headline(options, trace)) terminal.write(`${line}\n`);
  const display = createDayDisplay(terminal, {
    utcOffsetMinutes: trace.utcOffsetMinutes,
    lines: options.quiet ? 'none' : 'shown',
    targets: 'one',
  });
  const { summary, day } = await runDemo(options, trace, display);
  const durationSeconds = (performance.now() - startedAt) / 1000;
  for (const line of summaryLines(summary, { durationSeconds })) terminal.write(`${line}\n`);
  const { jsonFile, reportFile } = options;
  if (jsonFile !== undefined) {
    const json = `${JSON.stringify(summary, null, 2)}\n`;
    await written('result', jsonFile, terminal, () => writeFile(jsonFile, json));
  }
  // ECharts is large; it is loaded when the day is over.
  const { writeDemoReport } = await import('../demo/demo-report.ts');
  await written('report', reportFile, terminal, () =>
    writeDemoReport(reportFile, { options, trace, day, summary }),
  );
  terminal.write(
    `\nTo go on, with every command at hand and a page to watch: ${pc.bold('npx spillway local')}\n`,
  );
  if (summary.terminatedWithData > 0) terminal.exitStatus = 1;
}

async function written(
  what: string,
  file: string,
  terminal: Terminal,
  write: () => Promise<void>,
): Promise<void> {
  try {
    await write();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`${file} cannot be written: ${why}`, { cause });
  }
  terminal.write(`  ${what.padEnd(24)}${resolve(file)}\n`);
}

function headline(options: DemoOptions, trace: Trace): readonly string[] {
  const gib = (messagesOf(trace) * options.bytesPerMessage) / 1024 ** 3;
  return [
    pc.bold('Spillway: one trading day on a local AWS'),
    `The real Lambda handlers, through the real AWS SDK, over ${trace.name.split('/').at(-1) ?? trace.name}:`,
    `${messagesOf(trace).toLocaleString('en-US')} messages, ${gib.toFixed(1)} GiB, onto servers of ${options.nodeMemoryGib} GiB; policy ${options.policy}, reports by ${options.reports}.`,
    '',
  ];
}
