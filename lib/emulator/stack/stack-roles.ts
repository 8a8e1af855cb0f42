// The stack's roles: one for each function and one for the schedules, with whom they trust and what they are allowed. None of it
// is enforced. How they are asked for and changed: services/stack/roles.ts.

export interface EmulatedRole {
  trust: string;
  /** Documents by the policies' names. */
  readonly inline: Map<string, string>;
  /** ARNs. */
  readonly attached: Set<string>;
}

/** By the name of an inline policy its statements. */
export type RolePolicies = Readonly<Record<string, readonly unknown[]>>;

/** Under which the schedules call. */
export const SCHEDULER_ROLE = 'spillway-scheduler';

/** Who acts under it, of those who give a role its policies. */
export const SCHEDULES = 'schedules';

/** By name. `policiesOf`: of a function, by its own name, and of the schedules; none by default. */
export function stackRoles(
  functions: ReadonlyMap<string, { readonly roleName: string }>,
  policiesOf: (user: string) => RolePolicies = () => ({}),
): Map<string, EmulatedRole> {
  const role = (service: string, user: string): EmulatedRole => ({
    trust: document([
      { Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action: 'sts:AssumeRole' },
    ]),
    inline: new Map(
      Object.entries(policiesOf(user)).map(([name, statements]) => [name, document(statements)]),
    ),
    attached: new Set(),
  });
  return new Map([
    ...[...functions].map(([own, { roleName }]) => [roleName, role('lambda', own)] as const),
    [SCHEDULER_ROLE, role('scheduler', SCHEDULES)],
  ]);
}

function document(statements: readonly unknown[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}
