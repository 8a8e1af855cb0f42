// What one look teaches: what past hours held, how long reshardings take, changes of others, and whether one shard fewer would
// do. Pure; a second look at the same moment teaches nothing new. What our own calls teach: remember.ts.
import { HOUR_MS } from '../../../../core/units.ts';
import type { Cluster } from '../../domain/cluster.ts';
import { HOURS_KEPT, RESHARDINGS_KEPT, type Change, type Learned } from '../../domain/learned.ts';
import type { Question } from '../../domain/plan.ts';
import { assess } from '../assess.ts';
import { whyNotFit } from '../fits.ts';
import { SHOWS_WITHIN_MS } from '../limits.ts';

/** What is known after the look. */
export function learn(question: Question): Learned {
  const { learned: was, cluster, nowMs } = question;
  const change = { ...was.change, knownSinceMs: was.change.knownSinceMs ?? nowMs };
  const before = { ...was, change, memory: { hours: hoursWith(was.memory.hours, cluster) } };
  switch (cluster.status) {
    case 'updating':
      return withoutProof(learnUpdating(before, cluster, nowMs));
    case 'available': {
      const rested = learnAtRest(before, cluster, nowMs);
      return learnFits({ ...question, learned: rested });
    }
    case 'creating':
    case 'deleting':
    case 'snapshotting':
    case 'other':
      return withoutProof(before);
  }
}

function hoursWith(
  known: Learned['memory']['hours'],
  { minutes }: Pick<Cluster, 'minutes'>,
): Learned['memory']['hours'] {
  const most = new Map(known.map(({ hour, usedBytes }) => [hour, usedBytes]));
  for (const { atMs, usedBytes } of minutes) {
    const hour = Math.floor(atMs / HOUR_MS);
    most.set(hour, Math.max(most.get(hour) ?? 0, Math.round(usedBytes)));
  }
  return [...most]
    .map(([hour, usedBytes]) => ({ hour, usedBytes }))
    .sort((a, b) => a.hour - b.hour)
    .slice(-HOURS_KEPT);
}

/** A change that we know nothing of is somebody else's, or ours and never recorded. */
function learnUpdating(before: Learned, { shards, progressPercent }: Cluster, nowMs: number): Learned {
  const { isUnsure, ...under } = before.change.under ?? {
    atMs: nowMs,
    by: 'other' as const,
    isUnsure: undefined,
    from: before.settledShards ?? shards.length,
  };
  const stillUnsure = progressPercent === undefined && isUnsure === true && { isUnsure };
  return { ...before, change: { ...before.change, under: { ...under, hasShown: true, ...stillUnsure } } };
}

function learnAtRest(before: Learned, { shards: { length: shards } }: Cluster, nowMs: number): Learned {
  const { under, ...change } = before.change;
  // Asked for, and nothing to be seen of it yet.
  const isUnseen = under !== undefined && !under.hasShown && shards === (under.from ?? shards);
  if (isUnseen && nowMs - under.atMs < SHOWS_WITHIN_MS) return before;
  const hasGrown = before.settledShards !== undefined && shards > before.settledShards;
  const hasChanged = under?.hasShown === true || shards !== before.settledShards;
  return {
    ...before,
    change: {
      ...withEnd(change, under, { shards, nowMs }),
      ...(hasGrown && { grownAtMs: nowMs }),
      ...(hasChanged && { endedAtMs: nowMs }),
    },
    settledShards: shards,
  };
}

/** How the one under way ended: as asked for, and then how long it took; or short of it. */
function withEnd(
  { short, ...change }: Omit<Change, 'under'>,
  under: Change['under'],
  { shards, nowMs }: { readonly shards: number; readonly nowMs: number },
): Omit<Change, 'under'> {
  // What once ended short is not tried again for as long as the cluster has the shards that it left.
  const kept = { ...change, ...(short?.got === shards && { short }) };
  if (under?.to === undefined || under.from === undefined || !under.hasShown) return kept;
  const { from, to } = under;
  if (to !== shards) {
    // Beyond what was asked for, others have brought it; and what was never sent, as far as anybody knows, has not failed.
    const isBeyond = to > from ? shards > to : shards < to;
    const isOthers = under.isUnsure === true && shards === from;
    return isBeyond || isOthers ? kept : { ...kept, short: { atMs: nowMs, from, to, got: shards } };
  }
  if (under.usedBytes === undefined || nowMs <= under.atMs) return kept;
  const took = { usedBytes: under.usedBytes, durationMs: nowMs - under.atMs };
  return { ...kept, seen: [...kept.seen, took].slice(-RESHARDINGS_KEPT) };
}

/** A proof lasts from the first look that shows it, and not over one that does not. */
function learnFits(question: Question): Learned {
  const { learned, cluster, nowMs } = question;
  const { fits, ...rest } = learned;
  const shards = cluster.shards.length;
  if (learned.change.under || shards < 2 || whyNotFit(assess(question))) return rest;
  return { ...rest, fits: fits?.shards === shards ? fits : { sinceMs: nowMs, shards } };
}

function withoutProof({ fits: _fits, ...rest }: Learned): Learned {
  return rest;
}
