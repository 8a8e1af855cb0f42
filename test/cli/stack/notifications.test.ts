// `doctor --stack` on the topics: whether anybody is told when an alarm rings. Each fault is made by SNS's own calls.
import {
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  ConfirmSubscriptionCommand,
  DeleteTopicCommand,
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { alarmTopicArn, notificationTopicArn } from '../../../lib/emulator/stack/topics.ts';
import { TELLING_ALARMS } from '../../../lib/operate/stack/expected-stack.ts';
import { aDeployedStack, STACK, type StackOperator } from './a-stack.ts';

const TELLING = notificationTopicArn(STACK);
const WAKING = alarmTopicArn(STACK);

async function unsubscribeAll({ aws }: StackOperator, TopicArn: string) {
  const { Subscriptions = [] } = await aws.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  for (const { SubscriptionArn } of Subscriptions)
    await aws.sns.send(new UnsubscribeCommand({ SubscriptionArn }));
}

const set = ({ aws }: StackOperator, TopicArn: string, AttributeName: string, AttributeValue: string) =>
  aws.sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));

const nobody = 'nobody is told when an alarm rings';

describe('spillway doctor --stack, of notifications', () => {
  it('says that nobody is told where nobody is subscribed, or nobody has confirmed', async () => {
    const stack = await aDeployedStack();
    await unsubscribeAll(stack, TELLING);
    expect(await stack.checked('notifications')).toEqual([
      {
        severity: 'wrong',
        code: 'nobody-told',
        text: `${nobody}: the topic ${TELLING} has no subscription`,
        fix: `aws sns subscribe --topic-arn ${TELLING} --protocol email --notification-endpoint <address> # and confirm what comes there`,
      },
    ]);
    const first = { TopicArn: TELLING, Protocol: 'email', Endpoint: 'night@example.com' };
    await stack.aws.sns.send(new SubscribeCommand(first));
    expect(await stack.findings()).toEqual([
      `wrong nobody-told: ${nobody}: the topic ${TELLING} has no subscription that was confirmed; asked, and silent so far: night@example.com`,
    ]);
    await stack.aws.sns.send(new ConfirmSubscriptionCommand({ TopicArn: TELLING, Token: first.Endpoint }));
    expect(await stack.findings()).toEqual([]);
    await stack.aws.sns.send(new SubscribeCommand({ ...first, Endpoint: 'day@example.com' }));
    expect(await stack.findings()).toEqual([
      `note subscription-unconfirmed: not told when an alarm rings, since what was sent there was not confirmed: day@example.com (topic ${TELLING})`,
    ]);
  });

  it('says of a topic that alarms cannot write to it: by its policy, its key, or since it is gone', async () => {
    const stack = await aDeployedStack();
    await set(stack, TELLING, 'Policy', JSON.stringify({ Statement: [] }));
    await set(stack, TELLING, 'KmsMasterKeyId', 'alias/aws/sns');
    expect(await stack.findings()).toEqual([
      `wrong topic-shut: ${nobody}: the topic ${TELLING} does not let alarms publish to it`,
      `wrong topic-key: ${nobody}: the topic ${TELLING} is encrypted with alias/aws/sns, with which alarms cannot write`,
    ]);
    // The policy that SNS gives a topic by itself, and a key of the account's own.
    const statement = {
      ...{ Effect: 'Allow', Principal: { AWS: '*' }, Action: ['SNS:Publish'], Resource: TELLING },
      Condition: { StringEquals: { 'AWS:SourceOwner': '123456789012' } },
    };
    await set(stack, TELLING, 'Policy', JSON.stringify({ Statement: statement }));
    await set(stack, TELLING, 'KmsMasterKeyId', 'alias/ours');
    expect(await stack.findings()).toEqual([]);
    await stack.aws.sns.send(new DeleteTopicCommand({ TopicArn: TELLING }));
    expect(await stack.findings()).toEqual([
      `wrong topic-missing: ${nobody}: the topic ${TELLING}, which the alarms tell, is not there`,
    ]);
  });

  it('says of the topic for alarms of the account’s own that it calls no function', async () => {
    const stack = await aDeployedStack();
    await unsubscribeAll(stack, WAKING);
    await set(stack, WAKING, 'Policy', JSON.stringify({ Statement: [] }));
    const wakesNobody = "alarms of yours that publish to the stack's topic wake nobody";
    expect(await stack.findings()).toEqual([
      `wrong topic-shut: ${wakesNobody}: the topic ${WAKING} does not let alarms publish to it`,
      `wrong topic-unsubscribed: ${wakesNobody}: the topic ${WAKING} does not call the function ${STACK}-on-alarm`,
    ]);
    await stack.aws.sns.send(new DeleteTopicCommand({ TopicArn: WAKING }));
    expect(await stack.findings()).toEqual([
      `wrong topic-missing: ${wakesNobody}: the topic ${WAKING} is not there`,
    ]);
  });

  it('says which alarm reached nobody when it rang, whatever was in the way, until it rings and does', async () => {
    const stack = await aDeployedStack();
    const AlarmName = 'spillway-dead-letters';
    const ring = () =>
      stack.aws.cloudWatch.send(
        new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'by hand' }),
      );
    await set(stack, TELLING, 'KmsMasterKeyId', 'alias/aws/sns');
    const rangAt = new Date(stack.world.clock.nowMs()).toISOString();
    await ring();
    await set(stack, TELLING, 'KmsMasterKeyId', 'alias/ours');
    await stack.pass(10);
    expect(await stack.checked('alarms')).toEqual([
      {
        severity: 'wrong',
        code: 'alarm-untold',
        text: `when the alarm ${AlarmName} rang at ${rangAt}, it did not reach ${TELLING}: CloudWatch Alarms does not have authorization to access the SNS topic encryption key`,
        fix: `aws cloudwatch set-alarm-state --alarm-name ${AlarmName} --state-value ALARM --state-reason 'does it reach us?' # once policy and key let alarms in: docs/deploy.md, "A topic of yours"`,
      },
    ]);
    await ring();
    await stack.pass(10);
    expect(await stack.findings()).toEqual([]);
  });

  it('says what becomes of an alarm that the topic cannot hand to its function', async () => {
    const stack = await aDeployedStack();
    const { Subscriptions = [] } = await stack.aws.sns.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: WAKING }),
    );
    const [{ SubscriptionArn = '' } = {}] = Subscriptions;
    const redrive = (AttributeValue: string) =>
      stack.aws.sns.send(
        new SetSubscriptionAttributesCommand({
          SubscriptionArn,
          AttributeName: 'RedrivePolicy',
          AttributeValue,
        }),
      );
    const queue = `arn:aws:sqs:us-east-1:123456789012:${STACK}-DeadLetters`;
    await redrive('');
    expect(await stack.checked('notifications')).toEqual([
      {
        severity: 'wrong',
        code: 'topic-without-dead-letters',
        text: `what the topic ${WAKING} cannot hand to the function ${STACK}-on-alarm is lost: it has no queue for it`,
        fix: `aws sns set-subscription-attributes --subscription-arn ${SubscriptionArn} --attribute-name RedrivePolicy --attribute-value '{"deadLetterTargetArn":"${queue}"}'`,
      },
    ]);
    const other = 'arn:aws:sqs:us-east-1:123456789012:mine';
    await redrive(JSON.stringify({ deadLetterTargetArn: other }));
    expect(await stack.findings()).toEqual([
      `wrong topic-other-dead-letters: what the topic ${WAKING} cannot hand to the function ${STACK}-on-alarm goes to ${other}, where no alarm of the stack sees it`,
    ]);
    await redrive(JSON.stringify({ deadLetterTargetArn: queue }));
    expect(await stack.findings()).toEqual([]);
  });

  it('leaves a topic of another account to that account, and asks nothing of it', async () => {
    const stack = await aDeployedStack();
    const elsewhere = 'arn:aws:sns:us-east-1:210987654321:central';
    const { MetricAlarms = [] } = await stack.aws.cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [...TELLING_ALARMS, 'spillway-errors-probe'] }),
    );
    for (const { AlarmArn: _, ...alarm } of MetricAlarms)
      await stack.aws.cloudWatch.send(
        new PutMetricAlarmCommand({
          ...alarm,
          AlarmName: alarm.AlarmName ?? '',
          EvaluationPeriods: alarm.EvaluationPeriods ?? 1,
          ComparisonOperator: alarm.ComparisonOperator ?? 'GreaterThanThreshold',
          AlarmActions: [elsewhere],
        }),
      );
    stack.emulator.resetCalls();
    expect(await stack.findings()).toEqual([
      `note topic-elsewhere: the alarms tell the topic ${elsewhere} of another account: whether it lets them in, and who is told, is not to be seen from here`,
    ]);
    const asked = stack.emulator.calls().filter(({ service }) => service === 'sns');
    expect(asked.map(({ action }) => action)).toEqual([
      'GetTopicAttributes',
      'ListSubscriptionsByTopic',
      'GetSubscriptionAttributes',
    ]);
  });
});
