// The safety net: finds all managed groups, looks into those that are due. One group's failure never stops
// the others; all failures come back, counted and named.
import pLimit, { type LimitFunction } from 'p-limit';
import { LOOK_AHEAD_MAX_MS } from '../../targets/rdb-group/decide/limits.ts';
import type { Group } from '../../targets/rdb-group/domain/group.ts';
import { isManaged } from '../../targets/rdb-group/domain/group.ts';
import { SECOND_MS } from '../../core/units.ts';
import type { DueTime } from '../../ports/state-store.ts';
import { CLOCK_SKEW_MAX_MS } from '../lease/lease-limits.ts';
import type { CyclePorts } from '../ports.ts';
import type { CycleResult } from '../run-cycle.ts';
import { runCycle } from '../run-cycle.ts';
import { attentionAfterTick, type TickedGroup } from './tick-attention.ts';

/** Cycles at once: enough to hide the waiting, few enough not to be throttled. */
export const CYCLES_AT_ONCE = 10;

/** Ticks are not exact; a group due this soon is looked at now and not a minute later. */
const DUE_SLACK_MS = 5 * SECOND_MS;

export interface GroupFailure {
  readonly groupName: string;
  readonly error: unknown;
}

/** What is to be done for one group. */
export interface GroupWork {
  readonly groupName: string;
  readonly run: () => Promise<CycleResult>;
}

export interface CyclesResult {
  readonly groupCount: number;
  readonly results: readonly CycleResult[];
  readonly failures: readonly GroupFailure[];
}

/**
 * One tick, and at its end what needs attention, of all managed groups whose items could be read. Throws nothing: a
 * listing that breaks off, or a page whose due times cannot be read, is among the failures, under the name `*`, and
 * what was found besides was served.
 */
export async function runTick(ports: CyclePorts): Promise<CyclesResult> {
  const dueTimes = new Map<string, DueTime | undefined>();
  const served = await overManagedGroups(ports, async (page) => {
    const names = page.map((group) => group.name);
    const read = await ports.stateStore.readDueTimes(names);
    for (const name of names) dueTimes.set(name, read.get(name));
    const nowMs = ports.clock.nowMs();
    return names
      .filter((name) => isDue(read.get(name), nowMs))
      .map((groupName) => ({ groupName, run: () => runCycle({ groupName, trigger: 'tick' }, ports) }));
  });
  const nowMs = ports.clock.nowMs();
  ports.announcer.publishAttention(attentionAfterTick(tickedGroups(dueTimes, served), nowMs), nowMs);
  return served;
}

function tickedGroups(
  dueTimes: ReadonlyMap<string, DueTime | undefined>,
  { results, failures }: CyclesResult,
): readonly TickedGroup[] {
  const resultOf = new Map(results.map((result) => [result.groupName, result]));
  const failureOf = new Map(failures.map((failure) => [failure.groupName, failure]));
  return [...dueTimes].map(([groupName, due]) => ({
    groupName,
    due,
    result: resultOf.get(groupName),
    failure: failureOf.get(groupName),
  }));
}

/** The name under which a failure of the tick itself stands, of no group. */
export const ALL_GROUPS = '*';

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

/** Runs what `work` makes of each page of managed groups, a bounded number at once. */
export async function overManagedGroups(
  ports: CyclePorts,
  work: (page: readonly Group[]) => Promise<readonly GroupWork[]>,
): Promise<CyclesResult> {
  let limit: LimitFunction | undefined; // Most ticks find nothing due.
  const results: CycleResult[] = [];
  const failures: GroupFailure[] = [];
  const running: Promise<void>[] = [];
  let groupCount = 0;
  const serve = async ({ groupName, run }: GroupWork): Promise<void> => {
    try {
      results.push(await run());
    } catch (error) {
      failures.push({ groupName, error });
    }
  };
  try {
    for await (const page of ports.fleetReader.listManagedGroups()) {
      const managed = page.filter(isManaged);
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
