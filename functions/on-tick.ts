// The safety net, each minute: looks into the groups that are due, and with the probe the primary path.
import { BATCH_TIME_MS } from '../lib/cycle/batch-limits.ts';
import { DeadlineError } from '../lib/core/errors.ts';
import type { TargetFailure } from '../lib/cycle/triggers/run-batches.ts';
import { runTick } from '../lib/cycle/triggers/run-tick.ts';
import { ALL_TARGETS } from '../lib/cycle/triggers/over-managed.ts';
import type { Serve } from './lambda-handler.ts';
import { lambdaHandler } from './lambda-handler.ts';
import { RDB_GROUP } from '../lib/targets/rdb-group/rdb-group.ts';

/**
 * The event says only that it is time; its contents do not matter. One group that fails does not fail the tick: it
 * would keep the tick's alarm ringing, and the next group's failure would not be heard. `Attention` names both. The tick
 * fails where it could not do its own part, or where nothing that it tried succeeded.
 */
export const serveTick: Serve = async (_event, ports, { remainingTimeMs }) => {
  const hasTime = () => remainingTimeMs() >= BATCH_TIME_MS;
  const { targetCount: groupCount, results, ...ended } = await runTick(RDB_GROUP, ports, { hasTime });
  const failures = [...ended.failures, ...forWantOfTime(ended.left)];
  const isTicksOwn = failures.some(({ name: groupName }) => groupName === ALL_TARGETS);
  const hasNoneServed = failures.length > 0 && results.length === 0;
  if (isTicksOwn || hasNoneServed) return { groupCount, results, failures };
  return { groupCount, results, toldFailures: failures };
};

/** They stay due, and are the next tick's first; that there were any is told. */
function forWantOfTime(left: readonly string[] = []): readonly TargetFailure[] {
  if (left.length === 0) return [];
  const text = `no time was left for ${left.length} groups that are due, from ${left[0]} on: the next tick serves them first`;
  return [{ name: ALL_TARGETS, error: new DeadlineError(text) }];
}

export const handler = lambdaHandler('on-tick', serveTick);
