// The safety net: finds all managed targets, looks into those that are due, and says what needs attention. Or goes on with
// those for which an earlier tick had no time. How they are found and served: serve-due.ts.
import type { DueTime } from '../../ports/state-store.ts';
import type { CyclePorts } from '../ports.ts';
import type { Target, TargetTypes } from '../../targets/target.ts';
import type { ListedBefore } from './listed-before.ts';
import type { CyclesResult } from './run-batches.ts';
import { serveLeft, serveManaged } from './serve-due.ts';
import { takeMore } from './take-more.ts';
import { attentionAfterTick, type TickedTarget } from './tick-attention.ts';

/** What a tick goes by, besides the targets. */
export interface TickTerms {
  /** Asked before each batch of cycles: whether there is time for one. Always, if absent. */
  readonly hasTime?: () => boolean;
  /** What another tick left: these alone, in their order, and nothing is listed. */
  readonly names?: readonly string[];
  /** What this process's last tick has listed; a head start for those that are due, where there are many. */
  readonly listedBefore?: ListedBefore;
}

/**
 * One tick, and at its end what needs attention, of all managed targets whose items could be read. Those that have been due
 * for longest are served first; those for which there is no time are `left`. Throws nothing: what failed is told, of the tick
 * itself under the name `*`, and what was found besides was served.
 */
export async function runTick<T extends TargetTypes>(
  target: Target<T>,
  ports: CyclePorts<T>,
  { names: given, ...terms }: TickTerms = {},
): Promise<CyclesResult<T>> {
  const { dueTimes, targetCount, ...first } = await (given
    ? serveLeft(target, given, ports, terms)
    : serveManaged(target, ports, terms));
  const served = { ...(await takeMore(target, first, ports, terms)), targetCount };
  const nowMs = ports.clock.nowMs();
  ports.announcer.publishAttention(attentionAfterTick(tickedTargets(dueTimes, served), nowMs), nowMs);
  return served;
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
