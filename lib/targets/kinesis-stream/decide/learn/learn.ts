// What one look teaches: demand of past days, how long reshardings take, changes of others, when the stream was last at
// rest. Pure; a second look at the same moment teaches nothing new. What our own calls teach: remember.ts.
import { RESHARDINGS_KEPT, type Changes, type Learned, type Resharding } from '../../domain/learned.ts';
import type { Stream } from '../../domain/stream.ts';
import { MINUTE_MS } from '../../../../core/units.ts';
import { stillCounted } from '../budget.ts';
import { learnDemand } from './learn-demand.ts';

/** A call whose change does not show within so long has changed nothing, or has long been done. */
const SHOWS_WITHIN_MS = 3 * MINUTE_MS;

export function learn(was: Learned, stream: Stream, nowMs: number): Learned {
  const changes = {
    ...was.changes,
    knownSinceMs: was.changes.knownSinceMs ?? nowMs,
    ledger: stillCounted(was.changes.ledger, nowMs),
  };
  const before = { ...was, changes, demand: learnDemand(was.demand, stream, nowMs) };
  switch (stream.status) {
    case 'updating':
      return learnUpdating(before, stream, nowMs);
    case 'active':
      return learnAtRest(before, stream, nowMs);
    case 'creating':
    case 'deleting':
      return before;
  }
}

/** A resharding that we know nothing of is somebody else's, or ours and never recorded: either spends a change. */
function learnUpdating(before: Learned, stream: Stream, nowMs: number): Learned {
  if (before.resharding.under !== undefined) return before;
  return {
    ...before,
    changes: withOthers(before.changes, 1, nowMs),
    resharding: {
      ...before.resharding,
      under: { atMs: nowMs, from: before.settledShards ?? stream.openShards },
    },
  };
}

function learnAtRest(before: Learned, stream: Stream, nowMs: number): Learned {
  const { under } = before.resharding;
  const { openShards } = stream;
  if (under === undefined) {
    const { settledShards } = before;
    const changes = withOthers(before.changes, changesBetween(settledShards, openShards), nowMs);
    const resharding = withGrowth(before.resharding, settledShards ?? openShards, openShards, nowMs);
    return { ...before, changes, resharding, settledShards: openShards };
  }
  // Asked for, and nothing to be seen of it yet.
  if (openShards === under.from && nowMs - under.atMs < SHOWS_WITHIN_MS) return before;
  const asked = under.to ?? openShards;
  const changes = withOthers(
    before.changes,
    openShards === under.from ? 0 : changesBetween(asked, openShards),
    nowMs,
  );
  const over = finished(before.resharding, openShards, nowMs);
  const resharding = withGrowth(over, under.from, openShards, nowMs);
  return { ...before, changes, resharding, settledShards: openShards };
}

/** The one under way is over; how long it took is known where its beginning was ours. */
function finished({ under, ...before }: Resharding, openShards: number, nowMs: number): Resharding {
  if (under?.to === undefined || under.to !== openShards || nowMs <= under.atMs) return before;
  const took = { from: under.from, to: openShards, durationMs: nowMs - under.atMs };
  return { ...before, seen: [...before.seen, took].slice(-RESHARDINGS_KEPT) };
}

function withGrowth(resharding: Resharding, from: number, to: number, nowMs: number): Resharding {
  return to > from ? { ...resharding, grownAtMs: nowMs } : resharding;
}

/** How many calls it takes at the least to come from one number of shards to another. */
function changesBetween(from: number | undefined, to: number): number {
  if (from === undefined || from === to) return 0;
  return Math.max(1, Math.ceil(Math.abs(Math.log2(to / from)) - 1e-9));
}

function withOthers(changes: Changes, count: number, nowMs: number): Changes {
  if (count === 0) return changes;
  const others = Array.from({ length: Math.min(count, 10) }, () => ({ atMs: nowMs, by: 'other' as const }));
  return { ...changes, ledger: [...changes.ledger, ...others].slice(-64) };
}
