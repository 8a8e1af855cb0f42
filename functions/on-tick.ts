// The safety net, each minute: looks into the targets that are due, of every kind; with the probe the groups' primary path.
import { BATCH_TIME_MS } from '../lib/cycle/batch-limits.ts';
import { DeadlineError } from '../lib/core/errors.ts';
import { ALL_TARGETS, type TargetFailure } from '../lib/cycle/triggers/run-batches.ts';
import { runTick } from '../lib/cycle/triggers/run-tick.ts';
import type { Serve } from './lambda-handler.ts';
import { lambdaHandler } from './lambda-handler.ts';
import { createAllKindsPorts } from './all-kinds-ports.ts';
import { RDB_GROUP } from '../lib/targets/rdb-group/rdb-group.ts';

/**
 * The event says only that it is time; its contents do not matter. One target that fails does not fail the tick:
 * it would keep the tick's alarm ringing, and the next one's failure would not be heard. `Attention` names both. The tick
 * fails where it could not do its own part, or where nothing that it tried succeeded. No kind waits for another, and each
 * publishes what needs attention by itself: one that is slow or cannot be listed does not silence the others.
 */
export const serveTick: Serve = async (_event, { kinds = [], ...ports }, { remainingTimeMs }) => {
  const terms = { hasTime: () => remainingTimeMs() >= BATCH_TIME_MS };
  const [groups, ...ticked] = await Promise.all([
    runTick(RDB_GROUP, ports, terms),
    ...kinds.map(async (kind) => ({ kind, ...(await kind.tick(terms)) })),
  ]);
  const { targetCount: groupCount, results } = groups;
  const others = ticked.map(({ kind, results: ofKind }) => ({ kind, results: ofKind }));
  const left = [
    ...(groups.left ?? []),
    ...ticked.flatMap(({ kind, left: ofKind = [] }) => ofKind.map((name) => `${kind.namePrefix}${name}`)),
  ];
  const failures = [...[groups, ...ticked].flatMap((one) => one.failures), ...forWantOfTime(left)];
  const servedCount = [groups, ...ticked].reduce((sum, one) => sum + one.results.length, 0);
  const isTicksOwn = failures.some(({ name }) => name === ALL_TARGETS);
  const hasNoneServed = failures.length > 0 && servedCount === 0;
  const served = { groupCount, results, others };
  return isTicksOwn || hasNoneServed ? { ...served, failures } : { ...served, toldFailures: failures };
};

/** They stay due, and are the next tick's first; that there were any is told. */
function forWantOfTime(left: readonly string[]): readonly TargetFailure[] {
  if (left.length === 0) return [];
  const text = `no time was left for ${left.length} targets that are due, from ${left[0]} on: the next tick serves them first`;
  return [{ name: ALL_TARGETS, error: new DeadlineError(text) }];
}

export const handler = lambdaHandler('on-tick', serveTick, createAllKindsPorts);
