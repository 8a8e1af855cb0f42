// When the group needs a look again: what keeps the tick cheap.
import { isPolled } from '../domain/tags/report-sources.ts';
import type { Assessment } from './assess.ts';
import { LOOK_AHEAD_MAX_MS, NEXT_TICK_MS, TICK_MS } from '../../../core/look-ahead.ts';
import { isWindowOpen } from './emptiness/retirement.ts';
import { mayJumpUnforeseen, isRollDue, nodesFilled, type Filling } from './filling/filling.ts';
import { backstop } from './wanted.ts';
import { arrivalsFrom, horizonMs, sparesAhead, type Arrivals } from './filling/arrivals.ts';

/**
 * A look costs next to nothing, and a burst that nobody looks at costs a late roll: looks allow for more than
 * spares do. A few times the session's mean is a busy minute; ten times is the worst quarter of an hour.
 */
const SURGE_FACTOR = 10;

/**
 * The earliest moment, ms since the epoch, at which the live node could need a spare more than there are
 * at burst rate: at most five minutes ahead, and the next tick for a group in a window or in trouble, or
 * one that the probe reads.
 */
export function nextLook(assessment: Assessment): number {
  const { nowMs } = assessment;
  if (needsEveryTick(assessment)) return nowMs + NEXT_TICK_MS;
  const arrivals = arrivalsFrom(assessment.snapshot, nowMs);
  // The longer, the more arrives: where the longest look ahead needs no more, none before it does, as on most looks.
  if (!couldNeedMoreAt(assessment, arrivals, LOOK_AHEAD_MAX_MS)) return nowMs + LOOK_AHEAD_MAX_MS;
  let aheadMs = TICK_MS;
  while (aheadMs < LOOK_AHEAD_MAX_MS - TICK_MS && !couldNeedMoreAt(assessment, arrivals, aheadMs + TICK_MS))
    aheadMs += TICK_MS;
  return nowMs + (aheadMs === TICK_MS ? NEXT_TICK_MS : aheadMs);
}

function needsEveryTick(assessment: Assessment): boolean {
  const { policy, roles, filling, spares, wanted, snapshot, blind, dormant, nowMs } = assessment;
  const { intent, odd, group } = snapshot;
  const mayStillShrink = dormant && group.nodes.length > group.minSize;
  return (
    isPolled(policy.reports) ||
    isWindowOpen(assessment) ||
    (blind && !dormant) ||
    mayStillShrink ||
    roles.twoLive ||
    (isRollDue(filling, policy) && !dormant) ||
    claimsToBeLive(snapshot) > 1 ||
    odd.length > 0 ||
    spares.suspects.length + spares.missingSuspectCount > 0 ||
    spares.launchingCount > 0 ||
    spares.have < wanted.spares ||
    (intent?.floor !== undefined && intent.floor.untilMs > nowMs) ||
    group.nodes.some((node) => node.stage === 'terminating-wait' || node.stage === 'retained')
  );
}

/** Two claims are a roll or a contradiction: the next look tells which. */
function claimsToBeLive({ reports }: Assessment['snapshot']): number {
  return [...reports.values()].filter((report) => report.live === true).length;
}

function couldNeedMoreAt(assessment: Assessment, arrivals: Arrivals, aheadMs: number): boolean {
  const { filling, policy, spares, leadTimeMs } = assessment;
  if (filling?.rate === undefined) return !assessment.dormant;
  const least = policy.kind === 'lead-time' ? SURGE_FACTOR : 0;
  const surge = { rate: filling.rate, factor: Math.max(policy.burstFactor, least) };
  const toReadyMs = aheadMs + horizonMs(leadTimeMs, filling.reportAgeMs);
  const usedThen = filling.used + jumpOf(filling) + arrivals(surge, aheadMs);
  const usedPercentThen = (100 * usedThen) / filling.total;
  const byThreshold = usedPercentThen >= backstop(filling, policy).scaleThresholdPercent ? 1 : 0;
  const byLeadTime =
    policy.kind === 'lead-time'
      ? Math.max(
          nodesFilled(arrivals(surge, toReadyMs), filling, policy),
          sparesAhead((at) => arrivals(at, toReadyMs), filling, policy),
        )
      : 0;
  // As where one is asked for: those that nobody relies upon then do not count.
  return Math.max(byThreshold, byLeadTime) > spares.have - spares.doubted.length;
}

/** Memory that may jump, and of which rows do not foretell when, may double from one report to the next. */
function jumpOf(filling: Filling): number {
  return mayJumpUnforeseen(filling) ? filling.used : 0;
}
