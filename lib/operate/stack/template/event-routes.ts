// Which rules of EventBridge call the stack's functions, read from its template: the released one, or one that osls has deployed.
// Pure.
import { STACK_FUNCTIONS } from '../expected-stack.ts';
import type { Members } from './members.ts';

export interface WrittenRoute {
  /** The function by its own name. */
  readonly own: string;
  readonly description: string;
  readonly pattern: unknown;
  readonly retryMaxAgeSeconds: number;
  readonly retryMaxAttempts: number;
}

interface Target {
  readonly Arn: { readonly 'Fn::GetAtt': readonly [string, string] };
  readonly RetryPolicy: {
    readonly MaximumEventAgeInSeconds: number;
    readonly MaximumRetryAttempts: number;
  };
}

type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties: Members }>>;

/** In the order of the template. */
export function eventRoutes(template: Members): readonly WrittenRoute[] {
  const resources = template['Resources'] as Resources;
  return Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::Events::Rule')
    .flatMap(({ Properties: { Description, EventPattern, Targets } }) =>
      (Targets as readonly Target[]).map(({ Arn, RetryPolicy }) => ({
        own: ownName(resources[Arn['Fn::GetAtt'][0]]?.Properties['FunctionName']),
        description: String(Description),
        pattern: EventPattern,
        retryMaxAgeSeconds: RetryPolicy.MaximumEventAgeInSeconds,
        retryMaxAttempts: RetryPolicy.MaximumRetryAttempts,
      })),
    );
}

/** `{ "Fn::Sub": "${AWS::StackName}-on-tick" }`, or `spillway-prod-on-tick` → `on-tick`. */
function ownName(functionName: unknown): string {
  const text =
    typeof functionName === 'string'
      ? functionName
      : (functionName as { readonly 'Fn::Sub': string })['Fn::Sub'];
  const own = STACK_FUNCTIONS.find((name) => text.endsWith(`-${name}`));
  if (own === undefined) throw new Error(`${text} is no function of the stack`);
  return own;
}
