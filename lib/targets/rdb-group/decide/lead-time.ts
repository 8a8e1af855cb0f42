// The lead time: from asking for a node until it waits in the tickerplant's queue. Learned per group.
import type { Policy } from '../domain/policy.ts';
import { LEAD_TIME_DEFAULT_MS } from '../domain/policy.ts';
import type { GroupLearned } from '../domain/state.ts';
import { LEAD_TIME_LEARNED_MAX_MS, SUSPECT_AFTER_LEAD_TIMES } from './limits.ts';

/** Fewer launches than this, and the default still sets the lower bound. */
const LAUNCHES_TO_TRUST = 3;

/** A high quantile: one slow launch in ten must not roll late. */
const QUANTILE = 0.9;

/**
 * Lead time to plan with, ms: the tag's, else a high quantile of the group's own, else the default. What was learned
 * counts up to a bound: earlier versions learned from nodes that were silent for hours.
 */
export function leadTimeMs(policy: Policy, learned: GroupLearned): number {
  if (policy.leadTimeMs !== undefined) return policy.leadTimeMs;
  const ownMs = learned.launches.leadTimesMs.filter((ms) => ms <= LEAD_TIME_LEARNED_MAX_MS);
  if (ownMs.length >= LAUNCHES_TO_TRUST) return quantile(ownMs, QUANTILE);
  return Math.max(LEAD_TIME_DEFAULT_MS, ...ownMs);
}

/** A node that should have reported by now, or capacity that should have come, is suspect after so long, ms. */
export function suspectAfterMs(policy: Policy, learned: GroupLearned): number {
  return SUSPECT_AFTER_LEAD_TIMES * leadTimeMs(policy, learned);
}

/** Value below which a share of the samples lies; the next one up where it falls between two. */
function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length))] ?? 0;
}
