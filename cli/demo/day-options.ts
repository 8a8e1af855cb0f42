// The day that the demo and the local AWS live through: the options that say which, one table for both commands.
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import type { ReportChannel } from '../../lib/targets/rdb-group/domain/tags/report-sources.ts';
import { numberOption, oneOf } from '../number-option.ts';

export interface DayOptions {
  readonly traceFile: string;
  readonly bytesPerMessage: number;
  readonly nodeMemoryGib: number;
  readonly reports: ReportChannel;
  readonly seed: number;
}

/** A real day: quotes and trades of AIG, BAC, IBM and SPY, 2.8 million messages; see data/traces/README.md. */
export const DEFAULT_TRACE = fileURLToPath(
  new URL('../../data/traces/us-equities-2013-10-09.csv', import.meta.url),
);

/** Makes that day 10.9 GiB: four nodes of 4 GiB, each rolled at 80 %. */
const DEFAULT_BYTES_PER_MESSAGE = 4096;
const DEFAULT_NODE_MEMORY_GIB = 4;

/** The command line's words; numbers still text. */
export interface DayWords {
  readonly trace?: string;
  readonly bytesPerMessage: string;
  readonly nodeMemoryGib: string;
  readonly reports: string;
  readonly seed: string;
}

/** Flags, what they are for, and what holds without them. */
const DAY_OPTIONS: readonly (readonly [flags: string, says: string, preset?: string])[] = [
  ['--trace <file>', 'CSV timestamp,messages; ISO 8601 with offset (default: 9 October 2013, US equities)'],
  ['--bytes-per-message <n>', 'memory that one message takes', String(DEFAULT_BYTES_PER_MESSAGE)],
  ['--node-memory-gib <n>', 'memory of a server', String(DEFAULT_NODE_MEMORY_GIB)],
  ['--reports <channel>', 'how the RDBs are heard: probe or cloudwatch', 'probe'],
  ['--seed <n>', 'the same seed gives the same day, as long as nobody breaks anything', '1'],
];

export function addDayOptions(command: Command): Command {
  for (const [flags, says, preset] of DAY_OPTIONS) command.option(flags, says, preset);
  return command;
}

/** Throws `CommandError` that names the option, what was given and what is allowed. */
export function parseDayOptions(words: DayWords): DayOptions {
  return {
    traceFile: words.trace ?? DEFAULT_TRACE,
    bytesPerMessage: numberOption('--bytes-per-message', words.bytesPerMessage, { above: 0, max: 1e9 }),
    nodeMemoryGib: numberOption('--node-memory-gib', words.nodeMemoryGib, { above: 0.25, max: 24_576 }),
    reports: oneOf('--reports', words.reports, ['probe', 'cloudwatch']),
    seed: numberOption('--seed', words.seed, { above: -1, max: 2 ** 31, integer: true }),
  };
}
