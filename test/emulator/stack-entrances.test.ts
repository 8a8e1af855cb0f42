// Who is let in to the stack's functions and topics, and what bounds its roles, on the wire: as AWS answers, refusals included.
import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import {
  CreatePolicyCommand,
  DeletePolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
} from '@aws-sdk/client-iam';
import { AddPermissionCommand, GetPolicyCommand, RemovePermissionCommand } from '@aws-sdk/client-lambda';
import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { expect, it, onTestFinished } from 'vitest';
import { alarmTopicArn, notificationTopicArn } from '../../lib/emulator/stack/topics.ts';
import { clientSettings, refusalOf, startLocalAws } from './local-aws.ts';

const STACK = 'spillway-test';
const TEMPLATE = '{"Resources":{}}';

async function startStack() {
  const functions = { onTick: () => Promise.resolve(), onAlarm: () => Promise.resolve() };
  const aws = await startLocalAws({
    stack: { name: STACK, version: '1.2.3', template: TEMPLATE },
    functions,
  });
  const settings = clientSettings(aws.emulator.endpoint);
  const clients = {
    iam: new IAMClient(settings),
    sns: new SNSClient(settings),
    cloudFormation: new CloudFormationClient(settings),
  };
  onTestFinished(() => {
    for (const client of Object.values(clients)) client.destroy();
  });
  return { lambda: aws.lambda, ...clients };
}

const onAlarm = { FunctionName: `${STACK}-on-alarm` };
const permission = {
  StatementId: 'mine',
  Action: 'lambda:InvokeFunction',
  Principal: 'events.amazonaws.com',
};

it('a function’s policy is as Lambda writes it; one of which nothing is left is not there', async () => {
  const { lambda } = await startStack();
  const { Statement = '' } = await lambda.send(
    new AddPermissionCommand({ ...onAlarm, ...permission, SourceArn: 'arn:aws:events:us-east-1:1:rule/x' }),
  );
  expect(JSON.parse(Statement)).toMatchObject({
    Principal: { Service: 'events.amazonaws.com' },
    Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:events:us-east-1:1:rule/x' } },
  });
  const { Policy = '' } = await lambda.send(new GetPolicyCommand(onAlarm));
  const { Statement: all } = JSON.parse(Policy) as {
    readonly Statement: readonly { readonly Sid: string }[];
  };
  expect(all.map(({ Sid }) => Sid)).toEqual([
    'AlarmRuleMayInvoke',
    'AlarmTopicMayInvoke',
    'AlarmsMayInvoke',
    'mine',
  ]);
  const twice = lambda.send(new AddPermissionCommand({ ...onAlarm, ...permission }));
  expect((await refusalOf(twice)).name).toBe('ResourceConflictException');
  for (const { Sid } of all) await lambda.send(new RemovePermissionCommand({ ...onAlarm, StatementId: Sid }));
  for (const gone of [
    lambda.send(new GetPolicyCommand(onAlarm)),
    lambda.send(new RemovePermissionCommand({ ...onAlarm, StatementId: 'mine' })),
    lambda.send(new GetPolicyCommand({ FunctionName: `${STACK}-probe` })),
  ])
    expect((await refusalOf(gone)).name).toBe('ResourceNotFoundException');
});

it('a topic counts who has confirmed, and one that is not there is not found', async () => {
  const { sns } = await startStack();
  const TopicArn = notificationTopicArn(STACK);
  const asked = await sns.send(
    new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'night@example.com' }),
  );
  expect(asked.SubscriptionArn).toBe('pending confirmation');
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  expect(Attributes).toMatchObject({ TopicArn, SubscriptionsConfirmed: '1', SubscriptionsPending: '1' });
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  expect(Subscriptions.map(({ SubscriptionArn = '' }) => SubscriptionArn.startsWith(TopicArn))).toEqual([
    true,
    false,
  ]);
  const policy = { TopicArn, AttributeName: 'Policy', AttributeValue: 'no JSON' };
  const malformed = await refusalOf(sns.send(new SetTopicAttributesCommand(policy)));
  expect(malformed.name).toBe('InvalidParameterException');
  const absent = sns.send(new GetTopicAttributesCommand({ TopicArn: `${TopicArn}-2` }));
  expect((await refusalOf(absent)).name).toBe('NotFoundException');
});

it('a subscription keeps what it cannot hand over where its redrive policy says; one that is not there is refused', async () => {
  const { sns } = await startStack();
  const TopicArn = alarmTopicArn(STACK);
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  const [{ SubscriptionArn } = {}] = Subscriptions;
  const read = () => sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  const write = (AttributeValue: string, of = SubscriptionArn) =>
    sns.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn: of,
        AttributeName: 'RedrivePolicy',
        AttributeValue,
      }),
    );
  const queue = `arn:aws:sqs:us-east-1:123456789012:${STACK}-DeadLetters`;
  expect((await read()).Attributes).toMatchObject({
    TopicArn,
    Protocol: 'lambda',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queue }),
  });
  await write('');
  expect((await read()).Attributes).not.toHaveProperty('RedrivePolicy');
  expect((await refusalOf(write('none'))).name).toBe('InvalidParameterException');
  expect((await refusalOf(write('', `${TopicArn}:none`))).name).toBe('NotFoundException');
});

it('a boundary has to be there, and stays while it bounds a role', async () => {
  const { iam } = await startStack();
  const RoleName = `${STACK}-on-tick-role`;
  const given = { PolicyName: 'bound', PolicyDocument: '{"Statement":[]}' };
  const arn = 'arn:aws:iam::123456789012:policy/bound';
  const bind = () => iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: arn }));
  expect((await refusalOf(bind())).name).toBe('NoSuchEntityException');
  expect((await iam.send(new CreatePolicyCommand(given))).Policy).toMatchObject({
    Arn: arn,
    DefaultVersionId: 'v1',
  });
  expect((await refusalOf(iam.send(new CreatePolicyCommand(given)))).name).toBe(
    'EntityAlreadyExistsException',
  );
  await bind();
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  expect(Role?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(arn);
  const read = await iam.send(new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: 'v1' }));
  expect(decodeURIComponent(read.PolicyVersion?.Document ?? '')).toBe(given.PolicyDocument);
  const bound = await refusalOf(iam.send(new DeletePolicyCommand({ PolicyArn: arn })));
  expect(bound.name).toBe('DeleteConflictException');
});

it('CloudFormation has the template of the stack, and of no other', async () => {
  const { cloudFormation } = await startStack();
  const get = (StackName: string) => cloudFormation.send(new GetTemplateCommand({ StackName }));
  expect((await get(STACK)).TemplateBody).toBe(TEMPLATE);
  const other = await refusalOf(get('other'));
  expect(other).toMatchObject({ name: 'ValidationError', message: 'Stack with id other does not exist' });
});
