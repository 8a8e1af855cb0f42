// The roles of a template against what is asked of them (demands.ts): each finding is a sentence, and none is as it
// should be. Too little, too much, and too far.
import { ACCOUNT_ID, REGION } from '../../../lib/emulator/aws-names.ts';
import type { Template } from '../package-project-fixture.ts';
import { resourcesOfType } from '../package-project-fixture.ts';
import type { IamRequest } from '../recorded/iam-request.ts';
import type { PolicyStatement } from '../recorded/role-policy.ts';
import { isAllowed, ownPolicyOfRole, policyOfRole } from '../recorded/role-policy.ts';
import type { ReachedActions, RoleUser } from './demands.ts';
import { roleUsers, VPC_ACTIONS } from './demands.ts';
import { neighboursOf } from './neighbours.ts';

export async function auditRoles(template: Template, reached: ReachedActions): Promise<readonly string[]> {
  const users = roleUsers(template, reached);
  const findings = await Promise.all(users.map((user) => auditRole(user, template)));
  return [...strangers(template, users), ...findings.flat()];
}

async function auditRole(user: RoleUser, template: Template): Promise<readonly string[]> {
  const { name, role, requests, atCreation } = user;
  const statements = policyOfRole(template, role);
  const needed = new Set(requests.map(({ action }) => action));
  const held = statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action);
  const findings = [...new Set(held)]
    .filter((action) => !needed.has(action))
    .map((action) => `${name} holds ${action} and needs it for nothing`);
  for (const request of requests) {
    const about = statements.filter(({ Action }) =>
      Action.some((one) => one === request.action || /[*?]/.test(one)),
    );
    if (!(await answer(about, request))) {
      findings.push(`${name} is denied ${say(request)}`);
      continue; // what is beside it is denied as well
    }
    for (const other of neighboursOf(request, template, requests))
      if (await answer(about, other)) findings.push(`${name} is allowed ${say(other)}`);
  }
  const own = ownPolicyOfRole(template, role);
  for (const request of atCreation)
    if ((await answer(statements, request)) && !(await answer(own, request)))
      findings.push(`${name} is allowed ${say(request)} by a policy that may come after the function`);
  return [...findings, ...(await notFromTheCode(user, statements, template))];
}

/** Asked once: from one template to the next, most roles stay as they are. */
const answers = new Map<string, Promise<boolean>>();

function answer(statements: readonly PolicyStatement[], request: IamRequest): Promise<boolean> {
  const question = JSON.stringify([statements, request]);
  const known = answers.get(question) ?? isAllowed(statements, request);
  answers.set(question, known);
  return known;
}

function say({ action, resource, context }: IamRequest): string {
  return `${action} on ${resource}${Object.keys(context).length > 0 ? ` with ${JSON.stringify(context)}` : ''}`;
}

/** What Lambda needs for the VPC is denied to the function's own code, by the key that says who asks. */
async function notFromTheCode(
  { name, requests }: RoleUser,
  statements: readonly PolicyStatement[],
  template: Template,
): Promise<readonly string[]> {
  if (!requests.some(({ action }) => VPC_ACTIONS.includes(action))) return [];
  const [, resource] =
    resourcesOfType(template, 'AWS::Lambda::Function').find(([, { Properties }]) =>
      String(Properties['FunctionName']).endsWith(`-${name}`),
    ) ?? [];
  const self = `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${String(resource?.Properties['FunctionName'])}`;
  const findings: string[] = [];
  for (const action of VPC_ACTIONS) {
    const request = { action, resource: '*', context: { 'lambda:SourceFunctionArn': self } };
    if (await answer(statements, request)) findings.push(`${name} is allowed ${action} from its own code`);
  }
  return findings;
}

/** Roles of nobody, roles of two, and policies that cannot be read here. */
function strangers(template: Template, users: readonly RoleUser[]): readonly string[] {
  const used = users.map(({ role }) => role);
  return resourcesOfType(template, 'AWS::IAM::Role').flatMap(([role, { Properties }]) => [
    ...(used.includes(role) ? [] : [`${role} is the role of nobody`]),
    ...(used.indexOf(role) === used.lastIndexOf(role) ? [] : [`${role} is the role of several`]),
    ...(Properties['ManagedPolicyArns'] === undefined ? [] : [`${role} holds a managed policy`]),
  ]);
}
