// Writes are refused only where no shards could have been there in time. A full minute was avoidable
// - if as much had been there for so long that a look and two reshardings, one of them begun too early, would have made room; or
// - if it had come no faster than it was coming then, for a quarter of an hour and for an hour; or
// - if a like day before rose as much from that time on, and that was known for hours;
// and nothing stood in the way meanwhile: ticks came and nothing befell them, nobody meddled with the cluster, no window was
// open, its owner's maximum and the quota were not reached, and no one key holds more than others.
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../core/units.ts';
import { MANAGED_TAG } from '../../../targets/memorydb-cluster/domain/cluster.ts';
import { parseClusterPolicy } from '../../../targets/memorydb-cluster/domain/policy.ts';
import { createTicks } from '../../measures/ticks.ts';
import { openWindow } from '../measures/open-window.ts';
import type { ClusterFaultName } from '../options/cluster-fault-names.ts';
import type { ClusterRun } from '../world/cluster-run.ts';
import { CLUSTER_NAME, reshardMsOf } from '../world/create-cluster-day.ts';
import type { CreateClusterCheck } from './cluster-check.ts';

/** A minute is over, told, and looked at: the longest look ahead, and the tick that finds it past. */
const NOTICED_MS = 9 * MINUTE_MS;
/** After a refusal nothing is sent for a quarter of an hour. */
const PAUSED_MS = 16 * MINUTE_MS;
/** What past days did is planned for this long before at the latest. */
const KNOWN_FOR_MS = 2 * HOUR_MS;
const STEADY_SHARE = 0.97;

export const fullAvoidable: CreateClusterCheck = (run, tally) => {
  const ticks = createTicks(run);
  let cleanSinceMs = run.times.startMs;
  let isClean = true;
  let pausedUntilMs = Number.NEGATIVE_INFINITY;
  let refusedBefore = 0;
  let failedAtMs = Number.NEGATIVE_INFINITY;

  function whyAvoidable(atMs: number): string | undefined {
    const { held, options } = run;
    const bytes = held.bytesAt(atMs);
    const leadMs = reshardMsOf(options, bytes);
    const thenMs = atMs - NOTICED_MS - options.cluster.metricsDelaySeconds * SECOND_MS - 2 * leadMs;
    if (thenMs < cleanSinceMs) return undefined;
    run.occur('full minute judged');
    const ago = `${Math.round((atMs - thenMs) / MINUTE_MS)} minutes`;
    if (leastBetween(run, thenMs, atMs) >= STEADY_SHARE * bytes) return `as much had been there for ${ago}`;
    const rate = thenMs - HOUR_MS < cleanSinceMs ? 0 : rateAt(run, thenMs);
    if (comesNoFaster(run, { fromMs: thenMs, untilMs: atMs, rate }))
      return `it has come no faster than ${ago} ago`;
    const isKnown = isWatched(run) && thenMs - KNOWN_FOR_MS >= cleanSinceMs;
    return isKnown && pastRise(run, thenMs, atMs) >= bytes - held.bytesAt(thenMs)
      ? `a day before rose as much from ${ago} ago on`
      : undefined;
  }

  return {
    onInvocation(ended) {
      isClean ||= ticks.isClean(ended);
      if (ended.invocation.calls.refusedCount > 0) pausedUntilMs = run.nowMs() + PAUSED_MS;
    },
    onMinute() {
      if (!isClean || inTheWay(run) || run.nowMs() < pausedUntilMs) cleanSinceMs = run.nowMs();
      isClean = false;
      const refused = run.world.memoryDb.refusedBytes(CLUSTER_NAME);
      const isFull = refused > refusedBefore;
      refusedBefore = refused;
      if (!isFull) return;
      tally.fullMinutes += 1;
      run.occur('full minute');
      const atMs = Math.floor(run.nowMs() / MINUTE_MS) * MINUTE_MS;
      const why = cleanSinceMs < run.nowMs() ? whyAvoidable(atMs) : undefined;
      if (why === undefined) return;
      tally.fullMinutesAvoidable += 1;
      if (atMs - failedAtMs > HOUR_MS)
        run.fail('full-avoidable', `${run.moment().shards} shards are full: ${why}`);
      failedAtMs = atMs;
    },
  };
};

/** What keeps Spillway from giving the cluster more shards, whatever it sees. */
function inTheWay(run: ClusterRun): boolean {
  const { tags, shards, replicas, status, atMs } = run.moment();
  const { ok, policy } = parseClusterPolicy(tags);
  const mayAct =
    ok && tags[MANAGED_TAG] === 'true' && policy.mode === 'act' && (policy.pauseUntilMs ?? 0) < atMs;
  const nodesThen = (shards + 1) * (1 + Math.min(...replicas));
  return (
    !mayAct ||
    status === 'snapshotting' ||
    openWindow(run, atMs) !== undefined ||
    shards >= policy.shardsMax ||
    nodesThen > run.options.cluster.nodesPerCluster ||
    run.options.cluster.hotShare > 0 ||
    run.disturbedUntilMs() >= atMs
  );
}

function leastBetween({ held }: ClusterRun, fromMs: number, untilMs: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let atMs = fromMs; atMs <= untilMs; atMs += MINUTE_MS) least = Math.min(least, held.bytesAt(atMs));
  return least;
}

/** Bytes a millisecond, the slower of a quarter of an hour's and an hour's. */
function rateAt({ held }: ClusterRun, atMs: number): number {
  const rates = [15 * MINUTE_MS, HOUR_MS].map(
    (stretchMs) => (held.bytesAt(atMs) - held.bytesAt(atMs - stretchMs)) / stretchMs,
  );
  return Math.min(...rates);
}

function comesNoFaster(
  { held }: ClusterRun,
  given: { readonly fromMs: number; readonly untilMs: number; readonly rate: number },
): boolean {
  const { fromMs, untilMs, rate } = given;
  if (rate <= 0) return false;
  const foreseen = (atMs: number) => held.bytesAt(fromMs) + rate * (atMs - fromMs);
  for (let atMs = fromMs; atMs <= untilMs; atMs += MINUTE_MS)
    if (held.bytesAt(atMs) > foreseen(atMs)) return false;
  return true;
}

/** Of the latest day like it that was watched. Runs begin on a Monday, and the day like it before is a Friday. */
function pastRise({ held, pastHeld, times, options }: ClusterRun, fromMs: number, untilMs: number): number {
  const isFirst = fromMs - times.startMs < DAY_MS;
  if (isFirst && options.daysKnown === 0) return 0;
  const back = (isFirst ? 3 : 1) * DAY_MS;
  const past = isFirst ? pastHeld : held;
  return past.mostBetween(fromMs - back, untilMs - back) - past.bytesAt(fromMs - back);
}

/** Faults by which hours of past days are not known. */
const UNWATCHED: readonly ClusterFaultName[] = [
  'metrics-late',
  'metrics-missing',
  'nodes-silent',
  'reads-refused',
  'ticks-lost',
  'opted-out',
];

function isWatched({ options: { faults } }: ClusterRun): boolean {
  return UNWATCHED.every((name) => faults[name] === undefined);
}
