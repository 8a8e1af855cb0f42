// Permissions boundaries of the roles: the same one for all, or none, and none that leaves out a call that the role's own policies
// allow.
//
// What the organisation takes away is not looked at. Its policies (SCPs) are not to be read from a member account, and what IAM's
// simulation (SimulatePrincipalPolicy) says of them is not to be relied on: where one has conditions whose keys are not given, such as
// the usual bound on regions, it answers that calls are denied which are allowed, without saying that anything was missing
// (https://github.com/aws/aws-sdk/issues/102, https://github.com/aws/aws-cli/issues/10525); others have stopped heeding it for that
// (https://github.com/aws/aws-toolkit-vscode/pull/3106). A doctor that cries wolf is worth no permission. A call that an SCP refuses is
// told of by the doctor of the target, in AWS's words, which name the SCP (`functions-refused`).
import { answered, shellWord, wrong, type Finding } from '../../doctor/check.ts';
import { leftOut } from '../policies/left-out.ts';
import { asDeployed, usedRoles, type ExaminedStack, type StackCheck, type UsedRole } from '../stack-check.ts';

export const boundaryChecks: StackCheck = {
  title: 'boundaries',
  findings: (examined) => [
    ...differing(examined),
    ...usedRoles(examined).flatMap((used) => ofRole(examined, used)),
  ],
};

/** By ARN of the role; `undefined` where the role is not there, or was not to be read. */
function boundaryOf({ roles }: ExaminedStack, { arn }: UsedRole): { readonly arn?: string } | undefined {
  const asked = roles.get(arn);
  const role = asked && answered(asked);
  if (!role) return undefined;
  return role.boundaryArn === undefined ? {} : { arn: role.boundaryArn };
}

/** The template gives all of them the same, so that somebody has changed those that are fewer. */
function differing(examined: ExaminedStack): readonly Finding[] {
  const byBoundary = new Map<string | undefined, string[]>();
  for (const used of usedRoles(examined)) {
    const boundary = boundaryOf(examined, used);
    if (boundary) byBoundary.set(boundary.arn, [...(byBoundary.get(boundary.arn) ?? []), nameOf(used)]);
  }
  if (byBoundary.size < 2) return [];
  const told = [...byBoundary].map(
    ([arn, names]) => `${names.join(', ')} ${names.length === 1 ? 'has' : 'have'} ${arn ?? 'none'}`,
  );
  const text = `the roles have several permissions boundaries, and are deployed with one or none: ${told.join('; ')}`;
  return [wrong('boundaries-differ', text, asDeployed(examined))];
}

const nameOf = ({ arn }: UsedRole) => arn.split('/').at(-1) ?? arn;

function ofRole(examined: ExaminedStack, used: UsedRole): readonly Finding[] {
  const arn = boundaryOf(examined, used)?.arn;
  const asked = arn === undefined ? undefined : examined.boundaries.get(arn);
  const policies = examined.rolePolicies.get(used.arn);
  if (arn === undefined || !asked?.ok) return [];
  const role = `the role ${nameOf(used)} of ${used.of}`;
  if (!asked.value) {
    const text = `${role} may do nothing: the policy ${arn}, its permissions boundary, is not there`;
    return [wrong('boundary-missing', text, asDeployed(examined))];
  }
  const granted = ((policies && answered(policies))?.statements ?? []).map(({ statement }) => statement);
  const actions = leftOut(granted, asked.value.statements);
  if (actions.length === 0) return [];
  return [
    wrong(
      'boundary-leaves-out',
      `${role} is refused what its policies allow, since its permissions boundary ${arn} leaves it out: ${actions.join(', ')}`,
      `aws iam get-policy-version --policy-arn ${shellWord(arn)} --version-id ${asked.value.versionId} # then allow these calls there, or deploy with another permissionsBoundaryArn`,
    ),
  ];
}
