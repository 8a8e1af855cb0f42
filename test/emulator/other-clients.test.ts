// What other clients than ours ask, the AWS CLI and boto3 among them: members of requests that ours never send, answered as AWS does.
import { DescribeTagsCommand, SuspendProcessesCommand } from '@aws-sdk/client-auto-scaling';
import {
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  GetMetricDataCommand,
  ListMetricsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { GetFunctionConfigurationCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import { ListSchedulesCommand, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { clientSettings, refusalOf, START_MS, startLocalAws } from './local-aws.ts';

const STACK = 'spillway-test';

function startStack() {
  return startLocalAws({
    groups: [{ name: 'rdb', minSize: 1, maxSize: 5, desiredCapacity: 2, readyNodeCount: 2 }],
    stack: { name: STACK, version: '1.2.3' },
    tick: 'rate(1 minute)',
    functions: { onTick: () => Promise.resolve('ticked') },
  });
}

describe('EC2', () => {
  it('only says that it would, where a call is a dry run', async () => {
    const { world, ec2 } = await startStack();
    const [{ instanceId = '' } = {}] = world.ec2.list();
    const InstanceIds = [instanceId];
    for (const trying of [
      ec2.send(new TerminateInstancesCommand({ InstanceIds, DryRun: true })),
      ec2.send(new StopInstancesCommand({ InstanceIds, DryRun: true })),
      ec2.send(new DescribeInstancesCommand({ DryRun: true })),
    ])
      expect(await refusalOf(trying)).toMatchObject({
        name: 'DryRunOperation',
        $metadata: { httpStatusCode: 412 },
      });
    const unknown = new TerminateInstancesCommand({ InstanceIds: ['i-0123456789abcdef0'], DryRun: true });
    expect((await refusalOf(ec2.send(unknown))).name).toBe('InvalidInstanceID.NotFound');
    expect([...world.ec2.list()].map(({ state }) => state)).toEqual(['running', 'running']);
  });

  it('finds instances by patterns, addresses, types and zones', async () => {
    const { ec2 } = await startStack();
    const all = (await ec2.send(new DescribeInstancesCommand({}))).Reservations ?? [];
    const [{ PrivateIpAddress: address = '', InstanceType: type = '' } = {}] = all[0]?.Instances ?? [];
    const countBy = async (Name: string, ...Values: string[]) => {
      const found = await ec2.send(new DescribeInstancesCommand({ Filters: [{ Name, Values }] }));
      return found.Reservations?.length;
    };
    const group = 'tag:aws:autoscaling:groupName';
    expect(
      await Promise.all(['r?b', 'r*', '*', 'rd', '?', 'r\\*', 'r.b'].map((one) => countBy(group, one))),
    ).toEqual([2, 2, 2, 0, 0, 0, 0]);
    expect(await countBy('private-ip-address', address)).toBe(1);
    expect(await countBy('private-ip-address', '10.0.0.250')).toBe(0);
    expect(await countBy('instance-type', type, 'x1.32xlarge')).toBe(2);
    expect(await countBy('availability-zone', 'us-east-1?')).toBe(2);
    expect(await countBy('tag-key', 'aws:*')).toBe(2);
  });
});

describe('CloudWatch', () => {
  it('lists all metrics without being told which', async () => {
    const { cloudWatch } = await startStack();
    const MetricData = [{ MetricName: 'x', Value: 1 }];
    await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Mine', MetricData }));
    const { Metrics } = await cloudWatch.send(new ListMetricsCommand({}));
    expect(Metrics).toContainEqual({ Namespace: 'Mine', MetricName: 'x', Dimensions: [] });
  });

  it('tells of alarms by their type and by what they do', async () => {
    const { cloudWatch } = await startStack();
    const topic = 'arn:aws:sns:us-east-1:123456789012:mine';
    const put: PutMetricAlarmCommandInput = {
      ...{ AlarmName: 'mine', Namespace: 'Mine', MetricName: 'x', Period: 60, EvaluationPeriods: 1 },
      ...{ Threshold: 1, ComparisonOperator: 'GreaterThanThreshold', AlarmActions: [topic] },
    };
    await cloudWatch.send(new PutMetricAlarmCommand(put));
    const namesBy = async (input: DescribeAlarmsCommandInput) =>
      (await cloudWatch.send(new DescribeAlarmsCommand(input))).MetricAlarms?.map(
        ({ AlarmName }) => AlarmName,
      );
    expect(await namesBy({ ActionPrefix: topic })).toEqual(['mine']);
    expect(await namesBy({ AlarmTypes: ['CompositeAlarm'] })).toEqual([]);
    expect(await namesBy({ AlarmTypes: ['MetricAlarm'], AlarmNamePrefix: 'mi' })).toEqual(['mine']);
  });

  it('refuses two queries of one id', async () => {
    const { cloudWatch } = await startStack();
    const MetricStat = { Metric: { Namespace: 'Mine', MetricName: 'x' }, Period: 60, Stat: 'Sum' };
    const one = { Id: 'm1', MetricStat };
    const [StartTime, EndTime] = [new Date(START_MS - 60_000), new Date(START_MS)];
    const asked = new GetMetricDataCommand({ MetricDataQueries: [one, one], StartTime, EndTime });
    expect(await refusalOf(cloudWatch.send(asked))).toMatchObject({
      name: 'ValidationException',
      message: 'The values for parameter id in MetricDataQueries are not unique.',
    });
  });
});

it('tells of schedules by their state', async () => {
  const { scheduler } = await startStack();
  const named = async (State: 'ENABLED' | 'DISABLED') =>
    (await scheduler.send(new ListSchedulesCommand({ State }))).Schedules?.map(({ Name }) => Name);
  expect([await named('ENABLED'), await named('DISABLED')]).toEqual([['tick'], []]);
  const { Schedules: [tick] = [] } = await scheduler.send(new ListSchedulesCommand({}));
  await scheduler.send(
    new UpdateScheduleCommand({
      Name: tick?.Name,
      GroupName: tick?.GroupName,
      ScheduleExpression: 'rate(1 minute)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: tick?.Target?.Arn, RoleArn: 'arn:aws:iam::123456789012:role/any' },
      State: 'DISABLED',
    }),
  );
  expect([await named('ENABLED'), await named('DISABLED')]).toEqual([[], ['tick']]);
});

it('tells of tags by whether they are given to instances, and suspends no process that is not there', async () => {
  const { autoScaling, world } = await startStack();
  world.autoScaling.putTags('rdb', { team: 'fx' }, { propagate: true });
  const countBy = async (value: string) => {
    const Filters = [{ Name: 'propagate-at-launch', Values: [value] }];
    return (await autoScaling.send(new DescribeTagsCommand({ Filters }))).Tags?.length;
  };
  expect([await countBy('true'), await countBy('false')]).toEqual([1, 0]);
  const misspelt = { AutoScalingGroupName: 'rdb', ScalingProcesses: ['AZRebalence'] };
  expect(await refusalOf(autoScaling.send(new SuspendProcessesCommand(misspelt)))).toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining('AZRebalence is no process; allowed are Launch, Terminate,'),
  });
});

it('knows functions by each form of their name, and names an unknown one as it was asked for', async () => {
  const { lambda } = await startStack();
  const own = `${STACK}-on-tick`;
  for (const FunctionName of [
    own,
    `123456789012:function:${own}`,
    `arn:aws:lambda:us-east-1:123456789012:function:${own}`,
  ])
    expect(await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))).toMatchObject({
      FunctionName: own,
    });
  for (const asking of [InvokeCommand, GetFunctionConfigurationCommand])
    expect(await refusalOf(lambda.send(new asking({ FunctionName: 'nope' }) as InvokeCommand))).toMatchObject(
      {
        name: 'ResourceNotFoundException',
        message: 'Function not found: arn:aws:lambda:us-east-1:123456789012:function:nope',
      },
    );
});

