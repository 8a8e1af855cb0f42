// The safety net: finds all managed targets, looks into those that are due, and says what needs attention. Or goes on with
// those for which an earlier tick had no time. When a target is due: due.ts.
import type { DueTime } from '../../ports/state-store.ts';
import { TARGETS_PER_BATCH_MAX } from '../batch-limits.ts';
import type { CyclePorts } from '../ports.ts';
import type { Sought, Target, TargetTypes } from '../../targets/target.ts';
import { dueSinceMs, isDue, isInACycle } from './due.ts';
import { overManaged } from './over-managed.ts';
import { runBatches, type BatchTerms, type CyclesResult, type TargetFailure } from './run-batches.ts';
import { takeMore } from './take-more.ts';
import { attentionAfterTick, type TickedTarget } from './tick-attention.ts';

/** What a tick goes by, besides the targets. */
export interface TickTerms {
  /** Asked before each batch of cycles: whether there is time for one. Always, if absent. */
  readonly hasTime?: () => boolean;
  /** What another tick left: these alone, in their order, and nothing is listed. */
  readonly names?: readonly string[];
}

type DueTimes = Map<string, DueTime | undefined>;

/** What there is for a tick to serve. */
interface Found<T extends TargetTypes> {
  readonly targetCount: number;
  /** In their order. */
  readonly sought: readonly Sought<T>[];
  /** Of the targets whose items were read so far. */
  readonly dueTimes: DueTimes;
  readonly failures: readonly TargetFailure[];
}

/**
 * One tick, and at its end what needs attention, of all managed targets whose items could be read. Those that have been due
 * for longest are served first; those for which there is no time are `left`. Before each batch but one that was just read
 * it is asked once more which are due: another tick may have come to them. Throws nothing: a listing that breaks off, or due
 * times that cannot be read, are among the failures, under the name `*`, and what was found besides was served.
 */
export async function runTick<T extends TargetTypes>(
  target: Target<T>,
  ports: CyclePorts<T>,
  { hasTime, names: given }: TickTerms = {},
): Promise<CyclesResult<T>> {
  const found = given ? leftBefore<T>(given) : await dueOfManaged(target, ports);
  const { targetCount, sought, dueTimes } = found;
  const requests = sought.map((one) => ({ trigger: 'tick', ...one }));
  const justRead = given ? [] : sought.slice(0, TARGETS_PER_BATCH_MAX).map(({ name }) => name);
  const stillWanted = stillDue(justRead, dueTimes, ports);
  const terms = hasTime ? { hasTime } : {};
  const first = await runBatches(target, requests, ports, { stillWanted, ...terms });
  const { results, failures, left } = await takeMore(target, first, ports, terms);
  const served = {
    results,
    failures: [...found.failures, ...failures],
    ...(left && { left }),
    targetCount,
  };
  const nowMs = ports.clock.nowMs();
  ports.announcer.publishAttention(attentionAfterTick(tickedTargets(dueTimes, served), nowMs), nowMs);
  return served;
}

function leftBefore<T extends TargetTypes>(names: readonly string[]): Found<T> {
  const sought = names.map((name) => ({ name }));
  return { targetCount: names.length, sought, dueTimes: new Map(), failures: [] };
}

async function dueOfManaged<T extends TargetTypes>(
  target: Target<T>,
  ports: CyclePorts<T>,
): Promise<Found<T>> {
  const { targetCount, made, failures } = await overManaged(
    () => target.seekManaged(ports),
    nameOf,
    async (page) => {
      const read = await ports.stateStore.readDueTimes(page.map(nameOf));
      return page.map((one) => ({ due: read.get(one.name), ...one }));
    },
  );
  const nowMs = ports.clock.nowMs();
  const found = made.flat();
  const sought = found
    .filter(({ due }) => isDue(due, nowMs))
    .sort((a, b) => dueSinceMs(a.due) - dueSinceMs(b.due))
    .map(({ due: _due, ...one }) => one);
  return { targetCount, sought, dueTimes: new Map(found.map(({ name, due }) => [name, due])), failures };
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

/**
 * Two ticks that follow each other serve the same targets in the same order. What the other one has served is due no more;
 * what it is serving is left to it, where waiting for the lease would only hold this one up.
 */
function stillDue<T extends TargetTypes>(
  justRead: readonly string[],
  dueTimes: DueTimes,
  { stateStore, clock }: CyclePorts<T>,
): NonNullable<BatchTerms['stillWanted']> {
  const known = new Set(justRead);
  return async (names) => {
    if (names.every((name) => known.has(name))) return new Set(names);
    const read = await stateStore.readDueTimes(names);
    const nowMs = clock.nowMs();
    for (const name of names) dueTimes.set(name, read.get(name));
    return new Set(
      names.filter((name) => isDue(read.get(name), nowMs) && !isInACycle(read.get(name), nowMs)),
    );
  };
}

function tickedTargets(
  dueTimes: ReadonlyMap<string, DueTime | undefined>,
  { results, failures }: CyclesResult,
): readonly TickedTarget[] {
  const resultOf = new Map(results.map((result) => [result.name, result]));
  const failureOf = new Map(failures.map((failure) => [failure.name, failure]));
  return [...dueTimes].map(([name, due]) => ({
    name,
    due,
    result: resultOf.get(name),
    failure: failureOf.get(name),
  }));
}
