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
    for (const statement of statementsOf(policyName, answer?.PolicyDocument))
      statements.push({ policyName, statement });
  }
  return {
    roleName: role.RoleName,
    statements,
    attachedArns: (attached.AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []),
  };
}

/** IAM hands documents out URL-encoded; a single statement may stand there without a list. */
function statementsOf(policyName: string, encoded: string | undefined): readonly unknown[] {
  if (encoded === undefined) return [];
  try {
    const { Statement } = JSON.parse(decodeURIComponent(encoded)) as { readonly Statement?: unknown };
    return [Statement ?? []].flat();
  } catch (cause) {
    throw new PortError('iam:GetRolePolicy', 'BadPolicy', `the document of ${policyName} is no JSON`, {
      cause,
    });
  }
}
