// What the demo can be told, and its defaults: one real trading day at which four nodes are needed.
import { fileURLToPath } from 'node:url';
import type { ReportChannel } from '../../lib/targets/rdb-group/domain/tags/report-sources.ts';
import { numberOption, oneOf } from '../number-option.ts';

export interface DemoOptions {
  readonly traceFile: string;
  readonly bytesPerMessage: number;
  readonly nodeMemoryGib: number;
  readonly policy: 'lead-time' | 'threshold';
  readonly reports: ReportChannel;
  readonly seed: number;
  readonly jsonFile?: string;
  readonly reportFile: string;
  readonly quiet: boolean;
  /** In place of the whole day. */
  readonly drill?: 'live-rdb';
}

/** A real day: quotes and trades of AIG, BAC, IBM and SPY, 2.8 million messages; see data/traces/README.md. */
export const DEFAULT_TRACE = fileURLToPath(
  new URL('../../data/traces/us-equities-2013-10-09.csv', import.meta.url),
);

/** Makes that day 10.9 GiB: four nodes of 4 GiB, each rolled at 80 %. */
export const DEFAULT_BYTES_PER_MESSAGE = 4096;
export const DEFAULT_NODE_MEMORY_GIB = 4;

/** The command line's words; numbers still text. */
export interface DemoWords {
  readonly trace?: string;
  readonly bytesPerMessage: string;
  readonly nodeMemoryGib: string;
  readonly policy: string;
  readonly reports: string;
  readonly seed: string;
  readonly json?: string;
  readonly report: string;
  readonly quiet?: boolean;
  readonly drill?: string;
}

/** Throws `CommandError` that names the option, what was given and what is allowed. */
export function parseDemoOptions(words: DemoWords): DemoOptions {
  return {
    traceFile: words.trace ?? DEFAULT_TRACE,
    bytesPerMessage: numberOption('--bytes-per-message', words.bytesPerMessage, { above: 0, max: 1e9 }),
    nodeMemoryGib: numberOption('--node-memory-gib', words.nodeMemoryGib, { above: 0.25, max: 24_576 }),
    policy: oneOf('--policy', words.policy, ['lead-time', 'threshold']),
    reports: oneOf('--reports', words.reports, ['probe', 'cloudwatch']),
    seed: numberOption('--seed', words.seed, { above: -1, max: 2 ** 31, integer: true }),
    quiet: words.quiet === true,
    ...(words.json !== undefined && { jsonFile: words.json }),
    reportFile: words.report,
    ...(words.drill !== undefined && { drill: oneOf('--drill', words.drill, ['live-rdb']) }),
  };
}
