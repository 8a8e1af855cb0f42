// One run of a stream, from its options to its findings. The same options give the same run, to the byte.
import { EMPTY_TALLY } from '../checks/check.ts';
import type { RunResult } from '../run-seed.ts';
import { ALL_STREAM_CHECKS } from './checks/all-stream-checks.ts';
import { EMPTY_STREAM_TALLY, type StreamTally } from './checks/stream-check.ts';
import { runStreamDays } from './drive/run-stream-days.ts';
import type { StreamRunOptions } from './options/stream-options.ts';
import { countStreamStates } from './world/count-stream-states.ts';
import { createStreamRun } from './world/stream-run.ts';

/** `target`: Spillway's own unless told otherwise; the campaign's tests break it. */
export async function runStream(
  options: StreamRunOptions,
  target?: Parameters<typeof runStreamDays>[2],
): Promise<RunResult> {
  const run = createStreamRun(options);
  const streamTally: StreamTally = { ...EMPTY_STREAM_TALLY };
  const checks = ALL_STREAM_CHECKS.map((create) => create(run, streamTally));
  await runStreamDays(run, [...checks, countStreamStates(run)], target);
  const { unexpectedErrors, unlookedMinutesMax } = streamTally;
  return {
    seed: options.seed,
    dayCount: options.dayCount,
    cycleCount: run.occurred.get('cycle: decided') ?? 0,
    findings: run.findings,
    excused: run.excused,
    tally: { ...EMPTY_TALLY, unexpectedErrors, unlookedMinutesMax },
    streamTally,
    occurred: Object.fromEntries([...run.occurred].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
