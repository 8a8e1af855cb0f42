// Takes one report into what is known of its node. Pure. The group's part is learn.ts.
import type { Report } from '../../domain/node.ts';
import type { NodeMemory } from '../../domain/state.ts';
import { AGE_LIMIT_MS, GIVEN_BACK_SHARE, GROWTH_NOISE_SHARE } from '../limits.ts';

/** What is known of a node once a report that is news has been taken in. */
export function learnReport(known: NodeMemory, report: Report): NodeMemory {
  const before = hasBegunAnew(known, report) ? withoutTurn(known) : known;
  const used = report.memory?.used;
  const grown =
    used !== undefined && report.memory !== undefined && hasGrown(before, used, report.memory.total);
  const changed =
    (report.rows ?? before.rows) !== before.rows ||
    (report.updates ?? before.updates) !== before.updates ||
    grown;
  const fillsUnsaid = report.live === true && report.rows === 0 && grown;
  const arrived =
    fillsUnsaid ||
    (report.rows === undefined ? grown : before.rows !== undefined && report.rows > before.rows);
  const isBelieved = isBelievedAgain(before, report);
  // One copy, changed field by field: every report of every node passes here.
  const next: Draft = {
    ...(isBelieved ? withoutDoubt(before) : before),
    observedAtMs: report.observedAtMs,
    firstReportAtMs: before.firstReportAtMs ?? report.observedAtMs,
  };
  if (report.live !== undefined) next.live = report.live;
  if (report.queued === true) next.everQueued = true;
  if (report.rows !== undefined) next.rows = report.rows;
  if (report.updates !== undefined) next.updates = report.updates;
  if (arrived && before.observedAtMs !== undefined) next.arrivedAfterMs = before.observedAtMs;
  if (used !== undefined) {
    next.used = used;
    next.baseline = Math.min(before.baseline ?? used, used);
    if (grown || countsAnew(before, report)) {
      next.grownTo = used;
      if (report.rows !== undefined) next.grownRows = report.rows;
    }
  }
  const anchor = anchorOf(before, report);
  if (anchor) next.anchor = anchor;
  if (grown) next.grewAtMs = report.observedAtMs;
  if (changed || before.changedAtMs === undefined) next.changedAtMs = report.observedAtMs;
  const doubtedSinceMs = isBelieved ? undefined : doubtedSince(before, report, grown);
  if (doubtedSinceMs !== undefined) next.rowsDoubtedSinceMs = doubtedSinceMs;
  if (report.live === true) {
    next.everLive = true;
    next.liveSinceMs = before.liveSinceMs ?? report.observedAtMs;
  }
  return next;
}

type Draft = { -readonly [Field in keyof NodeMemory]: NodeMemory[Field] };

/**
 * Its process may have begun anew, and rejoined the queue: it counts its updates from the start again; or it says
 * nothing of its queue, was silent for a while and came back empty. That it was live before proves nothing then.
 */
function hasBegunAnew(before: NodeMemory, { updates, queued, rows, live, observedAtMs }: Report): boolean {
  if (updates !== undefined && before.updates !== undefined && updates < before.updates) return true;
  const silentMs = observedAtMs - (before.observedAtMs ?? observedAtMs);
  const cameBackEmpty = rows === 0 && live !== true && before.everLive === true;
  return queued === undefined && cameBackEmpty && silentMs > AGE_LIMIT_MS.cloudwatch;
}

function withoutTurn({ everLive: _, everQueued: __, ...rest }: NodeMemory): NodeMemory {
  return rest;
}

/**
 * A live node whose memory grows, or that processes updates, from one report of no rows to the next: its
 * rows are not counted, or it lies. Doubted until it reports rows, or its process begins anew.
 */
function doubtedSince(
  before: NodeMemory,
  { live, rows, updates, observedAtMs }: Report,
  grown: boolean,
): number | undefined {
  const hasProcessed = updates !== undefined && before.updates !== undefined && updates > before.updates;
  const isFilling = live === true && rows === 0 && before.rows === 0 && (grown || hasProcessed);
  return before.rowsDoubtedSinceMs ?? (isFilling ? observedAtMs : undefined);
}

function withoutDoubt(before: NodeMemory): NodeMemory {
  if (before.rowsDoubtedSinceMs === undefined) return before;
  const { rowsDoubtedSinceMs: _, ...rest } = before;
  return rest;
}

/** What it says from now on is to be believed: it reports rows, or its process has begun anew. */
function isBelievedAgain(before: NodeMemory, { rows = 0, updates }: Report): boolean {
  return rows > 0 || (updates !== undefined && before.updates !== undefined && updates < before.updates);
}

/** Where counting what a row takes begins anew: at first sight, while empty, and after a flush. */
function anchorOf({ anchor, rows: before }: NodeMemory, { memory, rows }: Report): NodeMemory['anchor'] {
  if (!memory || rows === undefined) return anchor;
  const isFewer = before !== undefined && rows < before;
  return anchor && rows > 0 && !isFewer ? anchor : { used: memory.used, rows };
}

/** At first sight, and when memory was given back: what it grew to before is no mark to pass any more. */
function countsAnew({ grownTo }: NodeMemory, { memory }: Report): boolean {
  return (
    grownTo === undefined || (memory !== undefined && memory.used < grownTo - GIVEN_BACK_SHARE * memory.total)
  );
}

function hasGrown(before: NodeMemory, used: number, total: number): boolean {
  return before.grownTo !== undefined && used >= before.grownTo + GROWTH_NOISE_SHARE * total;
}
