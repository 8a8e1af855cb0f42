// The fan-out: work over all managed targets, page by page, a bounded number at once. One target's failure never stops the
// others; all failures come back, counted and named.
import pLimit, { type LimitFunction } from 'p-limit';
import type { Target, TargetTypes } from '../../targets/target.ts';
import type { CyclePorts } from '../ports.ts';
import type { CycleResult } from '../run-cycle.ts';

/** Cycles at once: enough to hide the waiting, few enough not to be throttled. */
export const CYCLES_AT_ONCE = 10;

export interface TargetFailure {
  readonly name: string;
  readonly error: unknown;
}

/** What is to be done for one target. */
export interface TargetWork<T extends TargetTypes> {
  readonly name: string;
  readonly run: () => Promise<CycleResult<T>>;
}

export interface CyclesResult<T extends TargetTypes = TargetTypes> {
  readonly targetCount: number;
  readonly results: readonly CycleResult<T>[];
  readonly failures: readonly TargetFailure[];
}

/** The name under which a failure of the tick itself stands, of no target. */
export const ALL_TARGETS = '*';

/** Runs what `work` makes of each page of managed targets, a bounded number at once. */
export async function overManaged<T extends TargetTypes>(
  target: Target<T>,
  ports: CyclePorts<T>,
  work: (page: readonly T['found'][]) => Promise<readonly TargetWork<T>[]>,
): Promise<CyclesResult<T>> {
  let limit: LimitFunction | undefined; // Most ticks find nothing due.
  const results: CycleResult<T>[] = [];
  const failures: TargetFailure[] = [];
  const running: Promise<void>[] = [];
  let targetCount = 0;
  const serve = async ({ name, run }: TargetWork<T>): Promise<void> => {
    try {
      results.push(await run());
    } catch (error) {
      failures.push({ name, error });
    }
  };
  try {
    for await (const page of target.listManaged(ports)) {
      const managed = page.filter((found) => target.isManaged(found));
      targetCount += managed.length;
      // A page whose due times cannot be read is a failure of its own; the next page is still served.
      try {
        for (const item of await work(managed)) {
          limit ??= pLimit(CYCLES_AT_ONCE);
          running.push(limit(() => serve(item)));
        }
      } catch (error) {
        failures.push({ name: ALL_TARGETS, error });
      }
    }
  } catch (error) {
    failures.push({ name: ALL_TARGETS, error });
  }
  await Promise.all(running);
  return { targetCount, results, failures };
}
