// The last part of a tick: where a cycle took capacity away and more could go, another cycle follows, and another, while
// there is time. Each is a cycle like any other: it takes the lease, looks, and decides by all rules. So whatever has changed
// since the one before is seen, an alarm or a hook gets in between, and what was done is remembered should the next fail.
//
//   every target that is due, once  ──▶  those that may take more, once each  ──▶  those that still may …
//   spares come first                    flushed nodes of an evening: one to a cycle, all of them in one tick
import type { Target, TargetTypes } from '../../targets/target.ts';
import type { CyclePorts } from '../ports.ts';
import type { CycleResult } from '../run-cycle.ts';
import { runBatches, type Batches, type BatchTerms } from './run-batches.ts';

/**
 * Cycles of one target that follow the first. Time is the other bound: none is begun without `BATCH_TIME_MS` of the
 * invocation left, so that two thirds of a minute are for them. A cycle of seven calls takes about half a second.
 */
export const FURTHER_CYCLES_MAX = 30;

/** What the tick's first cycles came to, and then what the further ones did. */
export async function takeMore<T extends TargetTypes>(
  target: Target<T>,
  first: Batches<T>,
  ports: CyclePorts<T>,
  terms: Pick<BatchTerms, 'hasTime'>,
): Promise<Batches<T>> {
  let names = namesOf(target, first.results);
  if (names.length === 0) return first;
  const results = [...first.results];
  const failures = [...first.failures];
  for (let further = 0; further < FURTHER_CYCLES_MAX && names.length > 0; further += 1) {
    // Who is left for want of time is looked at by the next tick, as any target that has just been changed.
    if (terms.hasTime?.() === false) break;
    const next = await runBatches(
      target,
      names.map((name) => ({ name, trigger: 'tick' })),
      ports,
      terms,
    );
    results.push(...next.results);
    failures.push(...next.failures);
    names = namesOf(target, next.results);
  }
  return { ...first, results, failures };
}

function namesOf<T extends TargetTypes>(
  target: Target<T>,
  results: readonly CycleResult<T>[],
): readonly string[] {
  return results.flatMap((result) =>
    result.kind === 'decided' && target.mayTakeMore?.(result.plan, result.actions) === true
      ? [result.name]
      : [],
  );
}
