// Which events EventBridge hands to which function, as the template says it. The file is written from the released template
// (`npm run expected-stack`), and a test of the release compares the two.
import eventRoutes from './event-routes.json' with { type: 'json' };
import type { StackFunction } from './expected-stack.ts';
import { eventRoutes as readRoutes, type WrittenRoute } from './template/event-routes.ts';
import type { Members } from './template/members.ts';

export interface ExpectedRoute {
  readonly own: StackFunction;
  /** As the template describes the rule. */
  readonly description: string;
  /** The order within its lists says nothing: any of them is meant. */
  readonly pattern: unknown;
  readonly retryMaxAgeSeconds: number;
  readonly retryMaxAttempts: number;
}

export const EVENT_ROUTES: readonly ExpectedRoute[] = eventRoutes.map(withOwn);

/** Those of a template. Throws for one of a form that is not known. */
export function routesFrom(template: Members): readonly ExpectedRoute[] {
  return readRoutes(template).map(withOwn);
}

function withOwn({ own, ...route }: WrittenRoute): ExpectedRoute {
  return { ...route, own: own as StackFunction };
}
