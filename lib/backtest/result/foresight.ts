// Which late rolls were avoidable: what could be known of the stream, early enough for a launch, showed the roll coming at
// burst rate. The day is judged, not the policy: all are asked alike, whether they read reports or not.
//
//   sampled ──period, delay──▶ shown to a look ────── a launch takes so long ──────▶ late roll
//      └── avoidable: room left <= burst factor × busiest minute known × (age + launch + margin)
//
// lib/campaign/checks/spares/late-roll.ts asks the same of random days, there of the looks that were taken.
import { LEAD_TIME_DEFAULT_MS } from '../../targets/rdb-group/domain/policy.ts';
import { REPORT_SOURCES } from '../../targets/rdb-group/domain/tags/report-sources.ts';
import { MINUTE_MS, SECOND_MS } from '../../core/units.ts';

/** What could be known at one moment, if a report was published then and has arrived. */
export interface Known {
  readonly atMs: number;
  readonly liveId: string;
  /** Rows that the live node holds. */
  readonly rows: number;
  /** Rows that have arrived in the group since the run began. */
  readonly arrivedRows: number;
  /** Servers that have come into the queue since the run began. */
  readonly launchedCount: number;
  /** The group's maximum allowed no more. */
  readonly isFull: boolean;
  /** What the live node published then was lost. */
  readonly isLost: boolean;
}

/** What a late roll is judged by; times in ms. */
export interface ForesightTerms {
  /** Rows with which a node reaches its roll threshold. */
  readonly rollRows: number;
  readonly burstFactor: number;
  /** From launch to the queue. */
  readonly leadTimeMs: number;
  /** An owner's tag tells the lead time, so that nothing need be learned. */
  readonly isLeadTimeGiven: boolean;
  /** Nodes report once in it, each at a moment of its own: what is surely shown is as old at the least. */
  readonly periodMs: number;
  /** From a report until it is shown. */
  readonly delayMs: number;
}

export interface Foresight {
  /** In order of time. */
  know(known: Known): void;
  /** Whether a look, early enough for a launch, could see this late roll coming. */
  isAvoidable(lateRoll: { readonly instanceId: string; readonly atMs: number }): boolean;
}

/** A tick and half a minute: what spares are asked for beyond the launch itself. */
const MARGIN_MS = 90 * SECOND_MS;

/** The rate of a stream is that of its busiest minute of so many. */
const BUSIEST_OF_MS = 15 * MINUTE_MS;

/** Before so many launches were seen nobody can know that servers take longer than is assumed. */
const LAUNCHES_TO_TRUST = 3;

/** Ticks fall half a minute past the minute: between two reports. */
const TICK_PHASE_MS = MINUTE_MS / 2;

/** Looks further back than this are of another hour. */
const KEPT_MS = 5 * 60 * MINUTE_MS;

/** What was known of a run, and what could be made of it. */
export function createForesight(terms: ForesightTerms): Foresight {
  let kept: Known[] = [];

  /** The newest report that a look at that moment was surely shown, and those before it. */
  function shownAt(lookAtMs: number): readonly Known[] {
    const sinceMs = lookAtMs - terms.delayMs - terms.periodMs;
    return kept.filter(({ atMs, isLost }) => !isLost && atMs <= sinceMs);
  }

  function couldSee(instanceId: string, lookAtMs: number): boolean {
    const shown = shownAt(lookAtMs);
    const report = shown.at(-1);
    if (!report || report.liveId !== instanceId || report.isFull) return false;
    const ageMs = lookAtMs - report.atMs;
    if (ageMs > REPORT_SOURCES.cloudwatch.ageLimitMs + terms.delayMs + terms.periodMs) return false;
    const { leadTimeMs, isLeadTimeGiven, burstFactor, rollRows } = terms;
    const isLeadKnown =
      isLeadTimeGiven || leadTimeMs <= LEAD_TIME_DEFAULT_MS || report.launchedCount >= LAUNCHES_TO_TRUST;
    const aheadMs = ageMs + leadTimeMs + MARGIN_MS;
    return isLeadKnown && rollRows - report.rows <= burstFactor * busiestRate(shown) * aheadMs;
  }

  return {
    know(known) {
      kept.push(known);
      if ((kept[0]?.atMs ?? 0) < known.atMs - 2 * KEPT_MS)
        kept = kept.filter(({ atMs }) => atMs >= known.atMs - KEPT_MS);
    },
    isAvoidable({ instanceId, atMs }) {
      const latestMs = atMs - terms.leadTimeMs - SECOND_MS;
      const lastLookMs = Math.floor((latestMs - TICK_PHASE_MS) / MINUTE_MS) * MINUTE_MS + TICK_PHASE_MS;
      for (let lookAtMs = lastLookMs; lookAtMs > atMs - KEPT_MS; lookAtMs -= MINUTE_MS)
        if (couldSee(instanceId, lookAtMs)) return true;
      return false;
    },
  };
}

/** Rows per ms in the busiest of the last minutes, or of what reports can tell apart. */
function busiestRate(shown: readonly Known[]): number {
  const sinceMs = (shown.at(-1)?.atMs ?? 0) - BUSIEST_OF_MS;
  let busiest = 0;
  shown.forEach(({ atMs, arrivedRows }, i) => {
    const before = shown[i - 1];
    if (before && atMs > sinceMs && atMs > before.atMs)
      busiest = Math.max(busiest, (arrivedRows - before.arrivedRows) / (atMs - before.atMs));
  });
  return busiest;
}
