// When the group needs a look again: what keeps the tick cheap.
import { isPolled } from '../domain/tags/report-sources.ts';
import type { Assessment } from './assess.ts';
import { LOOK_AHEAD_MAX_MS, TICK_MS } from '../../../core/look-ahead.ts';
import { isWindowOpen } from './emptiness/retirement.ts';
import { isRollDue, nodesFilled, type Filling } from './filling/filling.ts';
import { arrivalWithin, backstop, horizonMs, sparesAhead } from './wanted.ts';

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
  if (needsEveryTick(assessment)) return nowMs + TICK_MS;
  for (let aheadMs = TICK_MS; aheadMs < LOOK_AHEAD_MAX_MS; aheadMs += TICK_MS) {
    if (couldNeedMoreAt(assessment, aheadMs + TICK_MS)) return nowMs + aheadMs;
  }
  return nowMs + LOOK_AHEAD_MAX_MS;
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

function couldNeedMoreAt(assessment: Assessment, aheadMs: number): boolean {
  const { filling, policy, snapshot, spares, leadTimeMs, nowMs } = assessment;
  if (filling?.rate === undefined) return !assessment.dormant;
  const { rate } = filling;
  const least = policy.kind === 'lead-time' ? SURGE_FACTOR : 0;
  const surge = { ...policy, burstFactor: Math.max(policy.burstFactor, least) };
  const toReadyMs = aheadMs + horizonMs(leadTimeMs, filling.reportAgeMs);
  const arrival = (forMs: number) => arrivalWithin({ rate, policy: surge, snapshot, nowMs, aheadMs: forMs });
  const expected = (atRate: number) =>
    arrivalWithin({ rate: atRate, policy, snapshot, nowMs, aheadMs: toReadyMs });
  const usedPercentThen = (100 * (filling.used + jumpOf(filling) + arrival(aheadMs))) / filling.total;
  const byThreshold = usedPercentThen >= backstop(filling, policy).scaleThresholdPercent ? 1 : 0;
  const byLeadTime =
    policy.kind === 'lead-time'
      ? Math.max(nodesFilled(arrival(toReadyMs), filling, policy), sparesAhead(expected, filling, policy))
      : 0;
  return Math.max(byThreshold, byLeadTime) > spares.have;
}

/** Memory that grows in jumps, and of which rows do not foretell the next, may double from one report to the next. */
function jumpOf({ growsInJumps, byRows, used }: Filling): number {
  return growsInJumps && byRows === undefined ? used : 0;
}
