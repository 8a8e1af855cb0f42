// What a first look at an account asks for, from a console's habit or a client's tour: networks, the stack, topics, versions of functions,
// words that calls take; and a log that is followed.
import {
  DescribeAccountLimitsCommand,
  DescribeScalingProcessTypesCommand,
  DescribeTerminationPolicyTypesCommand,
  DescribeWarmPoolCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  CloudFormationClient,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeAvailabilityZonesCommand,
  DescribeInstancesCommand,
  DescribeRegionsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import { DescribeEventBusCommand, ListEventBusesCommand } from '@aws-sdk/client-eventbridge';
import {
  GetFunctionCommand,
  GetFunctionEventInvokeConfigCommand,
  ListAliasesCommand,
  ListEventSourceMappingsCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
} from '@aws-sdk/client-lambda';
import { GetTagKeysCommand, GetTagValuesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { ListScheduleGroupsCommand } from '@aws-sdk/client-scheduler';
import { ListSubscriptionsCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, it, onTestFinished } from 'vitest';
import { MINUTE_MS } from '../../lib/core/units.ts';
import { ASYNC_SETTINGS } from '../../lib/emulator/stack/async-settings.ts';
import { STATE_TABLE } from '../../lib/emulator/start-emulator.ts';
import { aGroup, clientSettings, present, refusalOf, startLocalAws } from './local-aws.ts';

const STACK = 'spillway-test';
const FunctionName = `${STACK}-on-tick`;
const done = () => Promise.resolve('done');

async function aStack() {
  const aws = await startLocalAws({
    groups: [aGroup()],
    stack: { name: STACK, version: '1.2.3' },
    functions: { onAlarm: done, onTick: done, probe: done },
    asynchronous: { settingsOf: (own) => ASYNC_SETTINGS[own] },
  });
  const settings = clientSettings(aws.emulator.endpoint);
  const clients = {
    cloudFormation: new CloudFormationClient(settings),
    logs: new CloudWatchLogsClient(settings),
    sns: new SNSClient(settings),
    sqs: new SQSClient(settings),
  };
  onTestFinished(() => {
    for (const client of Object.values(clients)) client.destroy();
  });
  return { ...aws, ...clients };
}

it('the networks of servers are there, and found by what EC2 names its filters after', async () => {
  const { ec2 } = await aStack();
  const servers = (await ec2.send(new DescribeInstancesCommand({}))).Reservations ?? [];
  const [server] = servers.flatMap(({ Instances = [] }) => Instances);
  const SubnetIds = [server?.SubnetId ?? ''];
  const [subnet] = present((await ec2.send(new DescribeSubnetsCommand({ SubnetIds }))).Subnets);
  expect(subnet).toMatchObject({
    VpcId: server?.VpcId,
    AvailabilityZone: server?.Placement?.AvailabilityZone,
  });
  const inZone = (zone: string) =>
    ec2.send(new DescribeSubnetsCommand({ Filters: [{ Name: 'availability-zone', Values: [zone] }] }));
  expect((await inZone('us-east-1?')).Subnets).toHaveLength(3);
  expect((await inZone('us-east-1b')).Subnets).toHaveLength(1);
  const VpcIds = [server?.VpcId ?? ''];
  expect((await ec2.send(new DescribeVpcsCommand({ VpcIds }))).Vpcs).toMatchObject([{ IsDefault: true }]);
  const defaults = new DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['true'] }] });
  expect((await ec2.send(defaults)).Vpcs).toHaveLength(1);
  const groups = await ec2.send(new DescribeSecurityGroupsCommand({ GroupNames: ['default'] }));
  expect(groups.SecurityGroups).toMatchObject([{ VpcId: server?.VpcId, IpPermissions: [] }]);
  const zones = await ec2.send(new DescribeAvailabilityZonesCommand({ ZoneIds: ['use1-az2'] }));
  expect(zones.AvailabilityZones).toMatchObject([{ ZoneName: 'us-east-1b', State: 'available' }]);
  expect((await ec2.send(new DescribeRegionsCommand({}))).Regions).toMatchObject([
    { RegionName: 'us-east-1' },
  ]);
});

