// A shard is removed only where it was true, twice and an hour apart, that what stays holds what leaves: 1.5 times what any shard
// holds free on the others, and below the target after; what the last day held as well; replicas there and in step; and a day
// after the last growth. What nobody was told, or nobody looked at, nobody can know: each is asked of looks that nothing befell.
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../core/units.ts';
import { parseClusterPolicy } from '../../../targets/memorydb-cluster/domain/policy.ts';
import { createTicks } from '../../measures/ticks.ts';
import type { ClusterMoment, ClusterRun } from '../world/cluster-run.ts';
import type { CreateClusterCheck } from './cluster-check.ts';

/** What a primary said so long ago counts, and a slow cycle takes a while from its look to its call. */
const TOLD_MS = 8 * MINUTE_MS;
/** Room that a minute between two of ours may have had. */
const SLACK = 1.02;
const CLOCKS_MS = MINUTE_MS;

export const removedUnfit: CreateClusterCheck = (run, tally) => {
  const ticks = createTicks(run);
  const toldMs = TOLD_MS + run.options.cluster.metricsDelaySeconds * SECOND_MS;
  const minutes: ClusterMoment[] = [];
  /** The most that the hour before a look held, as far as it was told. */
  const mostSeen: { readonly atMs: number; readonly bytes: number }[] = [];
  let unfitSeen: { readonly atMs: number; readonly why: string } | undefined;
  let grownSeenAtMs = Number.NEGATIVE_INFINITY;
  let shardsSeen: number | undefined;
  /** When it truly had more shards than before: a look that something befell may have seen them earlier than one of ours. */
  let grewAtMs = run.times.startMs;
  let shardsAtRest: number | undefined;

  const since = (fromMs: number) => minutes.filter(({ atMs }) => atMs >= fromMs);

  /** Why it did not fit in any of the minutes that a look could have been shown. */
  function whyUnfitLately(): string | undefined {
    const lately = since(run.nowMs() - toldMs);
    const whys = lately.map((moment) => whyUnfit(run, moment));
    return whys.every((why) => why !== undefined) ? whys.at(-1) : undefined;
  }

  function whyNot(moment: ClusterMoment): string | undefined {
    const nowMs = run.nowMs();
    const lately = whyUnfitLately();
    if (lately !== undefined) return lately;
    if (unfitSeen && nowMs - unfitSeen.atMs < HOUR_MS - CLOCKS_MS) return `within the hour ${unfitSeen.why}`;
    if (nowMs - grownSeenAtMs < DAY_MS - CLOCKS_MS) return 'it had grown within a day';
    const replicasMin = Math.max(1, parseClusterPolicy(moment.tags).policy.replicasMin);
    if (Math.min(...moment.replicas) < replicasMin) return `a shard had fewer than ${replicasMin} replicas`;
    const { behindSinceMs = nowMs } = run.weather;
    if (nowMs - behindSinceMs > toldMs) return 'a replica was behind';
    return isWatched(run) ? whyTooFull(moment) : undefined;
  }

  function whyTooFull(moment: ClusterMoment): string | undefined {
    const { policy } = parseClusterPolicy(moment.tags);
    const dayAgoMs = run.nowMs() - 23 * HOUR_MS;
    const most = Math.max(0, ...mostSeen.flatMap(({ atMs, bytes }) => (atMs > dayAgoMs ? [bytes] : [])));
    const percent = (100 * most) / ((moment.shards - 1) * run.nodeBytes);
    return percent > SLACK * policy.memoryTargetPercent
      ? `the last day held what would be ${percent.toFixed(0)} % of what stays`
      : undefined;
  }

  return {
    onMinute: () => {
      const moment = run.moment();
      minutes.push(moment);
      if (moment.status === 'available') {
        if (moment.shards > (shardsAtRest ?? moment.shards)) grewAtMs = run.nowMs() - MINUTE_MS;
        shardsAtRest = moment.shards;
      }
      while ((minutes[0]?.atMs ?? 0) < run.nowMs() - HOUR_MS) minutes.shift();
    },
    onInvocation(ended) {
      const hasLooked = ended.results.some(({ kind }) => kind === 'decided');
      if (!ticks.isClean(ended) || !hasLooked) return;
      const nowMs = run.nowMs();
      const why = whyUnfitLately();
      if (why !== undefined) unfitSeen = { atMs: nowMs, why };
      const told = since(nowMs - 50 * MINUTE_MS).filter(({ atMs }) => atMs < nowMs - toldMs);
      mostSeen.push({ atMs: nowMs, bytes: Math.max(0, ...told.map(({ used }) => sum(used))) });
      const { described } = ended.invocation;
      if (described?.status !== 'available') return;
      if (shardsSeen !== undefined && described.shards > shardsSeen) grownSeenAtMs = grewAtMs;
      shardsSeen = described.shards;
    },
    onSent({ change, invocation: { couldKnow } }) {
      if (change.kind !== 'set-shards' || !couldKnow || change.to >= couldKnow.shards) return;
      run.occur('removal sent');
      const why = whyNot(couldKnow);
      if (why === undefined) return;
      tally.removedUnfit += 1;
      run.fail('removed-unfit', `${change.to} shards were asked for, of ${couldKnow.shards}, and ${why}`);
    },
    onLanded({ change, before, outcome }) {
      if (outcome.kind !== 'applied') return;
      tally.calls += 1;
      if (change.kind === 'set-shards' && change.to < before.shards) tally.removals += 1;
    },
  };
};

/** Whichever shard leaves: AWS does not say which. */
function whyUnfit(run: ClusterRun, { used, shards, tags }: ClusterMoment): string | undefined {
  if (shards < 2) return 'it was the last';
  const fullest = Math.max(...used);
  const freeBytes = (shards - 1) * run.nodeBytes - (sum(used) - fullest);
  if (SLACK * freeBytes < 1.5 * fullest) return 'the others had less than 1.5 times what leaves free';
  const { ok, policy } = parseClusterPolicy(tags);
  const afterPercent = ((100 * fullest) / run.nodeBytes) * (shards / (shards - 1));
  return ok && afterPercent > SLACK * policy.memoryTargetPercent
    ? `the fullest would have been at ${afterPercent.toFixed(0)} %`
    : undefined;
}

/** What CloudWatch did not tell of a day is not known of it. */
function isWatched({ options: { faults } }: ClusterRun): boolean {
  return (['metrics-late', 'metrics-missing', 'role-moved'] as const).every(
    (name) => faults[name] === undefined,
  );
}

function sum(bytes: readonly number[]): number {
  return bytes.reduce((total, one) => total + one, 0);
}