it('is where the address of its queue leads to', async () => {
  const { emulator } = await startStack();
  const sqs = new SQSClient(clientSettings(emulator.endpoint));
  onTestFinished(() => sqs.destroy());
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `${STACK}-DeadLetters` }));
  expect(QueueUrl).toBe(`${emulator.endpoint}/123456789012/${STACK}-DeadLetters`);
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: '0' });
});

it('lists the logs that are there, and reads them by group, identifier and stream', async () => {
  const { emulator } = await startStack();
  const logs = new CloudWatchLogsClient(clientSettings(emulator.endpoint));
  onTestFinished(() => logs.destroy());
  emulator.takeLine('on-tick', '{"said":"hello"}');
  const logGroupName = `/aws/lambda/${STACK}-on-tick`;
  const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/lambda/' }));
  expect(logGroups).toMatchObject([{ logGroupName, creationTime: START_MS, storedBytes: 16 }]);
  expect((await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/ecs' }))).logGroups).toEqual(
    [],
  );
  const countBy = async (input: FilterLogEventsCommandInput) =>
    (await logs.send(new FilterLogEventsCommand(input))).events?.length;
  const [{ logGroupArn: logGroupIdentifier } = {}] = logGroups ?? [];
  expect(await countBy({ logGroupIdentifier })).toBe(1);
  expect(await countBy({ logGroupName, logStreamNamePrefix: 'emu' })).toBe(1);
  expect(await countBy({ logGroupName, logStreamNamePrefix: '2026/' })).toBe(0);
  expect(await refusalOf(countBy({ logGroupName, logStreamNames: ['nope'] }))).toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'The specified log stream does not exist.',
  });
  expect((await refusalOf(countBy({}))).name).toBe('InvalidParameterException');
});
