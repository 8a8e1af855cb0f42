// The rules by which EventBridge hands alarms and other events to the functions: there, enabled, on the right events, and with a
// place for what could not be handed over.
import type { EventRoute } from '../../../ports/deployed-stack.ts';
import { answered, note, shellWord, wrong, type Finding } from '../../doctor/check.ts';
import type { ExpectedRoute } from '../event-routes.ts';
import { matchingRoutes, type MatchedRoute } from '../matching-routes.ts';
import { functionsThere, type NamedFunction, type StackCheck } from '../stack-check.ts';
import { yardstickOf } from '../yardstick.ts';

export const routeChecks: StackCheck = {
  title: 'event rules',
  findings: (examined) => {
    const { routes: all, fix } = yardstickOf(examined);
    return functionsThere(examined).flatMap((called) => {
      const asked = examined.routes.get(called.own);
      const routes = asked && answered(asked);
      if (!routes) return [];
      return matchingRoutes(called.own, routes, all).flatMap((one) => ofRoute(one, { called, routes, fix }));
    });
  },
};

interface Called {
  readonly called: NamedFunction;
  readonly fix: string;
}

function ofRoute(
  { expected, matching }: MatchedRoute,
  { called, routes, fix }: Called & { readonly routes: readonly EventRoute[] },
): readonly Finding[] {
  if (matching.length === 0)
    return [
      wrong(
        'rule-missing',
        `no rule of EventBridge calls the function ${called.name} for these events: ${expected.description}${otherwise(routes)}`,
        fix,
      ),
    ];
  const enabled = matching.filter((route) => route.enabled);
  if (enabled.length > 0) return enabled.flatMap((route) => ofHandingOver(route, { expected, called, fix }));
  return matching.map(({ ruleName }) =>
    wrong(
      'rule-disabled',
      `the rule ${ruleName}, which calls the function ${called.name}, is disabled: ${expected.description}`,
      `aws events enable-rule --name ${shellWord(ruleName)}`,
    ),
  );
}

/** Its other rules, of which one may have been changed. */
function otherwise(routes: readonly EventRoute[]): string {
  const names = [...new Set(routes.map(({ ruleName }) => ruleName))];
  return names.length === 0 ? '' : `. Others call it: ${names.join(', ')}`;
}

function ofHandingOver(
  route: EventRoute,
  { expected, called, fix }: Called & { readonly expected: ExpectedRoute },
): readonly Finding[] {
  const { name, deadLettersArn } = called;
  const { ruleName, retryMaxAgeSeconds, retryMaxAttempts } = route;
  const findings: Finding[] = [];
  if (route.deadLettersArn === undefined)
    findings.push(
      wrong(
        'rule-without-dead-letters',
        `what the rule ${ruleName} cannot hand to the function ${name} is lost: it has no queue for it`,
        fix,
      ),
    );
  else if (deadLettersArn !== undefined && route.deadLettersArn !== deadLettersArn)
    findings.push(
      wrong(
        'rule-other-dead-letters',
        `what the rule ${ruleName} cannot hand to the function ${name} goes to ${route.deadLettersArn}, where no alarm of the stack sees it`,
        fix,
      ),
    );
  const { retryMaxAgeSeconds: maxAgeSeconds, retryMaxAttempts: maxAttempts } = expected;
  if (retryMaxAgeSeconds !== maxAgeSeconds || retryMaxAttempts !== maxAttempts)
    findings.push(
      note(
        'rule-other-retry',
        `the rule ${ruleName} tries ${retryMaxAttempts} times within ${retryMaxAgeSeconds} s again, and is deployed with ${maxAttempts} times within ${maxAgeSeconds} s`,
        fix,
      ),
    );
  return findings;
}
