// Takes one report into what is known of its node. Pure. The group's part is learn.ts.
import type { Report } from '../../domain/node.ts';
import type { NodeLearned } from '../../domain/state.ts';
import { SILENT_AFTER_MS } from '../../domain/tags/report-sources.ts';
import { knownInBytes } from './in-bytes.ts';
import { GIVEN_BACK_SHARE, GROWTH_NOISE_SHARE } from '../limits.ts';

/** What is known of a node once a report that is news has been taken in. */
export function learnReport(given: NodeLearned, report: Report): NodeLearned {
  const known = knownInBytes(given, report.memory);
  const before = hasBegunAnew(known, report) ? withoutTurn(known) : known;
  const used = report.memory?.used;
  const grown =
    used !== undefined && report.memory !== undefined && hasGrown(before, used, report.memory.total);
  const changed =
    (report.rows ?? before.rows) !== before.rows ||
    (report.updates ?? before.updates) !== before.updates ||
    grown;
  const { rowsDoubtedSinceMs: _, mayHaveRejoined: __, ...withoutDoubt } = before;
  const fillsUnsaid = report.live === true && report.rows === 0 && grown;
  const arrived =
    fillsUnsaid ||
    (report.rows === undefined ? grown : before.rows !== undefined && report.rows > before.rows);
  return {
    ...withoutDoubt,
    observedAtMs: report.observedAtMs,
    ...(report.live !== undefined && { live: report.live }),
    ...(report.queued !== undefined && { queued: report.queued }),
    ...(report.queued === true && { everQueued: true }),
    ...(arrived && before.observedAtMs !== undefined && { arrivedAfterMs: before.observedAtMs }),
    firstReportAtMs: before.firstReportAtMs ?? report.observedAtMs,
    ...(used !== undefined && { used, baseline: Math.min(before.baseline ?? used, used) }),
    ...anchorOf(before, report),
    ...(used !== undefined && (grown || countsAnew(before, report)) && grownOf(report, used)),
    ...(grown && { grewAtMs: report.observedAtMs }),
    ...((changed || before.changedAtMs === undefined) && { changedAtMs: report.observedAtMs }),
    ...(report.rows !== undefined && { rows: report.rows }),
    ...(report.updates !== undefined && { updates: report.updates }),
    ...(!isBelievedAgain(before, report) && doubtOf(before, report, grown)),
    ...((report.rows ?? 0) > 0 && (report.live === true || before.everLive) && { everFilled: true }),
    ...rejoinedOf(before, report),
    ...(report.live === true && { everLive: true, liveSinceMs: before.liveSinceMs ?? report.observedAtMs }),
  };
}

/** Its process has begun anew, and may be in the queue again: it counts its updates from the start. */
export function hasBegunAnew(before: NodeLearned, { updates }: Report): boolean {
  return updates !== undefined && before.updates !== undefined && updates < before.updates;
}

function withoutTurn(known: NodeLearned): NodeLearned {
  const { everLive: _, everFilled: __, everQueued: ___, passedOver: ____, ...rest } = known;
  return rest;
}

/**
 * It says nothing of its queue, was silent for a while and came back empty: its process may have begun anew. That it was
 * live before then proves nothing, until it is live again; and it is not counted as a spare either.
 */
function rejoinedOf(
  before: NodeLearned,
  { queued, rows, live, observedAtMs }: Report,
): Pick<NodeLearned, 'mayHaveRejoined'> {
  if (live === true || queued !== undefined) return {};
  const silentMs = observedAtMs - (before.observedAtMs ?? observedAtMs);
  const cameBackEmpty = rows === 0 && before.everLive === true && silentMs > SILENT_AFTER_MS;
  return cameBackEmpty || before.mayHaveRejoined ? { mayHaveRejoined: true } : {};
}

/**
 * A live node whose memory grows, or that processes updates, from one report of no rows to the next: its
 * rows are not counted, or it lies. Doubted until it reports rows, or its process begins anew.
 */
function doubtOf(
  before: NodeLearned,
  { live, rows, updates, observedAtMs }: Report,
  grown: boolean,
): Pick<NodeLearned, 'rowsDoubtedSinceMs'> {
  const hasProcessed = updates !== undefined && before.updates !== undefined && updates > before.updates;
  const isFilling = live === true && rows === 0 && before.rows === 0 && (grown || hasProcessed);
  const sinceMs = before.rowsDoubtedSinceMs ?? (isFilling ? observedAtMs : undefined);
  return sinceMs === undefined ? {} : { rowsDoubtedSinceMs: sinceMs };
}

/** What it says from now on is to be believed: it reports rows, or its process has begun anew. */
function isBelievedAgain(before: NodeLearned, { rows = 0, updates }: Report): boolean {
  return rows > 0 || (updates !== undefined && before.updates !== undefined && updates < before.updates);
}

/** Where counting what a row takes begins anew: at first sight, while empty, and after a flush. */
function anchorOf(
  { anchor, rows: before }: NodeLearned,
  { memory, rows }: Report,
): Pick<NodeLearned, 'anchor'> {
  if (!memory || rows === undefined) return anchor ? { anchor } : {};
  const isFewer = before !== undefined && rows < before;
  return anchor && rows > 0 && !isFewer ? { anchor } : { anchor: { used: memory.used, rows } };
}

/** At first sight, and when memory was given back: what it grew to before is no mark to pass any more. */
function countsAnew({ grownTo }: NodeLearned, { memory }: Report): boolean {
  return (
    grownTo === undefined || (memory !== undefined && memory.used < grownTo - GIVEN_BACK_SHARE * memory.total)
  );
}

function grownOf({ rows }: Report, used: number): Pick<NodeLearned, 'grownTo' | 'grownRows'> {
  return { grownTo: used, ...(rows !== undefined && { grownRows: rows }) };
}

function hasGrown(before: NodeLearned, used: number, total: number): boolean {
  return before.grownTo !== undefined && used >= before.grownTo + GROWTH_NOISE_SHARE * total;
}
