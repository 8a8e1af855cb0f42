// What the roles allow: each the statements that the template gives it, and no others. Which template: yardstick.ts.
//
// The documents are compared, as IAM has them. A simulation (SimulatePrincipalPolicy) answers for the calls alone that it is asked
// about, so that what somebody allowed besides would pass; and it wants an ARN and the conditions' keys for each of them. What takes
// away from a role what it is allowed: boundaries.ts.
import { isDeepStrictEqual } from 'node:util';
import type { RolePolicies } from '../../../ports/deployed-stack.ts';
import { answered, note, shellWord, wrong, type Finding } from '../../doctor/check.ts';
import {
  comparable,
  granted,
  namesOf,
  type Condition,
  type Names,
  type RoleUser,
  type Statement,
} from '../granted.ts';
import {
  functionsThere,
  usedRoles,
  type ExaminedStack,
  type StackCheck,
  type UsedRole,
} from '../stack-check.ts';
import type { WrittenStatement } from '../template/role-policies.ts';
import { templateProblem, yardstickOf, type Yardstick } from '../yardstick.ts';

/** Statements of a key of the account's own: where a role has one, the stack was given the key. */
const KEY_SIDS = /^KeyOf/;

export const policyChecks: StackCheck = {
  title: 'policies',
  findings: (examined) => {
    const [first] = functionsThere(examined);
    if (!first) return [];
    const problem = templateProblem(examined);
    if (problem !== undefined) return [unknownTemplate(examined, problem)];
    const { statements: written, ...yardstick } = yardstickOf(examined);
    // That the functions are of another version is told by the versions.
    if (!written) return [];
    const keyArn = keyOf(examined);
    const deadLettersArn = functionsThere(examined).find(
      (one) => one.deadLettersArn !== undefined,
    )?.deadLettersArn;
    const names = namesOf({ stackName: examined.stackName, functionArn: first.arn, deadLettersArn, keyArn });
    return usedRoles(examined).flatMap((used) => {
      const asked = examined.rolePolicies.get(used.arn);
      const policies = asked && answered(asked);
      const compared = { used, policies, names, hasKey: keyArn !== undefined, yardstick, written };
      return policies ? ofRole(examined, { ...compared, policies }) : [];
    });
  },
};

function keyOf({ rolePolicies }: ExaminedStack): string | undefined {
  const statements = [...rolePolicies.values()].flatMap((asked) => answered(asked)?.statements ?? []);
  return statements.map(({ statement }) => comparable(statement)).find(({ Sid = '' }) => KEY_SIDS.test(Sid))
    ?.Resource[0];
}

interface Compared {
  readonly used: UsedRole;
  readonly policies: RolePolicies;
  readonly names: Names;
  readonly hasKey: boolean;
  readonly written: readonly WrittenStatement[];
  readonly yardstick: Pick<Yardstick, 'isSure' | 'fix'>;
}

function unknownTemplate({ stackName }: ExaminedStack, problem: string): Finding {
  const text = `the template that the stack is deployed with is of no form that this version knows, so the roles were not compared: ${problem}`;
  return note(
    'template-unknown',
    text,
    `aws cloudformation get-template --stack-name ${shellWord(stackName)}`,
  );
}

function ofRole(examined: ExaminedStack, compared: Compared): readonly Finding[] {
  const { used, policies, names, hasKey, written, yardstick } = compared;
  const expected = used.users.flatMap((user) =>
    granted(user, isTrueFor(examined, user, hasKey), names, written),
  );
  const actual = policies.statements.map(({ policyName, statement }) => ({
    policyName,
    ...{ is: comparable(statement) },
  }));
  const gone = expected.filter((one) => !actual.some(({ is }) => isDeepStrictEqual(is, one)));
  const more = actual.filter(({ is }) => !expected.some((one) => isDeepStrictEqual(is, one)));
  const role = `the role ${policies.roleName} of ${used.of}`;
  const { fix } = yardstick;
  const say = yardstick.isSure ? wrong : note;
  const ofUs = new Set(expected.map(({ Sid }) => Sid));

  const changed = gone.flatMap((one) => {
    const instead = more.find(({ is }) => is.Sid !== undefined && is.Sid === one.Sid);
    return instead ? [`${one.Sid ?? ''} (${differences(one, instead.is)})`] : [];
  });
  const lacking = gone.filter(({ Sid }) => !more.some(({ is }) => is.Sid === Sid));
  const besides = more.filter(({ is }) => !gone.some(({ Sid }) => Sid !== undefined && Sid === is.Sid));
  return [
    ...(lacking.length === 0
      ? []
      : [say('role-lacks', `${role} lacks what it is deployed with: ${lacking.map(told).join('; ')}`, fix)]),
    ...(changed.length === 0
      ? []
      : [say('role-changed', `${role} is not as it is deployed: ${changed.join('; ')}`, fix)]),
    ...besides.map(({ policyName, is }) =>
      say(
        'role-holds-more',
        `${role} holds what it is not deployed with, in its policy ${policyName}: ${told(is)}`,
        actual.some((one) => one.policyName === policyName && ofUs.has(one.is.Sid))
          ? fix
          : `aws iam delete-role-policy --role-name ${shellWord(policies.roleName)} --policy-name ${shellWord(policyName)}`,
      ),
    ),
    ...policies.attachedArns.map((arn) =>
      say(
        'role-holds-more',
        `${role} holds what it is not deployed with: the policy ${arn} is attached to it`,
        `aws iam detach-role-policy --role-name ${shellWord(policies.roleName)} --policy-arn ${shellWord(arn)}`,
      ),
    ),
  ];
}

function isTrueFor(examined: ExaminedStack, user: RoleUser, hasKey: boolean) {
  const functions = functionsThere(examined);
  const own = functions.find((one) => one.own === user);
  const truths: Readonly<Record<Condition, boolean>> = {
    WithProbe: functions.some((one) => one.own === 'probe'),
    WithTracing: own?.isTraced ?? false,
    WithFunctionsInVpc: own?.isInVpc ?? false,
    WithKey: hasKey,
  };
  return (condition: Condition) => truths[condition];
}

function told({ Sid, Effect, Action }: Statement): string {
  const actions = `${Effect === 'Deny' ? 'denied ' : ''}${Action.join(', ')}`;
  return Sid === undefined ? actions : `${Sid} (${actions})`;
}

function differences(expected: Statement, actual: Statement): string {
  const without = expected.Action.filter((action) => !actual.Action.includes(action));
  const besides = actual.Action.filter((action) => !expected.Action.includes(action));
  const parts = [
    ...(without.length === 0 ? [] : [`without ${without.join(', ')}`]),
    ...(besides.length === 0 ? [] : [`with ${besides.join(', ')} besides`]),
    ...(isDeepStrictEqual(expected.Resource, actual.Resource) ? [] : [`on ${actual.Resource.join(', ')}`]),
    ...(isDeepStrictEqual(expected.Condition, actual.Condition) ? [] : ['under other conditions']),
    ...(expected.Effect === actual.Effect ? [] : [`as ${actual.Effect}`]),
  ];
  return parts.join(', ') || 'with other members';
}
