// What a role allows: its inline policies, statement by statement, and what is attached to it.
import {
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  type IAMClient,
} from '@aws-sdk/client-iam';
import { PortError } from '../../core/errors.ts';
import type { RolePolicies } from '../../ports/deployed-stack.ts';
import type { AwsCalls } from '../aws-calls.ts';
import { encodedStatements } from './policy-statements.ts';
import { unlessAbsent } from './unless-absent.ts';

/** The last part of the ARN: a role's path stands before it. */
export function roleNameOf(roleArn: string): string {
  return roleArn.split('/').at(-1) ?? roleArn;
}

/**
 * `undefined` if there is no such role. A page holds a hundred policies, and the stack's roles have two: more than a page is an
 * error, never a short list.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html
 */
export async function readRolePolicies(
  iam: Pick<IAMClient, 'send'>,
  calls: Pick<AwsCalls, 'read'>,
  roleArn: string,
): Promise<RolePolicies | undefined> {
  const role = { RoleName: roleNameOf(roleArn) };
  const list = new ListRolePoliciesCommand(role);
  const listAttached = new ListAttachedRolePoliciesCommand(role);
  const inline = await unlessAbsent(calls.read('iam:ListRolePolicies', (options) => iam.send(list, options)));
  const attached = await unlessAbsent(
    calls.read('iam:ListAttachedRolePolicies', (options) => iam.send(listAttached, options)),
  );
  if (!inline || !attached) return undefined;
  if (inline.IsTruncated || attached.IsTruncated)
    throw new PortError(
      'iam:ListRolePolicies',
      'TooManyPages',
      `${role.RoleName} has more policies than a page`,
    );
  const statements: RolePolicies['statements'][number][] = [];
  for (const policyName of inline.PolicyNames ?? []) {
    const get = new GetRolePolicyCommand({ ...role, PolicyName: policyName });
    const answer = await unlessAbsent(calls.read('iam:GetRolePolicy', (options) => iam.send(get, options)));
    const document = encodedStatements(answer?.PolicyDocument, 'iam:GetRolePolicy', policyName);
    for (const statement of document) statements.push({ policyName, statement });
  }
  return {
    roleName: role.RoleName,
    statements,
    attachedArns: (attached.AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []),
  };
}