it('a network that is not there, a filter that is unknown and a dry run are refused', async () => {
  const { ec2 } = await aStack();
  const codeOf = async (call: Promise<unknown>) => (await refusalOf(call)).name;
  const unknown = { Filters: [{ Name: 'colour', Values: ['red'] }] };
  expect([
    await codeOf(ec2.send(new DescribeSubnetsCommand({ SubnetIds: ['subnet-0'] }))),
    await codeOf(ec2.send(new DescribeVpcsCommand({ VpcIds: ['vpc-0'] }))),
    await codeOf(ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: ['sg-0'] }))),
    await codeOf(ec2.send(new DescribeSubnetsCommand(unknown))),
    await codeOf(ec2.send(new DescribeRegionsCommand({ DryRun: true }))),
  ]).toEqual([
    ...['InvalidSubnetID.NotFound', 'InvalidVpcID.NotFound', 'InvalidGroup.NotFound'],
    ...['InvalidParameterValue', 'DryRunOperation'],
  ]);
});

it('Auto Scaling tells its words and limits, and that a group has no warm pool', async () => {
  const { autoScaling } = await aStack();
  const limits = await autoScaling.send(new DescribeAccountLimitsCommand({}));
  expect(limits).toMatchObject({ NumberOfAutoScalingGroups: 1, MaxNumberOfAutoScalingGroups: 500 });
  const { Processes = [] } = await autoScaling.send(new DescribeScalingProcessTypesCommand({}));
  expect(Processes.map(({ ProcessName }) => ProcessName)).toContain('AZRebalance');
  const policies = await autoScaling.send(new DescribeTerminationPolicyTypesCommand({}));
  expect(policies.TerminationPolicyTypes).toContain('OldestInstance');
  const warmPoolOf = (AutoScalingGroupName: string) =>
    autoScaling.send(new DescribeWarmPoolCommand({ AutoScalingGroupName }));
  const none = await warmPoolOf('rdb-a');
  expect([none.Instances, none.WarmPoolConfiguration]).toEqual([[], undefined]);
  expect((await refusalOf(warmPoolOf('nobody'))).message).toContain('not found');
});

it('the stack is described, and what its resources are called is what their services know', async () => {
  const { cloudFormation, lambda, sqs } = await aStack();
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({}));
  expect(Stacks).toMatchObject([{ StackName: STACK, StackStatus: 'CREATE_COMPLETE' }]);
  const outputs = new Map(Stacks[0]?.Outputs?.map((one) => [one.OutputKey, one.OutputValue]));
  expect(outputs.get('StateTableName')).toBe(STATE_TABLE);
  const QueueUrl = outputs.get('DeadLettersUrl');
  await expect(sqs.send(new GetQueueAttributesCommand({ QueueUrl }))).resolves.toBeDefined();
  const LogicalResourceId = 'OnDashtickLambdaFunction';
  const asked = new DescribeStackResourceCommand({ StackName: Stacks[0]?.StackId, LogicalResourceId });
  const { StackResourceDetail: detail } = await cloudFormation.send(asked);
  const found = await lambda.send(new GetFunctionCommand({ FunctionName: detail?.PhysicalResourceId }));
  expect(found.Configuration?.FunctionName).toBe(FunctionName);
  const listed = await cloudFormation.send(new ListStackResourcesCommand({ StackName: STACK }));
  expect(new Set(listed.StackResourceSummaries?.map(({ ResourceType }) => ResourceType))).toEqual(
    new Set([
      ...['AWS::Lambda::Function', 'AWS::Events::Rule', 'AWS::SNS::Topic', 'AWS::SQS::Queue'],
      'AWS::DynamoDB::Table',
    ]),
  );
  expect((await cloudFormation.send(new ListStacksCommand({}))).StackSummaries).toHaveLength(1);
  const failed = new ListStacksCommand({ StackStatusFilter: ['CREATE_FAILED'] });
  expect((await cloudFormation.send(failed)).StackSummaries).toEqual([]);
  for (const wrong of [
    new DescribeStacksCommand({ StackName: 'x' }),
    new DescribeStackResourceCommand({ StackName: STACK, LogicalResourceId: 'x' }),
  ])
    expect((await refusalOf(cloudFormation.send(wrong as DescribeStacksCommand))).message).toMatch(
      /does not exist/,
    );
});

