// What keeps an answer from being complete, as sentences. The nodes that it names are the ones to ask all the same.
import { formatDuration, SECOND_MS } from '../core/units.ts';
import { messageMisfits, type Misfit } from './message-gaps.ts';
import { mayHold } from './may-hold.ts';
import type { KnownNode, Question, Route } from './route.ts';

/**
 * A look is believed for so long: they are a minute apart where slices are told, and one may be late by the age that a
 * report may have. Within that time the turn passes on once at most, to a node that waits, and these are all asked; or, where
 * none does, to one that has joined since (`isTurnOpen`).
 */
export const LOOK_AGE_MAX_MS = 90 * SECOND_MS;

/** Clocks of those who look and those who ask differ by no more. */
const AHEAD_MAX_MS = 5 * SECOND_MS;

export interface Doubts {
  /** Any of them, and the answer is not complete. */
  readonly reasons: readonly string[];
  /** What to know besides. */
  readonly remarks: readonly string[];
}

/** Of an answer to `question`: by default, of all rows. Pure. */
export function whyIncomplete(route: Route, nowMs: number, question: Question = {}): Doubts {
  return {
    reasons: [...besidesGone(route, nowMs, question), ...ofGone(route, question)],
    remarks: [
      ...misfitsOf(route, 'overlap'),
      ...(route.basis === 'roles'
        ? ['no node tells its slices: nodes are told apart by their roles alone']
        : []),
    ],
  };
}

/** Some server is gone, and answers about windows that it cannot have held rows of are complete. Pure. */
export function isCompleteButForGone(route: Route, nowMs: number): boolean {
  return route.nodes.some(({ status }) => status === 'gone') && besidesGone(route, nowMs, {}).length === 0;
}

function besidesGone(route: Route, nowMs: number, question: Question): readonly string[] {
  return [
    ...ofAge(route, nowMs),
    ...ofLaterLook(route),
    ...ofLive(route.nodes),
    ...ofOpenTurn(route, question),
    ...ofEach(route.nodes),
    ...misfitsOf(route, 'gap'),
  ];
}

function ofAge({ asOfMs }: Route, nowMs: number): readonly string[] {
  const ageMs = nowMs - asOfMs;
  if (ageMs > LOOK_AGE_MAX_MS) return [`the latest look is ${formatDuration(ageMs)} old`];
  return ageMs < -AHEAD_MAX_MS ? ['the latest look is from the future: a clock is wrong'] : [];
}

/** A roll, for one: who is live since is then with nobody who asks. */
function ofLaterLook({ changedAtMs }: Route): readonly string[] {
  if (changedAtMs === undefined) return [];
  return [
    `the look of ${new Date(changedAtMs).toISOString()} has found something else, and could not tell it`,
  ];
}

/** Between two looks that show a roll from both sides, nobody is live; where two claim to be, neither is sure. */
function ofLive(nodes: readonly KnownNode[]): readonly string[] {
  const live = nodes.filter(({ role }) => role === 'live').map(({ nodeId }) => nodeId);
  if (live.length === 0) return ['no node is known to be live'];
  return live.length > 1 ? [`${live.join(' and ')} say that they are live`] : [];
}

/** Rows that arrive after the look may be with a server that joined after it. Windows that end before it lack nothing. */
function ofOpenTurn(
  { isTurnOpen, asOfMs, lateDataMs }: Route,
  { toMs = Number.POSITIVE_INFINITY }: Question,
): readonly string[] {
  if (!isTurnOpen || toMs < asOfMs - lateDataMs - AHEAD_MAX_MS) return [];
  return ['the live node may be full, and nobody waits: whoever joins is live at once'];
}

/** One that launches has nothing yet, and is asked should its turn come sooner than it can tell. */
function ofEach(nodes: readonly KnownNode[]): readonly string[] {
  return nodes.flatMap(({ nodeId, status, role }) => {
    if (status === 'silent') return [`${nodeId} says nothing that can be believed`];
    if (status === 'busy' && role !== 'queued') return [`${nodeId} is busy: what it holds is changing`];
    if (status === 'leaving' && role !== 'flushed')
      return [`${nodeId} is being terminated, and may hold rows`];
    const isExplained = status === 'launching' || status === 'gone';
    return !isExplained && role === 'unknown' ? [`the role of ${nodeId} is not known`] : [];
  });
}

/** Rows that were with it are with nobody, or with one that has replayed its log: nobody can say. Other windows lack nothing. */
function ofGone(route: Route, question: Question): readonly string[] {
  return route.nodes
    .filter((node) => node.status === 'gone' && mayHold(node, question, route))
    .map(({ nodeId }) => `${nodeId} is gone, and may have held such rows`);
}

function misfitsOf({ nodes }: Route, kind: Misfit['kind']): readonly string[] {
  return messageMisfits(nodes)
    .filter((misfit) => misfit.kind === kind)
    .map(sentenceOf);
}

function sentenceOf({ kind, from, to, nodeIds: [before, after] }: Misfit): string {
  const numbers = from === to ? `message ${from}` : `messages ${from} to ${to}`;
  const are = from === to ? 'is' : 'are';
  return kind === 'gap'
    ? `${numbers}, between those of ${before} and ${after}, ${are} with no node`
    : `${numbers} ${are} with both ${before} and ${after}`;
}
