// The rules by which EventBridge hands alarms and other events to the functions: there, enabled, on the right events, and with a
// place for what could not be handed over.
import { isDeepStrictEqual } from 'node:util';
import type { EventRoute } from '../../../ports/deployed-stack.ts';
import { answered, note, shellWord, wrong, type Finding } from '../../doctor/check.ts';
import { EVENT_ROUTES, type ExpectedRoute } from '../event-routes.ts';
import { asDeployed, functionsThere, type NamedFunction, type StackCheck } from '../stack-check.ts';

export const routeChecks: StackCheck = {
  title: 'event rules',
  findings: (examined) => {
    const there = functionsThere(examined);
    const fix = asDeployed(examined);
    return EVENT_ROUTES.flatMap((expected) => {
      const called = there.find(({ own }) => own === expected.own);
      const asked = examined.routes.get(expected.own);
      const routes = asked && answered(asked);
      return called && routes ? ofRoute(expected, { called, routes, fix }) : [];
    });
  },
};

interface Called {
  readonly called: NamedFunction;
  readonly fix: string;
}

function ofRoute(
  expected: ExpectedRoute,
  { called, routes, fix }: Called & { readonly routes: readonly EventRoute[] },
): readonly Finding[] {
  const meant = routes.filter((route) =>
    isDeepStrictEqual(inOrder(route.pattern), inOrder(expected.pattern)),
  );
  if (meant.length === 0)
    return [
      wrong(
        'rule-missing',
        `no rule of EventBridge calls the function ${called.name} for these events: ${expected.description}${otherwise(routes)}`,
        fix,
      ),
    ];
  const enabled = meant.filter((route) => route.enabled);
  if (enabled.length > 0) return enabled.flatMap((route) => ofHandingOver(route, { expected, called, fix }));
  return meant.map(({ ruleName }) =>
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

/** Lists sorted: any of a list's values is meant, whatever their order. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(inOrder).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inOrder(one)]));
}
