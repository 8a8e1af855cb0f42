// The roles that the functions run under: there, open to Lambda, and each function's own.
import { answered, wrong, type Finding } from '../../doctor/check.ts';
import { DEPLOY, functionsThere, type ExaminedStack, type StackCheck } from '../stack-check.ts';

const LAMBDA = 'lambda.amazonaws.com';

export const roleChecks: StackCheck = {
  title: 'roles',
  findings: (examined) =>
    [...functionsOfRoles(examined)].flatMap(([arn, names]) => ofRole(examined, arn, names)),
};

function functionsOfRoles(examined: ExaminedStack): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, readonly string[]>();
  for (const { roleArn, name } of functionsThere(examined))
    if (roleArn !== undefined) names.set(roleArn, [...(names.get(roleArn) ?? []), name]);
  return names;
}

function ofRole({ roles }: ExaminedStack, arn: string, names: readonly string[]): readonly Finding[] {
  const asked = roles.get(arn);
  const which = names.join(', ');
  const findings: Finding[] = [];
  if (asked?.ok && !asked.value)
    findings.push(
      wrong('role-missing', `the role ${arn} of ${which} is not there: it may do nothing`, DEPLOY),
    );
  const role = asked && answered(asked);
  if (role && !role.trusts.includes(LAMBDA)) {
    const trusts = role.trusts.length === 0 ? 'no service' : role.trusts.join(', ');
    const text = `the role ${role.name} of ${which} may be assumed by ${trusts}, and not by ${LAMBDA}`;
    findings.push(wrong('role-untrusting', text, DEPLOY));
  }
  if (names.length > 1) {
    const text = `the functions ${which} run under one role, ${arn}: each may do what only another needs`;
    findings.push(wrong('role-shared', text, DEPLOY));
  }
  return findings;
}
