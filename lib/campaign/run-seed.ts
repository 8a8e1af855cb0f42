// One run of a group, from its options to its findings; a stream's is kinesis-stream/run-stream.ts, a cluster's memorydb-cluster/run-cluster.ts. The same options give the same run, to the byte.
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../core/units.ts';
import { createRandom } from '../sim/random.ts';
import { ALL_CHECKS } from './checks/all-checks.ts';
import type { StreamTally } from './kinesis-stream/checks/stream-check.ts';
import type { ClusterTally } from './memorydb-cluster/checks/cluster-check.ts';
import { EMPTY_TALLY, type Check, type Tally } from './checks/check.ts';
import type { Finding } from './world/finding.ts';
import { runDays, trueEndOfDaysOf } from './drive/run-days.ts';
import type { CreatePorts } from './drive/run-ports.ts';
import type { RunOptions } from './options/options.ts';
import { timesOf } from './world/create-day.ts';
import { createRun, type Run } from './world/run.ts';
import { countStates } from './world/count-states.ts';

export interface RunResult {
  readonly seed: number;
  readonly dayCount: number;
  readonly cycleCount: number;
  readonly findings: readonly Finding[];
  readonly excused: readonly Finding[];
  readonly tally: Tally;
  /** Of a stream's run alone. */
  readonly streamTally?: StreamTally;
  /** Of a cluster's run alone. */
  readonly clusterTally?: ClusterTally;
  readonly occurred: Readonly<Record<string, number>>;
}

/** `createPorts`: what our functions run on, the simulated ports by default. */
export async function runOptions(options: RunOptions, createPorts?: CreatePorts): Promise<RunResult> {
  const endOfDays = trueEndOfDays(options);
  const run = createRun(options, endOfDays);
  countEndOfDays(run, endOfDays);
  if (options.leansTo !== undefined) run.occur(`leans to: ${options.leansTo}`);
  const tally: Tally = { ...EMPTY_TALLY };
  const checks: readonly Check[] = ALL_CHECKS.map((create) => create(run, tally));
  const states = countStates(run);
  await runDays(run, [...checks, states], createPorts);
  const cycleCount = run.occurred.get('cycle: decided') ?? 0;
  return {
    seed: options.seed,
    dayCount: options.dayCount,
    cycleCount,
    findings: run.findings,
    excused: run.excused,
    tally,
    occurred: Object.fromEntries([...run.occurred].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function countEndOfDays({ times, occur }: Run, trueEndOfDaysMs: readonly number[]): void {
  for (const endOfDayMs of times.endOfDaysMs) {
    if (trueEndOfDaysMs.includes(endOfDayMs)) continue;
    const isLate = trueEndOfDaysMs.some((atMs) => atMs > endOfDayMs && atMs < endOfDayMs + DAY_MS / 2);
    occur(isLate ? 'end-of-day-late' : 'end-of-day-missed');
  }
}

/** The tickerplant ends a day as scheduled, later, or, where it is missed, not at all; the last day as scheduled. */
export function trueEndOfDays(options: RunOptions): readonly number[] {
  const { faults, dayCount, seed } = options;
  const random = createRandom(seed).fork('end-of-days');
  const late = Array.from({ length: dayCount }, (_, day) => {
    const [misses, isLate, howLate] = [random.next(), random.next(), random.next()];
    if (day === dayCount - 1) return 0;
    if (misses < (faults['end-of-day-missed'] ?? 0)) return undefined;
    const lateMs =
      (MINUTE_MS + 3 * howLate ** 2 * HOUR_MS) * (isLate < (faults['end-of-day-late'] ?? 0) ? 1 : 0);
    return Math.round(lateMs);
  });
  return trueEndOfDaysOf(timesOf(options).endOfDaysMs, { late });
}
