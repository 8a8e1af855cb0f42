// The shortest description of a failure: options are turned off one by one while the same check still fails.
import type { CheckName, Finding } from './world/finding.ts';
import type { RunResult } from './run-seed.ts';

export interface Shrunk<Options> {
  readonly options: Options;
  readonly finding: Finding;
  /** Runs that it took. */
  readonly runCount: number;
}

/** How a kind's run is run, and made smaller. */
export interface Shrinkable<Options> {
  readonly run: (options: Options) => Promise<RunResult>;
  readonly smaller: (options: Options) => Iterable<Options>;
}

/** A shrinking that takes longer is broken off: its result still fails. */
const RUNS_MAX = 150;

/**
 * Options with as few faults and days as the same check still fails with. `undefined` if it does not fail with the
 * options given: a run that is not the same twice.
 */
export async function shrink<Options>(
  options: Options,
  check: CheckName,
  { run, smaller }: Shrinkable<Options>,
): Promise<Shrunk<Options> | undefined> {
  let runCount = 0;
  const failureOf = async (tried: Options): Promise<Finding | undefined> => {
    runCount += 1;
    return (await run(tried)).findings.find((finding) => finding.check === check);
  };
  let best = options;
  let finding = await failureOf(best);
  if (!finding) return undefined;
  for (let hasShrunk = true; hasShrunk && runCount < RUNS_MAX;) {
    hasShrunk = false;
    for (const less of smaller(best)) {
      if (runCount >= RUNS_MAX) break;
      const found = await failureOf(less);
      if (!found) continue;
      best = less;
      finding = found;
      hasShrunk = true;
      break;
    }
  }
  return { options: best, finding, runCount };
}
