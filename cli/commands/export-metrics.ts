// `spillway export-metrics GROUP --days N`: the group's reported memory as a trace for simulate and recommend.
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Option, type Command } from 'commander';
import { EXPORT_DAYS_MAX } from '../../lib/targets/rdb-group/ports/memory-history.ts';
import { MEMORY_HEADER } from '../../lib/trace/trace-rows.ts';
import type { AwsOptions } from '../aws-options.ts';
import { KIND_WORDS } from '../../lib/wiring/operated-kinds.ts';
import { withAwsOptions, wordFrom } from '../aws-options.ts';
import { CommandError } from '../command-error.ts';
import { memorySamples } from '../export/memory-samples.ts';
import { openAwsPorts, type OpenPorts } from '../operator-ports.ts';
import { parsePlainName } from '../target-name.ts';
import type { Terminal } from '../terminal.ts';

interface ExportOptions extends AwsOptions {
  readonly days: string;
  readonly out?: string;
  readonly namespace: string;
  readonly log?: string;
  readonly logGroup?: readonly string[];
}

export function addExportMetrics(
  program: Command,
  terminal: Terminal,
  openPorts: OpenPorts = openAwsPorts,
): void {
  withAwsOptions(
    program
      .command('export-metrics')
      .argument('<group>', 'Auto Scaling group')
      .description("write the group's reported memory as a trace for simulate and recommend")
      .option('--days <n>', `how many days back, today included, 1 to ${EXPORT_DAYS_MAX}`, '7')
      .option('--out <file>', 'write there, gzip if it ends with .gz (default: standard output)')
      .option(
        '--log <file>',
        "read lines of a function's log in place of CloudWatch's metrics; - for standard input",
      )
      .addOption(
        new Option(
          '--log-group <name>',
          "read a function's log in CloudWatch Logs itself; may be given several times",
        )
          .argParser((name, before: readonly string[] = []) => [...before, wordFrom('--log-group')(name)])
          .conflicts('log'),
      )
      .option('--namespace <name>', 'where the nodes publish', 'Spillway'),
  ).action(async (typed: string, options: ExportOptions) => {
    const groupName = parsePlainName(typed, KIND_WORDS, 'export-metrics');
    const days = Number(options.days);
    if (!Number.isInteger(days) || days < 1 || days > EXPORT_DAYS_MAX)
      throw new CommandError(
        `--days is "${options.days}", allowed is a whole number from 1 to ${EXPORT_DAYS_MAX}`,
        { exitStatus: 2 },
      );
    const { log, logGroup, namespace } = options;
    const { samples, lookedAt } = memorySamples(
      { groupName, days, namespace, log, logGroups: logGroup },
      () => openPorts(options),
      (name) => {
        terminal.writeError(`${groupName} has no metrics of its memory in ${namespace}; ${name} is read\n`);
      },
    );
    let count = 0;
    async function* lines() {
      yield `${MEMORY_HEADER}\n`;
      for await (const { atMs, instanceId, usedBytes } of samples) {
        count += 1;
        yield `${new Date(atMs).toISOString()},${instanceId},${usedBytes}\n`;
      }
    }
    if (options.out === undefined) for await (const line of lines()) terminal.write(line);
    else await writeTo(options.out, lines());
    if (count === 0) throw new CommandError(lookedAt());
    if (options.out !== undefined) terminal.write(`${count} rows are in ${options.out}\n`);
  });
}

async function writeTo(file: string, lines: AsyncIterable<string>): Promise<void> {
  const source = Readable.from(lines);
  try {
    if (file.endsWith('.gz')) await pipeline(source, createGzip(), createWriteStream(file));
    else await pipeline(source, createWriteStream(file));
  } catch (cause) {
    if (cause instanceof Error && 'syscall' in cause)
      throw new CommandError(`${file} cannot be written: ${cause.message}`, { cause });
    throw cause;
  }
}
