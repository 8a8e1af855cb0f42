import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { ListSchedulesCommand, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MINUTE_MS } from '../../lib/core/units.ts';
import type { EmulatorOptions } from '../../lib/emulator/start-emulator.ts';
import { clientSettings, refusalOf, START_MS, startLocalAws } from './local-aws.ts';

const STACK = 'spillway-test';
const VERSION = '1.2.3';

async function startStack(options: Partial<EmulatorOptions> = {}) {
  const woken: unknown[] = [];
  const aws = await startLocalAws({
    stack: { name: STACK, version: VERSION },
    tick: 'rate(1 minute)',
    functions: {
      onTick: () => Promise.resolve('ticked'),
      onAlarm: (event: unknown) => Promise.resolve(void woken.push(event)),
    },
    ...options,
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
  const pass = (minutes: number) => aws.emulator.runUntil(aws.world.clock.nowMs() + minutes * MINUTE_MS);
  return { ...aws, ...clients, woken, pass };
}

const onTick = { FunctionName: `${STACK}-on-tick` };

describe('a deployed stack on the wire', () => {
  it('has its functions under its name, with version, role, queue and the room kept for them', async () => {
    const { lambda, iam, sqs } = await startStack();
    const one = await lambda.send(new GetFunctionConfigurationCommand(onTick));
    expect(one).toMatchObject({
      ...onTick,
      Runtime: 'nodejs24.x',
      Environment: { Variables: { SPILLWAY_VERSION: VERSION } },
      State: 'Active',
    });
    expect(Date.parse(one.LastModified ?? '')).toBe(START_MS);
    const RoleName = one.Role?.split('/').at(-1);
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toContain('lambda.amazonaws.com');
    const QueueName = one.DeadLetterConfig?.TargetArn?.split(':').at(-1);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    expect(QueueUrl?.endsWith(`/${QueueName}`)).toBe(true);
    const { ReservedConcurrentExecutions } = await lambda.send(new GetFunctionConcurrencyCommand(onTick));
    expect(ReservedConcurrentExecutions).toBe(3);
    // Of the two functions that there are, 3 and 5 of 1,000.
    const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
    expect(AccountLimit?.UnreservedConcurrentExecutions).toBe(992);
    const { Payload } = await lambda.send(new InvokeCommand({ ...onTick, Payload: '{}' }));
    expect(Payload?.transformToString()).toBe('"ticked"');
  });

  it('refuses what is not there, and room that the account does not have', async () => {
    const { lambda, iam, sqs, scheduler } = await startStack();
    const absent = { FunctionName: `${STACK}-probe` };
    expect((await refusalOf(lambda.send(new GetFunctionConfigurationCommand(absent)))).name).toBe(
      'ResourceNotFoundException',
    );
    expect((await refusalOf(iam.send(new GetRoleCommand({ RoleName: 'none' })))).name).toBe(
      'NoSuchEntityException',
    );
    expect((await refusalOf(sqs.send(new GetQueueUrlCommand({ QueueName: 'none' })))).name).toBe(
      'QueueDoesNotExist',
    );
    const reserve = (ReservedConcurrentExecutions: number) =>
      lambda.send(new PutFunctionConcurrencyCommand({ ...onTick, ReservedConcurrentExecutions }));
    expect(await refusalOf(reserve(896))).toMatchObject({ name: 'InvalidParameterValueException' });
    expect((await reserve(895)).ReservedConcurrentExecutions).toBe(895);
    const Target = {
      Arn: 'arn:aws:lambda:us-east-1:123456789012:function:f',
      RoleArn: 'arn:aws:iam::123456789012:role/r',
    };
    const change = {
      ...{ Name: 'tick', GroupName: 'spillway', Target },
      FlexibleTimeWindow: { Mode: 'OFF' as const },
      ScheduleExpression: 'rate(2 minutes)',
    };
    expect(await refusalOf(scheduler.send(new UpdateScheduleCommand(change)))).toMatchObject({
      name: 'ValidationException',
    });
  });

  it('has the tick among the schedules, and counts what it ran', async () => {
    const { scheduler, cloudWatch, pass, world } = await startStack();
    const { Schedules } = await scheduler.send(new ListSchedulesCommand({ GroupName: 'spillway' }));
    expect(Schedules).toMatchObject([
      {
        Name: 'tick',
        State: 'ENABLED',
        Target: { Arn: expect.stringContaining(`:${STACK}-on-tick`) as string },
      },
    ]);
    await pass(3);
    const { MetricDataResults } = await cloudWatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(START_MS),
        EndTime: new Date(world.clock.nowMs() + MINUTE_MS),
        MetricDataQueries: ['Invocations', 'Errors'].map((MetricName) => ({
          Id: MetricName.toLowerCase(),
          MetricStat: {
            Metric: {
              ...{ Namespace: 'AWS/Lambda', MetricName },
              Dimensions: [{ Name: 'FunctionName', Value: onTick.FunctionName }],
            },
            ...{ Period: 60, Stat: 'Sum' },
          },
        })),
      }),
    );
    expect(MetricDataResults?.map(({ Values }) => Values)).toEqual([
      [1, 1, 1],
      [0, 0, 0],
    ]);
  });

  it('rings for a tick that stops, and neither before the first nor while it runs', async () => {
    const changes: string[] = [];
    const { world, cloudWatch, scheduler, pass, woken } = await startStack({ tick: 'rate(5 minutes)' });
    world.onAlarmChange(({ alarmName, previousState, state }) => {
      if (alarmName === 'spillway-tick-missing') changes.push(`${previousState} -> ${state}`);
    });
    const { MetricAlarms } = await cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNames: ['spillway-tick-missing'] }),
    );
    expect(MetricAlarms?.[0]?.StateValue).toBe('INSUFFICIENT_DATA');
    await pass(30);
    expect(changes).toEqual(['INSUFFICIENT_DATA -> OK']);
    const { Schedules } = await scheduler.send(new ListSchedulesCommand({ GroupName: 'spillway' }));
    await scheduler.send(
      new UpdateScheduleCommand({
        ...{ Name: 'tick', GroupName: 'spillway', State: 'DISABLED' },
        ScheduleExpression: 'rate(5 minutes)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn: Schedules?.[0]?.Target?.Arn ?? '', RoleArn: 'arn:aws:iam::123456789012:role/r' },
      }),
    );
    await pass(60);
    expect(changes).toEqual(['INSUFFICIENT_DATA -> OK', 'OK -> INSUFFICIENT_DATA']);
    // It tells somebody, and wakes no function.
    expect(woken).toEqual([]);
  });

  it('answers a log by pages that may be empty, and refuses a pattern that it does not read', async () => {
    const { emulator, logs } = await startStack({ logEventsPageMax: 2 });
    const lines = ['{"Name":"a*c"}', '{"Name":"b"}', '{"Name":"b"}', 'no JSON', '{"Name":"abc"}'];
    for (const line of lines) emulator.takeLine('on-tick', line);
    const logGroupName = `/aws/lambda/${onTick.FunctionName}`;
    const pages: (readonly (string | undefined)[])[] = [];
    let nextToken: string | undefined;
    do {
      const answer = await logs.send(
        new FilterLogEventsCommand({ logGroupName, filterPattern: '{ $.Name = "a*c" }', nextToken }),
      );
      pages.push((answer.events ?? []).map(({ message }) => message));
      ({ nextToken } = answer);
    } while (nextToken !== undefined);
    expect(pages).toEqual([['{"Name":"a*c"}'], [], ['{"Name":"abc"}']]);
    const all = await logs.send(new FilterLogEventsCommand({ logGroupName, startTime: START_MS, limit: 1 }));
    expect(all.events).toMatchObject([{ message: lines[0], timestamp: START_MS }]);
    const odd = new FilterLogEventsCommand({ logGroupName, filterPattern: '[w1, w2]' });
    expect(await refusalOf(logs.send(odd))).toMatchObject({ name: 'InvalidParameterException' });
    const none = new FilterLogEventsCommand({ logGroupName: '/aws/lambda/none' });
    expect((await refusalOf(logs.send(none))).name).toBe('ResourceNotFoundException');
  });
});
