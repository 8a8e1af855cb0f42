// `doctor --stack` on permissions boundaries, each fault made by IAM's own calls.
import {
  CreatePolicyCommand,
  DeleteRolePermissionsBoundaryCommand,
  PutRolePermissionsBoundaryCommand,
} from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { SCHEDULER_ROLE } from '../../../lib/emulator/stack/stack-roles.ts';
import { STACK_FUNCTIONS } from '../../../lib/operate/stack/expected-stack.ts';
import { aDeployedStack, STACK, type StackOperator } from './a-stack.ts';

async function rolesOf({ aws }: StackOperator): Promise<Readonly<Record<string, string>>> {
  const roles = await Promise.all(
    STACK_FUNCTIONS.map(async (own) => {
      const FunctionName = `${STACK}-${own}`;
      const { Role } = await aws.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
      return [own, Role?.split('/').at(-1) ?? ''] as const;
    }),
  );
  return { ...Object.fromEntries(roles), schedules: SCHEDULER_ROLE };
}

/** A policy of that name which bounds these roles. */
async function bound(
  { aws }: StackOperator,
  name: string,
  statements: readonly object[],
  roles: readonly string[],
) {
  const { Policy } = await aws.iam.send(
    new CreatePolicyCommand({ PolicyName: name, PolicyDocument: JSON.stringify({ Statement: statements }) }),
  );
  for (const RoleName of roles)
    await aws.iam.send(
      new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: Policy?.Arn ?? '' }),
    );
  return Policy?.Arn ?? '';
}

const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };

describe('spillway doctor --stack, of boundaries', () => {
  it('finds nothing wrong with one that leaves nothing out, and says which calls one does leave out', async () => {
    const stack = await aDeployedStack();
    const roles = await rolesOf(stack);
    const regions = { StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' } };
    const all = Object.values(roles);
    await bound(
      stack,
      'wide',
      [EVERYTHING, { Effect: 'Deny', Action: '*', Resource: '*', Condition: regions }],
      all,
    );
    expect(await stack.findings()).toEqual([]);
    const narrow = await bound(
      stack,
      'narrow',
      [EVERYTHING, { Effect: 'Deny', Action: ['kinesis:*', 'autoscaling:Terminate*'], Resource: '*' }],
      all,
    );
    const left = (own: string, actions: string) => ({
      severity: 'wrong',
      code: 'boundary-leaves-out',
      text: `the role ${roles[own] ?? ''} of ${STACK}-${own} is refused what its policies allow, since its permissions boundary ${narrow} leaves it out: ${actions}`,
      fix: `aws iam get-policy-version --policy-arn ${narrow} --version-id v1 # then allow these calls there, or deploy with another permissionsBoundaryArn`,
    });
    const ending = 'autoscaling:TerminateInstanceInAutoScalingGroup';
    const streams =
      'kinesis:DescribeStreamSummary, kinesis:ListShards, kinesis:ListStreamConsumers, kinesis:ListTagsForStream, kinesis:UpdateShardCount';
    expect(await stack.checked('boundaries')).toEqual([
      left('on-alarm', `${ending}, ${streams}`),
      left('on-schedule', ending),
      left('on-lifecycle', ending),
      left('on-tick', `${ending}, ${streams}`),
    ]);
  });

  it('says where one role is bounded otherwise than the others', async () => {
    const stack = await aDeployedStack();
    const roles = await rolesOf(stack);
    const arn = await bound(stack, 'wide', [EVERYTHING], Object.values(roles));
    const RoleName = roles['on-tick'];
    await stack.aws.iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
    const others = Object.entries(roles).flatMap(([own, name]) => (own === 'on-tick' ? [] : [name]));
    expect(await stack.findings()).toEqual([
      `wrong boundaries-differ: the roles have several permissions boundaries, and are deployed with one or none: ${others.join(', ')} have ${arn}; ${RoleName ?? ''} has none`,
    ]);
  });
});
