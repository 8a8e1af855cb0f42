// The safety net: finds all managed targets, looks into those that are due, and says what needs attention.
import { LOOK_AHEAD_MAX_MS } from '../../core/look-ahead.ts';
import { SECOND_MS } from '../../core/units.ts';
import type { DueTime } from '../../ports/state-store.ts';
import { CLOCK_SKEW_MAX_MS } from '../lease/lease-limits.ts';
import type { CyclePorts } from '../ports.ts';
import type { Target, TargetTypes } from '../../targets/target.ts';
import { overManaged } from './over-managed.ts';
import { runBatches, type CyclesResult } from './run-batches.ts';
import { attentionAfterTick, type TickedTarget } from './tick-attention.ts';

/** Ticks are not exact; a target due this soon is looked at now and not a minute later. */
const DUE_SLACK_MS = 5 * SECOND_MS;

/** What a tick goes by, besides the targets. */
export interface TickTerms {
  /** Asked before each batch of cycles: whether there is time for one. Always, if absent. */
  readonly hasTime?: () => boolean;
}

/**
 * One tick, and at its end what needs attention, of all managed targets whose items could be read. Those that have been due
 * for longest are served first; those for which there is no time are `left`. Throws nothing: a listing that breaks off, or a
 * page whose due times cannot be read, is among the failures, under the name `*`, and what was found besides was served.
 */
export async function runTick<T extends TargetTypes>(
  target: Target<T>,
  ports: CyclePorts<T>,
  { hasTime }: TickTerms = {},
): Promise<CyclesResult<T>> {
  const { targetCount, made, failures } = await overManaged(target, ports, async (page) => {
    const names = page.map((found) => target.nameOf(found));
    const read = await ports.stateStore.readDueTimes(names);
    return names.map((name) => ({ name, due: read.get(name) }));
  });
  const found = made.flat();
  const dueNowMs = ports.clock.nowMs();
  const requests = found
    .filter(({ due }) => isDue(due, dueNowMs))
    .sort((a, b) => dueSinceMs(a.due) - dueSinceMs(b.due))
    .map(({ name }) => ({ name, trigger: 'tick' }));
  const batches = await runBatches(target, requests, ports, { ...(hasTime && { hasTime }) });
  const served = { ...batches, targetCount, failures: [...failures, ...batches.failures] };
  const nowMs = ports.clock.nowMs();
  const dueTimes = new Map(found.map(({ name, due }) => [name, due]));
  ports.announcer.publishAttention(attentionAfterTick(tickedGroups(dueTimes, served), nowMs), nowMs);
  return served;
}

/** For ordering: a target that was never looked at, or whose item cannot be read, goes before all others. */
function dueSinceMs(due: DueTime | undefined): number {
  if (!due || due.problem !== undefined) return 0;
  return due.takenSinceMs === undefined ? due.nextLookAtMs : Math.min(due.takenSinceMs, due.nextLookAtMs);
}

function tickedGroups(
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

/**
 * Due: never looked at, its time has come, a trigger found its lease taken, its item cannot be read, or a schedule's
 * window or floor is in force. And a time beyond the longest look ahead: a clock that was wrong has set it.
 */
function isDue(due: DueTime | undefined, nowMs: number): boolean {
  if (!due || due.isWoken || due.problem !== undefined) return true;
  if (due.nextLookAtMs <= nowMs + DUE_SLACK_MS) return true;
  if (due.nextLookAtMs > nowMs + LOOK_AHEAD_MAX_MS + CLOCK_SKEW_MAX_MS) return true;
  const { window, floor } = due.intent ?? {};
  return (window !== undefined && window.untilMs > nowMs) || (floor !== undefined && floor.untilMs > nowMs);
}
