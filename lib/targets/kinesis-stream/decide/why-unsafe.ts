// Why a change may not be sent, asked of a fresh look just before. Written without the planner and its numbers: it knows
// AWS's limits, the tags' bounds, and what must hold before capacity is taken away.
import { CHANGES_PER_DAY, CHANGES_WINDOW_MS, RATIO_MAX } from '../domain/limits.ts';
import { SLOT_MS, SLOTS_PER_DAY } from '../domain/learned.ts';
import type { Action, Question } from '../domain/plan.ts';
import { demandOf } from '../domain/stream.ts';
import { reason, type Operand, type Reason } from '../../../core/reason.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../core/units.ts';
import { CONSUMER_LAG_MAX_MS } from './limits.ts';

const FIT_MINUTES = 30;
/** CloudWatch shows a minute up to three minutes after it is over. */
const NEWEST_AGE_MAX_MS = 4 * MINUTE_MS;

export function whyUnsafe(action: Action, question: Question): Reason | undefined {
  const { stream } = question;
  const why =
    statusProblem(question) ??
    countProblem(action.shards, question) ??
    budgetProblem(action.shards, question) ??
    (action.shards < stream.openShards ? shrinkProblem(action.shards, question) : undefined);
  if (why === undefined) return undefined;
  return reason(why.code, why.text, {
    shards: action.shards,
    shardsOpen: stream.openShards,
    ...why.operands,
  });
}

interface Problem {
  readonly code: string;
  readonly text: string;
  readonly operands?: Readonly<Record<string, Operand>>;
}

function statusProblem({ stream, policy, learned }: Question): Problem | undefined {
  if (!policy.ok) return { code: 'bad-tags', text: 'The tags cannot be read' };
  if (stream.capacityMode !== 'provisioned') return { code: 'on-demand', text: 'The stream is on demand' };
  if (stream.status !== 'active') return { code: 'resharding', text: `The stream is ${stream.status}` };
  if (learned.resharding.under)
    return { code: 'resharding', text: 'A change was asked for and has not shown yet' };
  return undefined;
}

function countProblem(
  shards: number,
  { stream: { openShards }, policy: { policy } }: Question,
): Problem | undefined {
  if (!Number.isInteger(shards) || shards < 1)
    return { code: 'no-count', text: `${shards} is no number of shards` };
  if (shards === openShards) return { code: 'no-change', text: 'The stream has as many already' };
  if (shards > openShards * RATIO_MAX || shards * RATIO_MAX < openShards)
    return { code: 'ratio', text: 'AWS takes at most double and at least half in one call' };
  if (shards > openShards && shards > policy.shardsMax)
    return { code: 'above-maximum', text: `The tags allow ${policy.shardsMax} shards` };
  if (shards < openShards && shards < policy.shardsMin)
    return { code: 'below-minimum', text: `The tags ask for ${policy.shardsMin} shards` };
  return undefined;
}

function budgetProblem(
  shards: number,
  { learned, nowMs, policy, stream, operatorTarget }: Question,
): Problem | undefined {
  const { spentSaidAtMs, refusedAtMs } = learned.changes;
  if (spentSaidAtMs !== undefined && nowMs - spentSaidAtMs < HOUR_MS)
    return { code: 'changes-spent', text: 'AWS says that the changes of the last 24 hours are spent' };
  if (refusedAtMs !== undefined && nowMs - refusedAtMs < 15 * MINUTE_MS)
    return { code: 'refused', text: 'AWS refused a change within the last quarter of an hour' };
  const spent = spentAt(learned.changes.ledger, nowMs);
  // An operator may use what no plan may.
  const isPlanned = operatorTarget === undefined;
  const kept = isPlanned && shards < stream.openShards ? policy.policy.changesReserved : 0;
  if (spent + kept < CHANGES_PER_DAY) return undefined;
  const text = `${spent} of ${CHANGES_PER_DAY} changes in 24 hours are spent${kept > 0 ? ', and the rest is kept for growing' : ''}`;
  return { code: 'changes-spent', text, operands: { spent, kept } };
}

function shrinkProblem(shards: number, question: Question): Problem | undefined {
  const { stream, policy, nowMs } = question;
  const { utilizationPercent, consumers } = policy.policy;
  const last = stream.minutes.filter(({ atMs }) => atMs < nowMs).slice(-FIT_MINUTES);
  const newestAgeMs = nowMs - (last.at(-1)?.atMs ?? 0);
  const isGapless = last.every(({ atMs }, i) => i === 0 || atMs - (last[i - 1]?.atMs ?? 0) === MINUTE_MS);
  if (last.length < FIT_MINUTES || !isGapless || newestAgeMs > NEWEST_AGE_MAX_MS)
    return { code: 'blind', text: 'Not all of the last half hour is known' };
  const busiest = Math.max(...last.map(demandOf));
  if (busiest * 100 > shards * utilizationPercent)
    return {
      code: 'too-busy',
      text: 'The last half hour would not fit with headroom',
      operands: { busiest },
    };
  if (last.some(({ throttledRecords }) => throttledRecords > 0))
    return { code: 'throttled-lately', text: 'Records were refused within the last half hour' };
  if (stream.consumerLagMs === undefined && consumers !== 'none')
    return { code: 'readers-unknown', text: 'It is not known whether all readers keep up' };
  if ((stream.consumerLagMs ?? 0) > CONSUMER_LAG_MAX_MS)
    return {
      code: 'readers-behind',
      text: 'A reader is behind',
      operands: { lagMs: stream.consumerLagMs ?? null },
    };
  return riseProblem(shards, question);
}

/** What the last 24 hours had must still be reachable when its time comes again, each change doubling at the most. */
function riseProblem(shards: number, { learned, nowMs }: Question): Problem | undefined {
  const { ledger } = learned.changes;
  for (const { day, busiest } of learned.demand.days) {
    for (const [slot, demand] of busiest.entries()) {
      const atMs = (day * SLOTS_PER_DAY + slot) * SLOT_MS;
      if (demand === null || demand <= shards || atMs <= nowMs - DAY_MS || atMs > nowMs) continue;
      const doublings = Math.ceil(Math.log2(demand / shards));
      const left = CHANGES_PER_DAY - 1 - spentAt(ledger, atMs + DAY_MS);
      if (left < doublings) {
        const text = 'The changes that are left would not reach what the last 24 hours had';
        return { code: 'no-way-back', text, operands: { demand, doublings, left } };
      }
    }
  }
  return undefined;
}

function spentAt(ledger: readonly { readonly atMs: number }[], atMs: number): number {
  return ledger.filter((change) => change.atMs > atMs - CHANGES_WINDOW_MS - MINUTE_MS).length;
}
