// Whoever is told that an answer is complete is told by looks that may still be believed: no look, and no word of a server that
// is left out, is older than its limit, and no look since has seen the turn pass on. The limits are written down here anew.
import { SECOND_MS } from '../../../core/units.ts';
import type { KnownNode, Route } from '../../../routing/route.ts';
import type { EndedInvocation } from '../check.ts';
import type { Run, ToldAnswer } from '../../world/run.ts';

/** docs/routing.md: a look is believed for so long. */
const LOOK_AGE_MAX_MS = 90 * SECOND_MS;

/** Clocks of functions and of servers differ by no more. */
const SKEW_MAX_MS = 5 * SECOND_MS;

/** How old a server's word may be at a look (docs/kdb.md): told to the probe, in time, and where all come late. */
const WORD_AGE_MAX_MS = { probe: 30 * SECOND_MS, inTime: 150 * SECOND_MS, late: 600 * SECOND_MS };

/** A look that showed who is live, and whose record was kept. */
export interface LookKept {
  readonly readAtMs: number;
  readonly live: readonly string[];
}

/** Of an invocation that has ended; `undefined` where it looked at nothing, or left nothing behind that others could know. */
export function lookKeptOf({ invocation, results }: EndedInvocation): LookKept | undefined {
  const [result] = results;
  if (result?.kind !== 'decided' || !invocation.calls.gaveBack) return undefined;
  if (invocation.targetReadAtMs === undefined) return undefined;
  return { readAtMs: invocation.targetReadAtMs, live: liveBy(result.plan.assessed.roles) };
}

/** Why an answer that says that it is complete rests on what can no longer be believed, in words; none if it may. */
export function whyTooSure(
  run: Pick<Run, 'nowMs' | 'options'>,
  {
    route,
    answer,
    latest,
  }: { readonly route: Route; readonly answer: Pick<ToldAnswer, 'nodes'>; readonly latest?: LookKept },
): readonly string[] {
  const lookAgeMs = run.nowMs() - route.asOfMs;
  const live = liveBy(Object.fromEntries(route.nodes.map(({ nodeId, role }) => [nodeId, role])));
  const named = new Set(answer.nodes.map(({ nodeId }) => nodeId));
  const limitMs = wordAgeMaxMs(run.options) + SKEW_MAX_MS;
  return [
    ...(lookAgeMs > LOOK_AGE_MAX_MS + SKEW_MAX_MS ? [`its look is ${lookAgeMs} ms old`] : []),
    ...route.nodes
      .filter((node) => (!named.has(node.nodeId) || node.role === 'live') && node.status === 'ready')
      .flatMap((node) => {
        const ageMs = wordAgeMs(node, route);
        return ageMs <= limitMs ? [] : [`the word of ${node.nodeId} was ${ageMs} ms old at that look`];
      }),
    ...(latest && latest.readAtMs > route.asOfMs + SKEW_MAX_MS && hasPassedOn(live, latest.live)
      ? [`a look since has seen that ${latest.live.join(' and ')} is live, and not ${live.join(' and ')}`]
      : []),
  ];
}

function wordAgeMs({ asOfMs }: KnownNode, route: Route): number {
  return asOfMs === null ? Number.POSITIVE_INFINITY : route.asOfMs - asOfMs;
}

/** Metrics that always come late are given as much more time, up to ten minutes; items of the state table never are. */
function wordAgeMaxMs({ group, faults }: Run['options']): number {
  if (group.tags['spillway:reports'] === 'probe') return WORD_AGE_MAX_MS.probe;
  if (group.writesItems) return WORD_AGE_MAX_MS.inTime;
  const areInTime = group.metricsDelaySeconds === 0 && !faults['metrics-late'] && !faults['reports-late'];
  return areInTime ? WORD_AGE_MAX_MS.inTime : WORD_AGE_MAX_MS.late;
}

function hasPassedOn(before: readonly string[], since: readonly string[]): boolean {
  return since.some((nodeId) => !before.includes(nodeId));
}

function liveBy(roles: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(roles).flatMap(([nodeId, role]) => (role === 'live' ? [nodeId] : []));
}
