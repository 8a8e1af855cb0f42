// A statement of a policy as it is judged: all lists, whatever was one text alone. A member that is of no known shape counts as
// not there.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html

export interface ReadStatement {
  readonly sid: string | undefined;
  readonly isAllow: boolean;
  /** In small letters, as is all that IAM compares regardless of case. */
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** `*` among the accounts is everybody, services included. */
  readonly services: readonly string[];
  readonly accounts: readonly string[];
  readonly conditions: readonly ReadCondition[];
}

export interface ReadCondition {
  /** Without `IfExists`: `arnlike`. In small letters, as the key. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

export function readStatement(statement: unknown): ReadStatement {
  const { Sid, Effect, Action, NotAction, Resource, NotResource, Principal, Condition } =
    membersOf(statement);
  const named = membersOf(Principal);
  return {
    sid: typeof Sid === 'string' && Sid !== '' ? Sid : undefined,
    isAllow: Effect === 'Allow',
    actions: textsOf(Action).map(small),
    notActions: textsOf(NotAction).map(small),
    resources: textsOf(Resource),
    notResources: textsOf(NotResource),
    services: textsOf(named['Service']),
    accounts: typeof Principal === 'string' ? [Principal] : textsOf(named['AWS']),
    conditions: Object.entries(membersOf(Condition)).flatMap(([operator, keys]) =>
      Object.entries(membersOf(keys)).map(([key, values]) => ({
        operator: small(operator).replace(/ifexists$/, ''),
        key: small(key),
        values: textsOf(values),
      })),
    ),
  };
}

const small = (text: string) => text.toLowerCase();

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function textsOf(value: unknown): readonly string[] {
  return [value ?? []].flat().map(String);
}
