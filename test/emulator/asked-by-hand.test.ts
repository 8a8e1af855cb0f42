// What somebody types who looks around: functions, their log and their dead letters, what became of alarms, rules, roles, servers.
import {
  DescribeAlarmHistoryCommand,
  DescribeAlarmsForMetricCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  DescribeNetworkInterfacesCommand,
} from '@aws-sdk/client-ec2';
import { ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { GetFunctionCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { expect, it, onTestFinished } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../lib/core/units.ts';
import type { WorldGroup } from '../../lib/sim/world.ts';
import { aGroup, clientSettings, present, refusalOf, START_MS, startLocalAws } from './local-aws.ts';

const STACK = 'spillway-test';
const onTick = { FunctionName: `${STACK}-on-tick` };

async function aStack(groups: readonly WorldGroup[] = []) {
  const aws = await startLocalAws({
    groups,
    stack: { name: STACK, version: '1.2.3' },
    functions: { onTick: () => Promise.reject(new Error('it cannot')) },
  });
  const settings = clientSettings(aws.emulator.endpoint);
  const clients = {
    iam: new IAMClient(settings),
    sqs: new SQSClient({ ...settings, useQueueUrlAsEndpoint: false }),
    logs: new CloudWatchLogsClient(settings),
  };
  onTestFinished(() => {
    for (const client of Object.values(clients)) client.destroy();
  });
  const pass = (durationMs: number) => aws.emulator.runUntil(aws.world.clock.nowMs() + durationMs);
  return { ...aws, ...clients, pass };
}

it('a function is described with the room kept for it', async () => {
  const { lambda } = await aStack();
  expect(await lambda.send(new GetFunctionCommand(onTick))).toMatchObject({
    Configuration: { ...onTick, State: 'Active' },
    Concurrency: { ReservedConcurrentExecutions: 3 },
    Code: { RepositoryType: 'S3' },
  });
  const absent = await refusalOf(lambda.send(new GetFunctionCommand({ FunctionName: 'nobody' })));
  expect(absent.name).toBe('ResourceNotFoundException');
});

it('a dead letter is received, waits again if nobody deletes it, and is gone once somebody does', async () => {
  const { lambda, sqs, pass } = await aStack();
  const Payload = JSON.stringify({ targets: ['rdb'] });
  await lambda.send(new InvokeCommand({ ...onTick, InvocationType: 'Event', Payload }));
  await pass(4 * MINUTE_MS);
  const [QueueUrl = ''] = present((await sqs.send(new ListQueuesCommand({}))).QueueUrls);
  expect((await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'x' }))).QueueUrls).toBeUndefined();
  const receive = () =>
    sqs.send(
      new ReceiveMessageCommand({
        ...{ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 60 },
        ...{ MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['ApproximateReceiveCount'] },
      }),
    );
  const counts = async () => {
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
    const { Attributes = {} } = await sqs.send(asked);
    return [Attributes['ApproximateNumberOfMessages'], Attributes['ApproximateNumberOfMessagesNotVisible']];
  };
  expect(await counts()).toEqual(['1', '0']);
  const [first] = present((await receive()).Messages);
  expect(first).toMatchObject({
    Body: Payload,
    Attributes: { ApproximateReceiveCount: '1' },
    MessageAttributes: { ErrorMessage: { StringValue: 'it cannot', DataType: 'String' } },
  });
  expect((await receive()).Messages).toBeUndefined();
  expect(await counts()).toEqual(['0', '1']);
  await pass(60 * SECOND_MS);
  const [again] = present((await receive()).Messages);
  expect(again).toMatchObject({ MessageId: first?.MessageId, Attributes: { ApproximateReceiveCount: '2' } });
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again?.ReceiptHandle }));
  await pass(60 * SECOND_MS);
  expect(await counts()).toEqual(['0', '0']);
  const wrong = new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'nonsense' });
  expect((await refusalOf(sqs.send(wrong))).name).toBe('ReceiptHandleIsInvalid');
});

