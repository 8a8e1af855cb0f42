// Many cycles of one kind, batch by batch, while there is time for another. One target's failure never stops the others; all
// failures come back, counted and named, and so do the names that were left.
import { eachSettled, settle } from '../../ports/settled.ts';
import type { Target, TargetTypes } from '../../targets/target.ts';
import { CYCLES_AT_ONCE, TARGETS_PER_BATCH_MAX } from '../batch-limits.ts';
import type { CyclePorts } from '../ports.ts';
import { runCycles, type CycleRequest, type CycleResult } from '../run-cycle.ts';

/** The name under which a failure of the tick itself stands, of no target. */
export const ALL_TARGETS = '*';

export interface TargetFailure {
  readonly name: string;
  readonly error: unknown;
}

export interface Batches<T extends TargetTypes = TargetTypes> {
  readonly results: readonly CycleResult<T>[];
  readonly failures: readonly TargetFailure[];
  /** Not begun, for want of time, in their order; absent where there are none. */
  readonly left?: readonly string[];
}

export interface CyclesResult<T extends TargetTypes = TargetTypes> extends Batches<T> {
  readonly targetCount: number;
}

export interface BatchTerms {
  /** Asked before each batch: whether there is time for one. */
  readonly hasTime?: () => boolean;
  /** Asked before each batch: which of these are still to be served, as others may have seen to them meanwhile. */
  readonly stillWanted?: (names: readonly string[]) => Promise<ReadonlySet<string>>;
  /** What comes before a target's cycle, which runs only if this succeeded. */
  readonly prepare?: (name: string) => Promise<void>;
}

/**
 * Runs them in their order, as many together as may be. Where it cannot be said which of a batch are still wanted, none of it
 * is run, and that is a failure under the name `*`.
 */
export async function runBatches<T extends TargetTypes>(
  target: Target<T>,
  requests: readonly CycleRequest<T>[],
  ports: CyclePorts<T>,
  { hasTime, stillWanted, prepare }: BatchTerms = {},
): Promise<Batches<T>> {
  const results: CycleResult<T>[] = [];
  const failures: TargetFailure[] = [];
  for (let start = 0; start < requests.length; start += TARGETS_PER_BATCH_MAX) {
    if (hasTime?.() === false)
      return { results, failures, left: requests.slice(start).map(({ name }) => name) };
    const next = requests.slice(start, start + TARGETS_PER_BATCH_MAX);
    const wanted = await settle(async () => stillWanted?.(next.map(({ name }) => name)));
    if (!wanted.ok) {
      failures.push({ name: ALL_TARGETS, error: wanted.error });
      continue;
    }
    const chosen = next.filter(({ name }) => wanted.value?.has(name) ?? true);
    const batch = await prepared(chosen, failures, prepare);
    const ended = await runCycles(target, batch, ports);
    ended.forEach((end, index) => {
      if (end.ok) results.push(end.value);
      else failures.push({ name: batch[index]?.name ?? '', error: end.error });
    });
  }
  return { results, failures };
}

/** Those that could be prepared; the others are failures. */
async function prepared<Request extends { readonly name: string }>(
  batch: readonly Request[],
  failures: TargetFailure[],
  prepare: BatchTerms['prepare'],
): Promise<readonly Request[]> {
  if (!prepare) return batch;
  const done = await eachSettled(batch, CYCLES_AT_ONCE, ({ name }) => prepare(name));
  return batch.filter(({ name }, index) => {
    const one = done[index];
    if (one && !one.ok) failures.push({ name, error: one.error });
    return one?.ok === true;
  });
}
