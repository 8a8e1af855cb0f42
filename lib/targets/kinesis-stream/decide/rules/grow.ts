// More shards: for what past days had at the time that is coming, or for what is rising now. A change that no past day
// asked for is made from the reserve only where records will be refused otherwise.
import { PASS } from '../../../../core/first-verdict.ts';
import { shardsText } from '../../../../sharded/shards-text.ts';
import { wholeShards } from '../../domain/stream.ts';
import { reason } from '../../../../core/reason.ts';
import { formatDuration } from '../../../../core/units.ts';
import type { Assessment } from '../assess.ts';
import { nextChangeBackMs } from '../budget.ts';
import { isThrottledByLoad } from '../hot-shard.ts';
import { rounded, type Rule, type Verdict } from './rule.ts';

/** Without a plan a change is worth this factor at the least: ten a day do not go far otherwise. */
const GROW_AT_LEAST = 1.5;

export const grow: Rule = (assessment) => {
  const { open, policy, reachMax, changesLeft, isUrgent } = assessment;
  const wanted = wantedShards(assessment);
  if (wanted <= open) return PASS;
  const shards = Math.min(wanted, reachMax);
  if (shards <= open) return atMaximum(assessment, wanted);
  const mayUse = isUrgent ? changesLeft : changesLeft - policy.changesReserved;
  if (mayUse <= 0) return budgetSpent(assessment, wanted);
  return { kind: 'set', shards, reason: whyGrow(assessment, shards) };
};

/** Shards to ask for now; `open` where they suffice. */
export function wantedShards(assessment: Assessment): number {
  const { open, policy, recent, utilization, isUrgent, coming, question } = assessment;
  const throttled = isThrottledByLoad(recent, question.stream, utilization);
  const pressed = throttled ? Math.max(recent.throttledDemand / utilization, open * GROW_AT_LEAST) : 0;
  const rising = Math.max(recent.ahead, recent.level / utilization);
  const [next] = coming?.schedule.changes ?? [];
  const planned = next !== undefined && next.slot === 0 && next.shards > open ? next.shards : 0;
  if (coming) {
    // What is urgent may not fit into the plan's budget: then it is asked for all the same.
    const urgent = isUrgent ? Math.max(rising, pressed, soonRequired(assessment)) : 0;
    return Math.max(open, planned, wholeShards(urgent), policy.shardsMin);
  }
  const unplanned = Math.max(rising, pressed);
  const worth = unplanned > open ? Math.max(unplanned, open * GROW_AT_LEAST) : 0;
  return Math.max(open, wholeShards(worth), policy.shardsMin);
}

function soonRequired({ coming, open }: Assessment): number {
  const soon = Math.max(0, ...(coming?.least.slice(0, 2) ?? []));
  return soon > open ? Math.max(...(coming?.required.slice(0, 2) ?? [])) : 0;
}

function whyGrow(assessment: Assessment, shards: number) {
  const { open, recent, utilization, question, coming } = assessment;
  const operands = operandsOf(assessment, shards);
  const from = `Growing from ${open} to ${shardsText(shards)}`;
  if (isThrottledByLoad(recent, question.stream, utilization))
    return reason('throttled', `${from}. Records are being refused`, operands);
  if (Math.max(recent.ahead, recent.level / utilization) > open) {
    const text = `${from}. Demand is rising, and would fill ${rounded(recent.ahead)} shards by the time new ones are there`;
    return reason('rising', text, operands);
  }
  if (coming) return reason('planned', `${from}. Past days needed more from about this time`, operands);
  return reason('below-minimum', `${from}. The tags ask for no fewer`, operands);
}

function atMaximum(assessment: Assessment, wanted: number): Verdict {
  const { open, policy } = assessment;
  const text = `${shardsText(wanted)} are wanted, and the stream may have ${policy.shardsMax}. Raise spillway:shards-max`;
  const operands = operandsOf(assessment, wanted);
  return open >= policy.shardsMax
    ? { kind: 'hold', reason: reason('at-maximum', text, operands), trouble: 'cannot-grow' }
    : PASS;
}

function budgetSpent(assessment: Assessment, wanted: number): Verdict {
  const { changesLeft, policy } = assessment;
  const text =
    changesLeft === 0
      ? `${shardsText(wanted)} are wanted, and AWS allows no further change now${nextAllowed(assessment)}`
      : `${shardsText(wanted)} are wanted, and only the ${policy.changesReserved} reserved changes are left. They are kept for an emergency`;
  return {
    kind: 'hold',
    reason: reason('budget-spent', text, operandsOf(assessment, wanted)),
    trouble: 'budget-spent',
  };
}

function nextAllowed({ question: { learned, nowMs } }: Assessment): string {
  const backMs = nextChangeBackMs(learned.changes, nowMs);
  return backMs === undefined ? '' : `. The next is allowed in ${formatDuration(backMs - nowMs)}`;
}

function operandsOf({ open, recent, changesLeft, pace, leadMs, isUrgent }: Assessment, shardsWanted: number) {
  return {
    shardsOpen: open,
    shardsWanted,
    demandNewest: recent.newest ?? null,
    demandAhead: recent.ahead,
    throttledRecords: recent.throttledNow,
    changesLeft,
    pace,
    leadMs,
    isUrgent,
  };
}