it("a function's log is read from either end, a page at a time, to where it ends", async () => {
  const { logs, emulator, pass } = await aStack();
  for (const line of ['a', 'b', 'c']) {
    emulator.takeLine('on-tick', line);
    await pass(SECOND_MS);
  }
  const logGroupName = `/aws/lambda/${onTick.FunctionName}`;
  const { logStreams = [] } = await logs.send(new DescribeLogStreamsCommand({ logGroupName }));
  expect(logStreams).toMatchObject([{ firstEventTimestamp: START_MS, lastEventTimestamp: START_MS + 2_000 }]);
  const logStreamName = logStreams[0]?.logStreamName;
  const read = async (given: object) => {
    const asked = new GetLogEventsCommand({ logGroupName, logStreamName, limit: 2, ...given });
    const { events = [], ...tokens } = await logs.send(asked);
    return { text: events.map(({ message }) => message).join(''), ...tokens };
  };
  const newest = await read({});
  expect(newest.text).toBe('bc');
  expect((await read({ nextToken: newest.nextBackwardToken })).text).toBe('a');
  const oldest = await read({ startFromHead: true });
  expect(oldest.text).toBe('ab');
  const rest = await read({ nextToken: oldest.nextForwardToken });
  expect(rest.text).toBe('c');
  const end = await read({ nextToken: rest.nextForwardToken });
  expect(end).toMatchObject({ text: '', nextForwardToken: rest.nextForwardToken });
  expect((await read({ startTime: START_MS + 1_000, endTime: START_MS + 2_000 })).text).toBe('b');
  for (const wrong of [{ nextToken: 'x' }, { logStreamName: 'x' }])
    await expect(read(wrong)).rejects.toThrow(/nextToken is invalid|stream does not exist/);
});

it('an alarm tells when it changed, newest first, and is found by its metric', async () => {
  const { cloudWatch, world, pass } = await aStack();
  const AlarmName = 'a-test';
  const metric = { namespace: 'Test', metricName: 'Depth', dimensions: { Queue: 'q' } };
  world.alarms.put({
    alarmName: AlarmName,
    watched: { kind: 'metric', ...metric, stat: 'Maximum', periodSeconds: 60 },
    ...{ threshold: 5, comparisonOperator: 'GreaterThanThreshold', treatMissingData: 'ignore' },
    ...{ evaluationPeriods: 1, datapointsToAlarm: 1 },
  });
  for (const StateValue of ['ALARM', 'OK'] as const) {
    await pass(SECOND_MS);
    await cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'by hand' }));
  }
  const history = async (given: object) =>
    present((await cloudWatch.send(new DescribeAlarmHistoryCommand(given))).AlarmHistoryItems);
  const [newest, oldest, ...others] = await history({ AlarmName });
  expect(others).toEqual([]);
  expect(newest).toMatchObject({
    AlarmName,
    Timestamp: new Date(START_MS + 2_000),
    HistoryItemType: 'StateUpdate',
    HistorySummary: 'Alarm updated from ALARM to OK',
  });
  expect(JSON.parse(newest?.HistoryData ?? '')).toMatchObject({ newState: { stateReason: 'by hand' } });
  expect(await history({ AlarmName, ScanBy: 'TimestampAscending' })).toEqual([oldest, newest]);
  expect(await history({ AlarmName, EndDate: new Date(START_MS + 1_000) })).toEqual([oldest]);
  for (const none of [{ HistoryItemType: 'Action' }, { AlarmName: 'x' }, { AlarmTypes: ['CompositeAlarm'] }])
    expect(await history({ AlarmName, ...none })).toEqual([]);
  const found = async (Value: string) => {
    const Dimensions = [{ Name: 'Queue', Value }];
    const asked = new DescribeAlarmsForMetricCommand({ Namespace: 'Test', MetricName: 'Depth', Dimensions });
    return (await cloudWatch.send(asked)).MetricAlarms?.map((one) => one.AlarmName);
  };
  expect(await found('q')).toEqual([AlarmName]);
  expect(await found('other')).toEqual([]);
});

