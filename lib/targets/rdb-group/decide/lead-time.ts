// The lead time: from asking for a node until it waits in the tickerplant's queue. Learned per group.
import type { Policy } from '../domain/policy.ts';
import { LEAD_TIME_DEFAULT_MS } from '../domain/policy.ts';
import type { GroupLearned } from '../domain/state.ts';
import { isPolled } from '../domain/tags/report-sources.ts';
import { reportDelayMs } from './freshness.ts';
import { SECOND_MS } from '../../../core/units.ts';
import { LEAD_TIME_LEARNED_MAX_MS, SUSPECT_AFTER_LEAD_TIMES } from './limits.ts';

/** Fewer launches than this, and the default still sets the lower bound. */
const LAUNCHES_TO_TRUST = 3;

/** A high quantile: one slow launch in ten must not roll late. */
const QUANTILE = 0.9;

/**
 * By CloudWatch a node says later that it waits than it does: half a period passes on average until it reports, and another
 * half until the period is over, to whose end its report is dated. Half of that minute is taken off; the rest stays a margin. By
 * the probe, which is answered at once, nothing is.
 *
 *   asked ──▶ waits in the queue ──▶ sampled ──▶ observed
 *     └──── lead time ────┘
 *     └──────────────── learned ────────────────────┘
 */
const REPORTED_LATER_MS = 30 * SECOND_MS;

/** However late reports say so: a server takes at least this share of the time until one did. */
const LEAD_SHARE_MIN = 0.5;

/**
 * Lead time to plan with, ms: the tag's, else the group's own, else the default. Of its own launches it is a high quantile of
 * the time until they said that they wait, less what the saying takes; not less than the default where they do not say it.
 */
export function leadTimeMs(policy: Policy, learned: GroupLearned): number {
  const ownMs = ownReportedAfterMs(learned);
  if (policy.leadTimeMs !== undefined || ownMs === undefined) return reportedAfterMs(policy, learned);
  const leadMs = isPolled(policy.reports)
    ? ownMs
    : Math.max(ownMs - REPORTED_LATER_MS, LEAD_SHARE_MIN * ownMs);
  return allSayWhenTheyWait(learned) ? leadMs : Math.max(leadMs, LEAD_TIME_DEFAULT_MS);
}

/**
 * A node that says neither whether it waits in the queue nor whether it is busy looks as if it waited while it still replays its
 * log: what was learned of such nodes is without the replay. Nobody knows of whom it was learned, so one that does not say it
 * is enough; of those that have said nothing yet nothing was learned.
 */
function allSayWhenTheyWait({ nodes }: GroupLearned): boolean {
  const said = Object.values(nodes).flatMap(({ last }) => last ?? []);
  return said.length > 0 && said.every(({ queued }) => queued !== undefined);
}

/** From asking for a node until it says that it waits, ms: by the tag, else as the group's own did, else the default. */
export function reportedAfterMs(policy: Policy, learned: GroupLearned): number {
  if (policy.leadTimeMs !== undefined) return policy.leadTimeMs;
  return ownReportedAfterMs(learned) ?? Math.max(LEAD_TIME_DEFAULT_MS, ...known(learned));
}

/** What launches came to: asked for several times a look, of launches that change a few times a day. */
const OWN = new WeakMap<readonly number[], { readonly reportedAfterMs: number | undefined }>();

/** `undefined` before enough launches were seen. */
function ownReportedAfterMs(learned: GroupLearned): number | undefined {
  const { leadTimesMs } = learned.launches;
  const found = OWN.get(leadTimesMs);
  if (found) return found.reportedAfterMs;
  const ownMs = known(learned);
  const reportedAfterMs = ownMs.length >= LAUNCHES_TO_TRUST ? quantile(ownMs, QUANTILE) : undefined;
  OWN.set(leadTimesMs, { reportedAfterMs });
  return reportedAfterMs;
}

/** What was learned counts up to a bound: earlier versions learned from nodes that were silent for hours. */
function known({ launches }: GroupLearned): readonly number[] {
  return launches.leadTimesMs.filter((ms) => ms <= LEAD_TIME_LEARNED_MAX_MS);
}

/** A node that should have reported by now, late as reports come, is suspect after so long, ms. */
export function suspectAfterMs(policy: Policy, learned: GroupLearned): number {
  return SUSPECT_AFTER_LEAD_TIMES * reportedAfterMs(policy, learned) + reportDelayMs(learned);
}

/** Value below which a share of the samples lies; the next one up where it falls between two. */
function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length))] ?? 0;
}
