// The roles that the functions and the schedules run under: there, open to who runs them, and each function's own. What they
// allow: policies.ts.
import { answered, wrong, type Finding } from '../../doctor/check.ts';
import { asDeployed, usedRoles, type ExaminedStack, type StackCheck, type UsedRole } from '../stack-check.ts';

const LAMBDA = 'lambda.amazonaws.com';
const SCHEDULER = 'scheduler.amazonaws.com';

export const roleChecks: StackCheck = {
  title: 'roles',
  findings: (examined) => usedRoles(examined).flatMap((used) => ofRole(examined, used)),
};

function ofRole(examined: ExaminedStack, { arn, users, of }: UsedRole): readonly Finding[] {
  const asked = examined.roles.get(arn);
  const fix = asDeployed(examined);
  const findings: Finding[] = [];
  if (asked?.ok && !asked.value)
    findings.push(wrong('role-missing', `the role ${arn} of ${of} is not there: it may do nothing`, fix));
  const role = asked && answered(asked);
  const needed = new Set(users.map((user) => (user === 'schedules' ? SCHEDULER : LAMBDA)));
  const untrusted = [...needed].filter((service) => role?.trusts.includes(service) === false);
  if (role && untrusted.length > 0) {
    const trusts = role.trusts.length === 0 ? 'no service' : role.trusts.join(', ');
    const text = `the role ${role.name} of ${of} may be assumed by ${trusts}, and not by ${untrusted.join(', ')}`;
    findings.push(wrong('role-untrusting', text, fix));
  }
  if (users.length > 1) {
    const who = users.includes('schedules') ? of : `the functions ${of}`;
    const text = `${who} run under one role, ${arn}: each may do what only another needs`;
    findings.push(wrong('role-shared', text, fix));
  }
  return findings;
}