it("the stack's rules and roles are listed", async () => {
  const { eventBridge, iam } = await aStack();
  const { Rules = [] } = await eventBridge.send(new ListRulesCommand({ NamePrefix: STACK }));
  expect(Rules).toHaveLength(3);
  expect(Rules[0]).toMatchObject({ State: 'ENABLED', EventBusName: 'default' });
  expect((await eventBridge.send(new ListRulesCommand({ NamePrefix: 'x' }))).Rules).toEqual([]);
  const all = present((await iam.send(new ListRolesCommand({}))).Roles).map(({ RoleName }) => RoleName);
  expect(all).toContain(`${STACK}-drills`);
  const first = await iam.send(new ListRolesCommand({ MaxItems: 2 }));
  const second = await iam.send(new ListRolesCommand({ MaxItems: 100, Marker: first.Marker }));
  const listed = [first, second].flatMap(({ Roles = [] }) => Roles.map(({ RoleName }) => RoleName));
  expect([first.IsTruncated, second.IsTruncated, listed]).toEqual([true, false, all]);
});

it('servers tell their status, and are found by name and network; an address moves to the server in service', async () => {
  const keptInterface = {
    ...{ interfaceId: 'eni-0a', description: 'kept', privateIp: '10.0.0.5', availabilityZone: 'us-east-1a' },
    tags: { Name: 'kept' },
  };
  const { ec2, world, pass } = await aStack([
    aGroup({
      name: 'tp',
      hasRdbs: false,
      minSize: 1,
      maxSize: 1,
      desiredCapacity: 1,
      readyNodeCount: 1,
      keptInterface,
    }),
  ]);
  const described = async (Name: string, value: string) => {
    const asked = new DescribeInstancesCommand({ Filters: [{ Name, Values: [value] }] });
    return (await ec2.send(asked)).Reservations?.flatMap(({ Instances = [] }) => Instances);
  };
  const [server] = present(await described('vpc-id', 'vpc-*'));
  expect(await described('private-dns-name', server?.PrivateDnsName ?? '')).toEqual([server]);
  expect(await described('subnet-id', 'subnet-elsewhere')).toEqual([]);
  const holder = async () => {
    const asked = new DescribeNetworkInterfacesCommand({ Filters: [{ Name: 'tag:Name', Values: ['kept'] }] });
    const [one] = present((await ec2.send(asked)).NetworkInterfaces);
    return [one?.Status, one?.Attachment?.InstanceId];
  };
  expect(await holder()).toEqual(['in-use', server?.InstanceId]);
  world.autoScaling.failInstance(server?.InstanceId ?? '');
  await pass(0);
  const statuses = async (given: object) => {
    const { InstanceStatuses = [] } = await ec2.send(new DescribeInstanceStatusCommand(given));
    return InstanceStatuses.map((one) => [
      one.InstanceId,
      one.InstanceState?.Name,
      one.InstanceStatus?.Status,
    ]);
  };
  expect(await holder()).toEqual(['available', undefined]);
  expect(await statuses({})).toEqual([]);
  expect(await statuses({ IncludeAllInstances: true })).toContainEqual([
    ...[server?.InstanceId, expect.stringMatching(/shutting-down|terminated/), 'not-applicable'],
  ]);
  await pass(5 * MINUTE_MS);
  const [[next] = []] = await statuses({});
  expect(next).not.toBe(server?.InstanceId);
  expect(await holder()).toEqual(['in-use', next]);
  const unknown = new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: ['eni-1'] });
  expect((await refusalOf(ec2.send(unknown))).name).toBe('InvalidNetworkInterfaceID.NotFound');
});
