// The fan-out: work over all managed groups, page by page, a bounded number at once. One group's failure never stops the
// others; all failures come back, counted and named.
import pLimit, { type LimitFunction } from 'p-limit';
import type { Target, TargetTypes } from '../../targets/target.ts';
import type { CyclePorts } from '../ports.ts';
import type { CycleResult } from '../run-cycle.ts';

/** Cycles at once: enough to hide the waiting, few enough not to be throttled. */
export const CYCLES_AT_ONCE = 10;

export interface GroupFailure {
  readonly groupName: string;
  readonly error: unknown;
}

/** What is to be done for one group. */
export interface GroupWork<T extends TargetTypes> {
  readonly groupName: string;
  readonly run: () => Promise<CycleResult<T>>;
}

export interface CyclesResult<T extends TargetTypes = TargetTypes> {
  readonly groupCount: number;
  readonly results: readonly CycleResult<T>[];
  readonly failures: readonly GroupFailure[];
}

/** The name under which a failure of the tick itself stands, of no group. */
export const ALL_GROUPS = '*';

/** Runs what `work` makes of each page of managed groups, a bounded number at once. */
export async function overManagedGroups<T extends TargetTypes>(
  target: Target<T>,
  ports: CyclePorts<T>,
  work: (page: readonly T['found'][]) => Promise<readonly GroupWork<T>[]>,
): Promise<CyclesResult<T>> {
  let limit: LimitFunction | undefined; // Most ticks find nothing due.
  const results: CycleResult<T>[] = [];
  const failures: GroupFailure[] = [];
  const running: Promise<void>[] = [];
  let groupCount = 0;
  const serve = async ({ groupName, run }: GroupWork<T>): Promise<void> => {
    try {
      results.push(await run());
    } catch (error) {
      failures.push({ groupName, error });
    }
  };
  try {
    for await (const page of target.list(ports)) {
      const managed = page.filter((found) => target.isManaged(found));
      groupCount += managed.length;
      // A page whose due times cannot be read is a failure of its own; the next page is still served.
      try {
        for (const item of await work(managed)) {
          limit ??= pLimit(CYCLES_AT_ONCE);
          running.push(limit(() => serve(item)));
        }
      } catch (error) {
        failures.push({ groupName: ALL_GROUPS, error });
      }
    }
  } catch (error) {
    failures.push({ groupName: ALL_GROUPS, error });
  }
  await Promise.all(running);
  return { groupCount, results, failures };
}
