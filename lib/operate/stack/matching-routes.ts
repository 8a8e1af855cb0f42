// Which of a function's rules are on the events that it is deployed for.
import { isDeepStrictEqual } from 'node:util';
import type { EventRoute } from '../../ports/deployed-stack.ts';
import type { ExpectedRoute } from './event-routes.ts';
import type { StackFunction } from './expected-stack.ts';

export interface MatchedRoute {
  readonly expected: ExpectedRoute;
  /** Rules on just these events. */
  readonly matching: readonly EventRoute[];
}

/** For each that is expected of the function, in their order. */
export function matchingRoutes(
  own: StackFunction,
  routes: readonly EventRoute[],
  all: readonly ExpectedRoute[],
): readonly MatchedRoute[] {
  return all
    .filter((expected) => expected.own === own)
    .map((expected) => ({
      expected,
      matching: routes.filter(({ pattern }) =>
        isDeepStrictEqual(inOrder(pattern), inOrder(expected.pattern)),
      ),
    }));
}

/** Lists sorted: any of a list's values is meant, whatever their order. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(inOrder).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inOrder(one)]));
}
