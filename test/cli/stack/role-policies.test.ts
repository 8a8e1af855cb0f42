// `doctor --stack` on what the roles allow, each fault made by IAM's own calls.
import {
  AttachRolePolicyCommand,
  DeleteRolePolicyCommand,
  GetRolePolicyCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { thisBuild, VERSION } from '../../../cli/version.ts';
import { SCHEDULER_ROLE } from '../../../lib/emulator/stack/stack-roles.ts';
import type { Diagnosis } from '../../../lib/operate/doctor/diagnose.ts';
import { deployedStack } from '../../../cli/local/deployed-stack.ts';
import { aDeployedStack, STACK, type StackOperator } from './a-stack.ts';
import { deployedTemplate } from './deployed-template.ts';

interface Statement {
  readonly Sid: string;
  readonly Action: readonly string[];
}

async function roleOf({ aws }: StackOperator, own: string): Promise<string> {
  const FunctionName = `${STACK}-${own}`;
  const { Role } = await aws.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  return Role?.split('/').at(-1) ?? '';
}

/** Writes an inline policy again, its statements changed. */
async function edit(
  { aws }: StackOperator,
  { RoleName, PolicyName }: { readonly RoleName: string; readonly PolicyName: string },
  change: (statements: readonly Statement[]) => readonly object[],
) {
  const { PolicyDocument = '' } = await aws.iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
  const document = JSON.parse(decodeURIComponent(PolicyDocument)) as {
    readonly Statement: readonly Statement[];
  };
  const changed = JSON.stringify({ ...document, Statement: change(document.Statement) });
  await aws.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: changed }));
}

async function found(stack: StackOperator) {
  const { text } = await stack.run('doctor --stack --json');
  const [diagnosis] = JSON.parse(text) as readonly Diagnosis[];
  return diagnosis?.checks.find(({ title }) => title === 'policies')?.findings ?? [];
}

const PUT_BACK = expect.stringMatching(
  new RegExp(`^aws cloudformation create-change-set --stack-name ${STACK} .*--deployment-mode REVERT_DRIFT `),
) as string;

