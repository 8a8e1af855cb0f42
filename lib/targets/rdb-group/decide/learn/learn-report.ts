// Takes one report into what is known of its node. Pure. Its memory is learn-memory.ts, the group's part learn.ts.
import type { Draft } from '../../../../learning/draft.ts';
import type { Report } from '../../domain/node.ts';
import type {
  EmptinessLearned,
  LastSaid,
  NodeLearned,
  QueueLearned,
  TurnLearned,
} from '../../domain/learned/node-learned.ts';
import { REPLAY_MAX_MS } from '../limits.ts';
import { SILENT_AFTER_MS } from '../../domain/tags/report-sources.ts';
import { knownInBytes } from './in-bytes.ts';
import { hasGrown, learnMemory } from './learn-memory.ts';
import { withoutEmptyGroups } from '../../domain/without-empty-groups.ts';

/** What is known of a node once a report that is news has been taken in. */
export function learnReport(known: NodeLearned, report: Report): NodeLearned {
  const before = hasBegunAnew(known, report) ? withoutTurn(known) : known;
  const memoryBefore = knownInBytes(before.memory, report.memory);
  const grown = hasGrown(memoryBefore, report);
  const memory = learnMemory(memoryBefore, before.last?.rows, report);
  const { launch } = before;
  const queue = learnQueue(before, report);
  const turn = learnTurn(before, report);
  const emptiness = learnEmptiness(before, report, grown);
  // Most reports say what the one before said: of what they do not change nothing is copied.
  const learned: Draft<NodeLearned> = { ...before };
  if (launch.firstReportAtMs === undefined)
    learned.launch = { ...launch, firstReportAtMs: report.observedAtMs };
  learned.last = learnLast(before.last, report, grown);
  if (memory) learned.memory = memory;
  if (queue) learned.queue = queue;
  if (turn) learned.turn = turn;
  if (emptiness) learned.emptiness = emptiness;
  return withoutEmptyGroups(learned);
}

/** Its process has begun anew, and may be in the queue again: it counts its updates from the start. */
export function hasBegunAnew({ last }: NodeLearned, { updates }: Report): boolean {
  return updates !== undefined && last?.updates !== undefined && updates < last.updates;
}

function withoutTurn(known: NodeLearned): NodeLearned {
  const { everLive: _, everFilled: __, unseen: ___, ...turn } = known.turn ?? {};
  const { everQueued: ____, passedOver: _____, ...queue } = known.queue ?? {};
  return { ...known, turn, queue };
}

function learnLast(before: LastSaid | undefined, report: Report, grown: boolean): LastSaid {
  const { source, observedAtMs, live, queued, rows, updates, busy } = report;
  const changed =
    (rows ?? before?.rows) !== before?.rows || (updates ?? before?.updates) !== before?.updates || grown;
  const fillsUnsaid = live === true && rows === 0 && grown;
  const arrived =
    fillsUnsaid || (rows === undefined ? grown : before?.rows !== undefined && rows > before.rows);
  const said: Draft<LastSaid> = before ? { ...before } : { observedAtMs };
  said.observedAtMs = observedAtMs;
  if (source === 'table') said.byItem = true;
  if (live !== undefined) said.live = live;
  if (queued !== undefined) said.queued = queued;
  if (rows !== undefined) said.rows = rows;
  if (updates !== undefined) said.updates = updates;
  if (busy === true) said.busy = true;
  else delete said.busy;
  if (changed || before?.changedAtMs === undefined) said.changedAtMs = observedAtMs;
  if (arrived && before) said.arrivedAfterMs = before.observedAtMs;
  return said;
}

/**
 * One that says nothing of its queue, was silent for a while and came back empty: its process may have begun anew. That it
 * was live before then proves nothing, until it is live again; and it is not counted as a spare either.
 */
function learnQueue(
  { last, queue, turn }: NodeLearned,
  { queued, rows, live, observedAtMs }: Report,
): QueueLearned | undefined {
  const mightHave = queue?.mayHaveRejoined;
  const silentMs = observedAtMs - (last?.observedAtMs ?? observedAtMs);
  const cameBackEmpty = rows === 0 && turn?.everLive === true && silentMs > SILENT_AFTER_MS;
  const mayHaveRejoined = live !== true && queued === undefined && (cameBackEmpty || mightHave === true);
  const isNewlyQueued = queued === true && queue?.everQueued !== true;
  if (!isNewlyQueued && !mayHaveRejoined && mightHave === undefined) return queue;
  const { mayHaveRejoined: _, ...rest } = queue ?? {};
  return {
    ...rest,
    ...(queued === true && { everQueued: true }),
    ...(mayHaveRejoined && { mayHaveRejoined }),
  };
}

function learnTurn(
  { turn: before, launch }: NodeLearned,
  { rows = 0, live, observedAtMs }: Report,
): TurnLearned | undefined {
  const bornAtMs = launch.launchedAtMs ?? launch.firstSeenAtMs;
  if (rows > 0 && live === false && !before?.everLive && observedAtMs - bornAtMs >= REPLAY_MAX_MS)
    return before?.unseen ? before : { ...before, unseen: true };
  const isFilled = rows > 0 && (live === true || before?.everLive === true);
  if (live !== true && (!isFilled || before?.everFilled === true)) return before;
  const isAsBefore = before?.everLive && before.liveSinceMs !== undefined;
  if (isAsBefore && (!isFilled || before.everFilled)) return before;
  return {
    ...before,
    ...(live === true && { everLive: true, liveSinceMs: before?.liveSinceMs ?? observedAtMs }),
    ...(isFilled && { everFilled: true }),
  };
}

/**
 * A live node whose memory grows, or that processes updates, from one report of no rows to the next: its rows are not
 * counted, or it lies. Doubted until it reports rows, or its process begins anew.
 */
function learnEmptiness(before: NodeLearned, report: Report, grown: boolean): EmptinessLearned | undefined {
  const { last, emptiness } = before;
  const { live, rows, updates, observedAtMs } = report;
  const doubtedSinceMs = emptiness?.rowsDoubtedSinceMs;
  if ((rows ?? 0) > 0 || hasBegunAnew(before, report)) {
    if (doubtedSinceMs === undefined) return emptiness;
    const { rowsDoubtedSinceMs: _, ...rest } = emptiness ?? {};
    return rest;
  }
  const hasProcessed = updates !== undefined && last?.updates !== undefined && updates > last.updates;
  const isFilling = live === true && rows === 0 && last?.rows === 0 && (grown || hasProcessed);
  if (doubtedSinceMs !== undefined || !isFilling) return emptiness;
  return { ...emptiness, rowsDoubtedSinceMs: observedAtMs };
}
