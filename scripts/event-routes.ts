// Which rules of EventBridge call the stack's functions, read from the released template: for `spillway doctor --stack`, which
// compares them with those that are there. write-expected-stack.ts writes them to lib/operate/stack/. Pure.
import type { Members } from './release/to-plain.ts';

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

/** `{ "Fn::Sub": "${AWS::StackName}-on-tick" }` → `on-tick`. */
function ownName(functionName: unknown): string {
  const { 'Fn::Sub': text } = functionName as { readonly 'Fn::Sub': string };
  return text.replace('${AWS::StackName}-', '');
}