describe('spillway doctor --stack, of policies', () => {
  it('says which statements a role lacks, and which are not as they are deployed', async () => {
    const stack = await aDeployedStack();
    const RoleName = await roleOf(stack, 'on-tick');
    await edit(stack, { RoleName, PolicyName: 'cycle' }, (statements) =>
      statements
        .filter(({ Sid }) => Sid !== 'FindTargets')
        .map((one) => {
          if (one.Sid === 'Observe')
            return {
              ...one,
              Action: [
                ...one.Action.filter((action) => action !== 'ec2:DescribeInstances'),
                'ec2:DescribeVpcs',
              ],
            };
          // Every group, where the tag bounds it.
          return one.Sid === 'ChangeManagedGroups' ? { ...one, Resource: '*', Condition: undefined } : one;
        }),
    );
    expect(await found(stack)).toEqual([
      {
        severity: 'wrong',
        code: 'role-lacks',
        text: `the role ${RoleName} of ${STACK}-on-tick lacks what it is deployed with: FindTargets (autoscaling:DescribeTags, tag:GetResources)`,
        fix: PUT_BACK,
      },
      {
        severity: 'wrong',
        code: 'role-changed',
        text: `the role ${RoleName} of ${STACK}-on-tick is not as it is deployed: Observe (without ec2:DescribeInstances, with ec2:DescribeVpcs besides); ChangeManagedGroups (on *, under other conditions)`,
        fix: PUT_BACK,
      },
    ]);
    expect((await stack.run('doctor --stack')).exitStatus).toBe(1);
  });

  it('says what a role holds besides, in whichever policy, with the command that takes it away', async () => {
    const stack = await aDeployedStack();
    const RoleName = await roleOf(stack, 'discover');
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    await stack.aws.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    const PolicyDocument = JSON.stringify({
      Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' },
    });
    await stack.aws.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'by-hand', PolicyDocument }));
    await edit(stack, { RoleName, PolicyName: 'discover' }, (statements) => [
      ...statements,
      { Sid: 'More', Effect: 'Allow', Action: 'ec2:DescribeInstances', Resource: '*' },
    ]);
    const role = `the role ${RoleName} of ${STACK}-discover holds what it is not deployed with`;
    const more = { severity: 'wrong', code: 'role-holds-more' };
    expect(await found(stack)).toEqual([
      { ...more, text: `${role}, in its policy discover: More (ec2:DescribeInstances)`, fix: PUT_BACK },
      {
        ...more,
        text: `${role}, in its policy by-hand: s3:GetObject`,
        fix: `aws iam delete-role-policy --role-name ${RoleName} --policy-name by-hand`,
      },
      {
        ...more,
        text: `${role}: the policy ${PolicyArn} is attached to it`,
        fix: `aws iam detach-role-policy --role-name ${RoleName} --policy-arn ${PolicyArn}`,
      },
    ]);
  });

  it('looks at the schedules’ role, and at what is allowed with the probe alone', async () => {
    const stack = await aDeployedStack();
    await edit(stack, { RoleName: SCHEDULER_ROLE, PolicyName: 'schedules' }, (statements) =>
      statements.filter(({ Sid }) => Sid !== 'Invoke'),
    );
    const RoleName = await roleOf(stack, 'on-alarm');
    await stack.aws.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'probe' }));
    expect((await found(stack)).map(({ text }) => text)).toEqual([
      `the role ${RoleName} of ${STACK}-on-alarm lacks what it is deployed with: Probe (lambda:InvokeFunction); ProbeSecrets (secretsmanager:DescribeSecret, secretsmanager:GetSecretValue)`,
      `the role ${SCHEDULER_ROLE} of the schedules lacks what it is deployed with: Invoke (lambda:InvokeFunction)`,
    ]);
  });

  it('expects the statements of a key of the account in every role, once one has them', async () => {
    const stack = await aDeployedStack();
    const key = 'arn:aws:kms:us-east-1:123456789012:key/1';
    const RoleName = await roleOf(stack, 'discover');
    await edit(stack, { RoleName, PolicyName: 'discover' }, (statements) => [
      ...statements,
      { Sid: 'KeyOfItems', Effect: 'Allow', Action: 'kms:Decrypt', Resource: key },
    ]);
    const texts = (await found(stack)).map(({ text }) => text);
    expect(texts).toContainEqual(
      expect.stringMatching(/discover is not as it is deployed: KeyOfItems \(without kms:DescribeKey, /),
    );
    for (const own of ['on-alarm', 'on-schedule', 'on-lifecycle', 'on-tick'])
      expect(texts).toContainEqual(
        expect.stringMatching(new RegExp(`${STACK}-${own} lacks .*KeyOfItems \\(.*KeyOfDeadLetters \\(`)),
      );
  });

  it('compares a stack of another build with the template that it was deployed with', async () => {
    // In that build discover had no log of its own, and what is deployed has one.
    const template = deployedTemplate(
      (user, { statement }) => user !== 'discover' || (statement as Statement).Sid !== 'Log',
    );
    const stack = await aDeployedStack({
      stack: { ...deployedStack(STACK), build: 'aaaaaaaaaaaa', template },
    });
    const discover = await roleOf(stack, 'discover');
    const onTick = await roleOf(stack, 'on-tick');
    await edit(stack, { RoleName: onTick, PolicyName: 'cycle' }, (statements) =>
      statements.filter(({ Sid }) => Sid !== 'FindTargets'),
    );
    expect(await found(stack)).toEqual([
      {
        severity: 'wrong',
        code: 'role-lacks',
        text: `the role ${onTick} of ${STACK}-on-tick lacks what it is deployed with: FindTargets (autoscaling:DescribeTags, tag:GetResources)`,
        fix: PUT_BACK,
      },
      {
        severity: 'wrong',
        code: 'role-holds-more',
        text: `the role ${discover} of ${STACK}-discover holds what it is not deployed with, in its policy discover: Log (logs:CreateLogStream, logs:PutLogEvents)`,
        fix: PUT_BACK,
      },
    ]);
    // Rules and entrances are compared with it as well, and are as it says.
    expect((await stack.findings()).map((one) => one.split(':')[0])).toEqual([
      'note other-build',
      'wrong role-lacks',
      'wrong role-holds-more',
    ]);
  });

  it('says that a template is of no form that it knows, and compares nothing with it', async () => {
    const template = JSON.stringify({
      Resources: { OnTickRole: { Type: 'AWS::IAM::Role', Properties: {} } },
    });
    const stack = await aDeployedStack({
      stack: { ...deployedStack(STACK), build: 'aaaaaaaaaaaa', template },
    });
    expect(await found(stack)).toMatchObject([{ severity: 'note', code: 'template-unknown' }]);
  });

  it('says nothing of policies where a function is of another version: what that gives is not known', async () => {
    const stack = await aDeployedStack();
    const RoleName = await roleOf(stack, 'on-tick');
    await stack.aws.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'cycle' }));
    const say = (variables: Readonly<Record<string, string>>) =>
      stack.aws.lambda.send(
        new UpdateFunctionConfigurationCommand({
          FunctionName: `${STACK}-discover`,
          Environment: { Variables: variables },
        }),
      );
    await say({ SPILLWAY_VERSION: '0.0.9' });
    expect(await found(stack)).toEqual([]);
    await say({ SPILLWAY_VERSION: VERSION, SPILLWAY_BUILD: thisBuild() });
    expect(await found(stack)).toMatchObject([{ severity: 'wrong', code: 'role-lacks', fix: PUT_BACK }]);
    // Another build may give other statements: there it is no more than worth a look, and a deployment puts it right.
    await say({ SPILLWAY_VERSION: VERSION, SPILLWAY_BUILD: 'aaaaaaaaaaaa' });
    expect(await found(stack)).toMatchObject([
      { severity: 'note', code: 'role-lacks', fix: expect.stringContaining('npm run deploy') as string },
    ]);
  });
});
