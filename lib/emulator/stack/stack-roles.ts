// The stack's roles: one for each function, one for the schedules and one for drills, with whom they trust and what they are
// allowed. What they are allowed is not enforced. How they are asked for and changed: services/stack/roles.ts.

export interface EmulatedRole {
  trust: string;
  /** Documents by the policies' names. */
  readonly inline: Map<string, string>;
  /** ARNs. */
  readonly attached: Set<string>;
  /** ARN of the policy that bounds it. */
  boundaryArn: string | undefined;
}

/** By the name of an inline policy its statements. */
export type RolePolicies = Readonly<Record<string, readonly unknown[]>>;

/** Under which the schedules call. */
export const SCHEDULER_ROLE = 'spillway-scheduler';

/** Who acts under it, of those who give a role its policies. */
export const SCHEDULES = 'schedules';

interface RolesGiven {
  /** The role that drills are made with, and the ARN of whom it trusts. */
  readonly drills: { readonly roleName: string; readonly trusted: string };
  /** Of a function, by its own name, and of the schedules; none by default. */
  readonly policiesOf?: (user: string) => RolePolicies;
}

/** By name. */
export function stackRoles(
  functions: ReadonlyMap<string, { readonly roleName: string }>,
  { drills, policiesOf = () => ({}) }: RolesGiven,
): Map<string, EmulatedRole> {
  const role = (Principal: object, policies: RolePolicies = {}): EmulatedRole => ({
    trust: document([{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }]),
    inline: new Map(Object.entries(policies).map(([name, statements]) => [name, document(statements)])),
    attached: new Set(),
    boundaryArn: undefined,
  });
  const ofService = (service: string, user: string) =>
    role({ Service: `${service}.amazonaws.com` }, policiesOf(user));
  return new Map([
    ...[...functions].map(([own, { roleName }]) => [roleName, ofService('lambda', own)] as const),
    [SCHEDULER_ROLE, ofService('scheduler', SCHEDULES)],
    [drills.roleName, role({ AWS: drills.trusted })],
  ]);
}

function document(statements: readonly unknown[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}