it('functions have one version, no alias, and the terms on which events wait for them', async () => {
  const { lambda } = await aStack();
  const { Versions = [] } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
  expect(Versions).toMatchObject([{ FunctionName, Version: '$LATEST' }]);
  expect((await lambda.send(new ListAliasesCommand({ FunctionName }))).Aliases).toEqual([]);
  const Resource = Versions[0]?.FunctionArn;
  expect((await lambda.send(new ListTagsCommand({ Resource }))).Tags).toEqual({});
  const sources = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }));
  expect(sources.EventSourceMappings).toEqual([]);
  const termsOf = (own: string) =>
    lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName: `${STACK}-${own}` }));
  expect(await termsOf('on-tick')).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
  expect(await termsOf('on-alarm')).toMatchObject({ MaximumEventAgeInSeconds: 900 });
  expect((await refusalOf(termsOf('probe'))).name).toBe('ResourceNotFoundException');
  expect((await refusalOf(lambda.send(new ListAliasesCommand({ FunctionName: 'x' })))).name).toBe(
    'ResourceNotFoundException',
  );
});

it('topics, subscriptions, the bus, groups of schedules and tags are listed', async () => {
  const { sns, eventBridge, scheduler, tagging, world, emulator } = await aStack();
  const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
  expect(Topics).toHaveLength(2);
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsCommand({}));
  expect(Subscriptions.map(({ TopicArn }) => TopicArn)).toEqual(Topics.map(({ TopicArn }) => TopicArn));
  const { EventBuses = [] } = await eventBridge.send(new ListEventBusesCommand({}));
  expect(EventBuses).toMatchObject([{ Name: 'default' }]);
  const bus = await eventBridge.send(new DescribeEventBusCommand({}));
  expect(bus.Arn).toBe(EventBuses[0]?.Arn);
  const { ScheduleGroups } = await scheduler.send(new ListScheduleGroupsCommand({}));
  expect(ScheduleGroups).toMatchObject([{ Name: 'default', State: 'ACTIVE' }]);
  world.kinesis.createStream({ name: 'feed', mode: 'PROVISIONED', shardCount: 1 });
  await emulator.runUntil(world.clock.nowMs() + MINUTE_MS);
  world.kinesis.putTags('feed', { team: 'desk' });
  expect((await tagging.send(new GetTagKeysCommand({}))).TagKeys).toEqual(['team']);
  expect((await tagging.send(new GetTagValuesCommand({ Key: 'team' }))).TagValues).toEqual(['desk']);
});

/**
 * The calls of `aws logs tail --follow`: all pages from a time on, then again from the newest line's, whose events it knows by their ids.
 * https://github.com/aws/aws-cli/blob/v2/awscli/customizations/logs/tail.py
 */
it('a log that is followed gives each line once, two alike at one moment too', async () => {
  const { logs, emulator, world } = await aStack();
  const logGroupName = `/aws/lambda/${FunctionName}`;
  const pass = () => emulator.runUntil(world.clock.nowMs() + 1_000);
  emulator.takeLine('on-tick', 'long ago');
  await pass();
  let startTime = world.clock.nowMs();
  const seen = new Set<string>();
  const follow = async (filterPattern?: string) => {
    const told: string[] = [];
    let nextToken: string | undefined;
    do {
      const asked = { logGroupName, startTime, interleaved: true, limit: 1, nextToken, filterPattern };
      const page = await logs.send(new FilterLogEventsCommand(asked));
      for (const { eventId = '', message = '', timestamp = 0 } of page.events ?? []) {
        if (!seen.has(eventId)) told.push(message);
        seen.add(eventId);
        startTime = Math.max(startTime, timestamp);
      }
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return told;
  };
  for (const line of ['held', 'held']) emulator.takeLine('on-tick', line);
  expect(await follow()).toEqual(['held', 'held']);
  emulator.takeLine('on-tick', 'held');
  await pass();
  emulator.takeLine('on-tick', 'scale-out of rdb');
  expect(await follow()).toEqual(['held', 'scale-out of rdb']);
  emulator.takeLine('on-tick', 'retired');
  expect(await follow('"scale-out of" -held')).toEqual([]);
  expect(await follow('?held ?retired')).toEqual(['retired']);
});
