// The answer to "where is the data?": the nodes to ask, and whether they are all that there is. Which node may be left
// out is may-hold.ts, what keeps an answer from being complete why-incomplete.ts.
import { mayHold } from './may-hold.ts';
import type { KnownNode, Question, Route } from './route.ts';
import { whyIncomplete } from './why-incomplete.ts';

export interface Answer extends Pick<Route, 'group' | 'asOfMs' | 'version'> {
  /** Every row asked for is with one of the nodes, but for what has arrived since. */
  readonly complete: boolean;
  /** Sentences: why it is not complete, and what else to know. */
  readonly notes: readonly string[];
  /** Each that may hold rows asked for, the live one first. */
  readonly nodes: readonly KnownNode[];
}

/** Pure, total; throws `RangeError` for a window that ends before it begins. `nowMs`: of who asks. */
export function answerQuestion(route: Route, question: Question, nowMs: number): Answer {
  const { fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY } = question;
  if (!(fromMs <= toMs)) throw new RangeError(`a window from ${fromMs} to ${toMs}`);
  const { group, asOfMs, version } = route;
  const { reasons, remarks } = whyIncomplete(route, nowMs, question);
  const nodes = route.nodes.filter((node) => mayHold(node, question, route));
  return {
    group,
    asOfMs,
    version,
    complete: reasons.length === 0,
    notes: [...reasons, ...remarks],
    nodes: nodes.sort((a, b) => placeOf(a) - placeOf(b)),
  };
}

const PLACES = ['live', 'rolled', 'unknown', 'queued', 'flushed'];

function placeOf({ role }: KnownNode): number {
  return PLACES.indexOf(role);
}
