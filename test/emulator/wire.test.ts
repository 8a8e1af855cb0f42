import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  DeleteWarmPoolCommand,
  SetDesiredCapacityCommand,
} from '@aws-sdk/client-auto-scaling';
import { DescribeAlarmsCommand, DescribeAnomalyDetectorsCommand } from '@aws-sdk/client-cloudwatch';
import { GetItemCommand, TransactGetItemsCommand } from '@aws-sdk/client-dynamodb';
import { DescribeInstancesCommand, DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { ListArchivesCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, ListLayersCommand } from '@aws-sdk/client-lambda';
import { DeleteScheduleCommand } from '@aws-sdk/client-scheduler';
import { DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { REQUEST_BYTES_MAX } from '../../lib/emulator/wire/request.ts';
import { ACTION_ROWS } from '../../lib/emulator/action-table.ts';
import { accessKeyIdOf } from '../../lib/emulator/call-log.ts';
import { serverFailed, timedOut } from '../../lib/sim/aws/aws-error.ts';
import { aGroup, clientSettings, type LocalAws, refusalOf, startLocalAws } from './local-aws.ts';

const setTo = (DesiredCapacity: number) =>
  new SetDesiredCapacityCommand({ AutoScalingGroupName: 'rdb-a', DesiredCapacity });

function desiredCapacity({ world }: LocalAws): number | undefined {
  return world.autoScaling.describeGroups(['rdb-a'])[0]?.desiredCapacity;
}

/** A promise, and what resolves it. */
function aGate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe('an action that is not in the table', () => {
  it.each<[string, string, (aws: LocalAws) => Promise<unknown>]>([
    [
      'Auto Scaling',
      'InvalidAction',
      (aws) => aws.autoScaling.send(new DeleteWarmPoolCommand({ AutoScalingGroupName: 'x' })),
    ],
    ['EC2', 'InvalidAction', (aws) => aws.ec2.send(new DescribeVolumesCommand({}))],
    [
      'CloudWatch',
      'UnknownOperationException',
      (aws) => aws.cloudWatch.send(new DescribeAnomalyDetectorsCommand({})),
    ],
    [
      'DynamoDB',
      'UnknownOperationException',
      (aws) => aws.dynamoDb.send(new TransactGetItemsCommand({ TransactItems: [] })),
    ],
    ['EventBridge', 'UnknownOperationException', (aws) => aws.eventBridge.send(new ListArchivesCommand({}))],
    [
      'Secrets Manager',
      'UnknownOperationException',
      (aws) => aws.secrets.send(new DeleteSecretCommand({ SecretId: 'x' })),
    ],
    [
      'Scheduler',
      'UnknownOperationException',
      (aws) => aws.scheduler.send(new DeleteScheduleCommand({ Name: 'x' })),
    ],
    ['Lambda', 'UnknownOperationException', (aws) => aws.lambda.send(new ListLayersCommand({}))],
  ])('of %s is answered %s, as by AWS', async (_service, name, call) => {
    const aws = await startLocalAws();
    const refusal = await refusalOf(call(aws));
    expect(refusal).toMatchObject({ name });
    expect(refusal.message).toMatch(
      /The emulator does not know .+\. Of [a-z0-9]+ it knows \w+, .*; docs\/emulator\.md/,
    );
  });

  it.each([
    ['SplitShard', { StreamName: 'x', ShardToSplit: 'shardId-0', NewStartingHashKey: '1' }],
    ['GetRecords', { ShardIterator: 'x' }],
  ])('is told with those that are: %s of Kinesis', async (action, body) => {
    const { emulator } = await startLocalAws();
    const answer = await fetch(emulator.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `Kinesis_20131202.${action}`,
      },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      __type: 'UnknownOperationException',
      message: expect.stringMatching(
        new RegExp(`^The emulator does not know ${action}\\. Of kinesis it knows .*UpdateShardCount, `),
      ) as string,
    });
  });

  it.each([
    ['a target', { 'x-amz-target': 'Polly_20160610.ListLexicons' }, 'Polly_20160610.ListLexicons'],
    ['a path', {}, 'POST /'],
  ])('of a service that is not here is told with the services: by %s', async (_, more, asked) => {
    const { emulator } = await startLocalAws();
    const headers: Record<string, string> = { 'content-type': 'application/x-amz-json-1.1', ...more };
    const answer = await fetch(emulator.endpoint, { method: 'POST', headers, body: '{}' });
    expect(((await answer.json()) as { message: string }).message).toContain(
      `The emulator does not know ${asked}. It knows the services autoscaling, `,
    );
  });

  it('does not shadow one that is: every row has its handler', async () => {
    const { emulator } = await startLocalAws();
    for (const { service, action } of ACTION_ROWS) {
      const isQuery = service === 'autoscaling' || service === 'ec2';
      if (!isQuery) continue;
      const version = service === 'ec2' ? '2016-11-15' : '2011-01-01';
      const answer = await fetch(emulator.endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: `Action=${action}&Version=${version}`,
      });
      expect(await answer.text()).not.toContain('InvalidAction');
    }
  });
});

describe('CloudWatch', () => {
  it('also speaks the query protocol', async () => {
    const { emulator } = await startLocalAws();
    const ask = async (form: string) => {
      const answer = await fetch(emulator.endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: `${form}&Version=2010-08-01`,
      });
      return answer.text();
    };
    const datum = 'MetricData.member.1.MetricName=Rows&MetricData.member.1.Value=7';
    await ask(`Action=PutMetricData&Namespace=Spillway&${datum}`);
    const query = [
      'Id=a',
      'MetricStat.Metric.Namespace=Spillway',
      'MetricStat.Metric.MetricName=Rows',
      'MetricStat.Period=60',
      'MetricStat.Stat=Maximum',
    ].map((member) => `MetricDataQueries.member.1.${member}`);
    const range = 'StartTime=2026-11-20T14:00:00Z&EndTime=2026-11-20T15:00:00Z';
    expect(await ask(`Action=GetMetricData&${range}&${query.join('&')}`)).toContain(
      '<Timestamps><member>2026-11-20T14:30:00.000Z</member></Timestamps><Values><member>7</member></Values>',
    );
    expect(await ask('Action=DeleteAlarms&AlarmNames.member.1=none')).toContain(
      '<Code>ResourceNotFound</Code>',
    );
  });
});

describe('requests that belong nowhere', () => {
  it.each([
    ['an unknown target', { 'x-amz-target': 'Firehose_20150804.PutRecord' }, '{}'],
    [
      'an unknown API version',
      { 'content-type': 'application/x-www-form-urlencoded' },
      'Action=A&Version=1999-01-01',
    ],
    ['an unknown path', {}, ''],
  ])('are refused: %s', async (_what, headers, body) => {
    const { emulator } = await startLocalAws();
    const path = body === '' ? '/2099-01-01/nothing' : '/';
    const answer = await fetch(emulator.endpoint + path, { method: 'POST', headers, body });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.headers.get('x-amzn-errortype')).toMatch(/InvalidAction|UnknownOperationException/);
  });

  it.each<[string, string, RequestInit, number, string]>([
    ['too large', '/', { body: Buffer.alloc(REQUEST_BYTES_MAX + 1) }, 413, 'RequestEntityTooLargeException'],
    [
      'too large once it is inflated',
      '/',
      {
        body: gzipSync(Buffer.alloc(REQUEST_BYTES_MAX + 1)),
        headers: { 'content-encoding': 'gzip' },
      },
      ...([413, 'RequestEntityTooLargeException'] as const),
    ],
    [
      'no gzip, as they say they are',
      '/',
      { body: 'x', headers: { 'content-encoding': 'gzip' } },
      ...([400, 'SerializationException'] as const),
    ],
    ['of a path that is none', '/2015-03-31/functions/%zz/invocations', {}, 400, 'ValidationException'],
  ])('that are %s are refused as such, and are no defect', async (_what, path, request, status, code) => {
    const { emulator } = await startLocalAws();
    const answer = await fetch(emulator.endpoint + path, { method: 'POST', ...request });
    expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([status, code]);
    expect(await answer.text()).not.toContain('Emulator:');
  });

  it('with a body that is no JSON are a SerializationException', async () => {
    const { emulator } = await startLocalAws();
    const answer = await fetch(emulator.endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSEvents.PutEvents', 'content-type': 'application/x-amz-json-1.1' },
      body: '{',
    });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('JSON')]);
    expect(answer.headers.get('x-amzn-errortype')).toBe('SerializationException');
  });
});

describe('a wire fault', () => {
  const getItem = new GetItemCommand({
    TableName: 'spillway-state',
    Key: { pk: { S: 'a' }, sk: { S: 'b' } },
  });

  it.each<[string, string, number, (aws: LocalAws) => Promise<unknown>]>([
    ['SetDesiredCapacity', 'Throttling', 400, (aws) => aws.autoScaling.send(setTo(3))],
    [
      'DescribeInstances',
      'RequestLimitExceeded',
      503,
      (aws) => aws.ec2.send(new DescribeInstancesCommand({})),
    ],
    [
      'DescribeAlarms',
      'ThrottlingException',
      400,
      (aws) => aws.cloudWatch.send(new DescribeAlarmsCommand({})),
    ],
    ['dynamodb:GetItem', 'ThrottlingException', 400, (aws) => aws.dynamoDb.send(getItem)],
    [
      'Invoke',
      'TooManyRequestsException',
      429,
      (aws) => aws.lambda.send(new InvokeCommand({ FunctionName: 'probe' })),
    ],
  ])('throttles %s as its service does: %s, %i', async (action, name, status, call) => {
    const aws = await startLocalAws({ groups: [aGroup()], functions: { probe: () => Promise.resolve() } });
    aws.emulator.injectWireFault({ action, fault: { kind: 'throttle' } });
    const refusal = await refusalOf(call(aws));
    expect(refusal).toMatchObject({ name, $metadata: { httpStatusCode: status } });
    await call(aws);
    expect(desiredCapacity(aws)).toBe(action === 'SetDesiredCapacity' ? 3 : 2);
  });

  it('takes as many calls as it is asked to, and a retrying client gets through', async () => {
    const aws = await startLocalAws({ groups: [aGroup()] });
    aws.emulator.injectWireFault({ action: 'SetDesiredCapacity', fault: { kind: 'server-error' }, times: 2 });
    const client = new AutoScalingClient({ ...clientSettings(aws.emulator.endpoint), maxAttempts: 3 });
    await client.send(setTo(3));
    client.destroy();
    expect(desiredCapacity(aws)).toBe(3);
    expect(aws.emulator.calls().map(({ status }) => status)).toEqual([500, 500, 200]);
  });

  it.each([
    ['reset-before', 2],
    ['reset-after', 3],
    ['truncate', 3],
  ] as const)(
    '%s leaves the desired capacity at %i, and the caller without an answer',
    async (kind, desired) => {
      const aws = await startLocalAws({ groups: [aGroup()] });
      aws.emulator.injectWireFault({ action: 'SetDesiredCapacity', fault: { kind } });
      await refusalOf(aws.autoScaling.send(setTo(3)));
      expect(desiredCapacity(aws)).toBe(desired);
    },
  );

  it('denies in the words of the service', async () => {
    const aws = await startLocalAws();
    aws.emulator.injectWireFault({ action: 'GetItem', fault: { kind: 'deny' } });
    expect(await refusalOf(aws.dynamoDb.send(getItem))).toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('is not authorized to perform: dynamodb:GetItem'),
    });
  });

  it('holds a call until it is let go', async () => {
    const aws = await startLocalAws({ groups: [aGroup()] });
    const gate = aGate();
    aws.emulator.injectWireFault({
      action: 'SetDesiredCapacity',
      fault: { kind: 'hold', until: gate.opened },
    });
    const held = aws.autoScaling.send(setTo(3));
    await aws.autoScaling.send(new DescribeAutoScalingGroupsCommand({}));
    expect(desiredCapacity(aws)).toBe(2);
    gate.open();
    await held;
    expect(desiredCapacity(aws)).toBe(3);
  });

  it('lets a call land after its caller has given up', async () => {
    const aws = await startLocalAws({ groups: [aGroup()] });
    const gate = aGate();
    const fault = { kind: 'land-late', until: gate.opened } as const;
    aws.emulator.injectWireFault({ action: 'SetDesiredCapacity', fault });
    await refusalOf(aws.autoScaling.send(setTo(3)));
    expect(desiredCapacity(aws)).toBe(2);
    gate.open();
    // A round trip later, the call has landed.
    await aws.autoScaling.send(new DescribeAutoScalingGroupsCommand({}));
    expect(desiredCapacity(aws)).toBe(3);
  });

  it('strikes one caller only, where it names one', async () => {
    const aws = await startLocalAws({ groups: [aGroup()] });
    const tick = new AutoScalingClient(clientSettings(aws.emulator.endpoint, accessKeyIdOf('on-tick')));
    aws.emulator.injectWireFault({
      action: 'SetDesiredCapacity',
      caller: 'on-tick',
      fault: { kind: 'error', code: 'ScalingActivityInProgress', message: 'busy' },
    });
    await aws.autoScaling.send(setTo(3));
    expect(await refusalOf(tick.send(setTo(4)))).toMatchObject({ message: 'busy' });
    tick.destroy();
  });
});

describe("the world's own gate", () => {
  it('sees calls on the wire, and changes the world just before them', async () => {
    const aws = await startLocalAws({ groups: [aGroup()] });
    const seen: unknown[] = [];
    aws.world.calls.intercept(({ action, input }) => {
      seen.push([action, input['DesiredCapacity']]);
      aws.world.autoScaling.putTags('rdb-a', { touched: 'yes' });
      return undefined;
    });
    await aws.autoScaling.send(setTo(3));
    expect(seen).toEqual([['SetDesiredCapacity', '3']]);
    expect(aws.world.autoScaling.describeGroups(['rdb-a'])[0]?.tags.get('touched')).toBe('yes');
    expect(aws.world.calls.counts()).toEqual({ SetDesiredCapacity: 1 });
  });

  it.each([
    ['lose-answer', serverFailed(), 'InternalFailure', 3],
    ['lose-answer', timedOut(), undefined, 3],
    ['refuse', serverFailed(), 'InternalFailure', 2],
    ['refuse', timedOut(), undefined, 2],
  ] as const)(
    '%s with %s answers %s, and leaves the desired capacity at %i',
    async (kind, error, name, desired) => {
      const aws = await startLocalAws({ groups: [aGroup()] });
      aws.world.calls.intercept(() => ({ kind, error }));
      const refusal = await refusalOf(aws.autoScaling.send(setTo(3)));
      if (name !== undefined) expect(refusal.name).toBe(name);
      else expect(refusal).not.toHaveProperty('$fault');
      expect(desiredCapacity(aws)).toBe(desired);
    },
  );
});

describe('the call log', () => {
  it('says who called what with which parameters, and counts by action', async () => {
    const aws = await startLocalAws({ groups: [aGroup()] });
    const tick = new AutoScalingClient(clientSettings(aws.emulator.endpoint, accessKeyIdOf('on-tick')));
    await tick.send(setTo(3));
    tick.destroy();
    await refusalOf(aws.autoScaling.send(setTo(99)));
    await aws.ec2.send(new DescribeInstancesCommand({}));
    expect(aws.emulator.calls()).toMatchObject([
      {
        caller: 'on-tick',
        service: 'autoscaling',
        action: 'SetDesiredCapacity',
        params: { AutoScalingGroupName: 'rdb-a', DesiredCapacity: '3' },
        status: 200,
      },
      { caller: 'unknown', service: 'autoscaling', action: 'SetDesiredCapacity', status: 400 },
      { caller: 'unknown', service: 'ec2', action: 'DescribeInstances', status: 200 },
    ]);
    expect(aws.emulator.awsCalls()).toEqual({ DescribeInstances: 1, SetDesiredCapacity: 2 });
  });

  it('names the function that is running where the key does not', async () => {
    const aws = await startLocalAws({ groups: [aGroup()] });
    aws.emulator.setFunctions({ probe: () => aws.autoScaling.send(setTo(3)) });
    await aws.lambda.send(new InvokeCommand({ FunctionName: 'probe' }));
    expect(aws.emulator.calls().map(({ caller, action }) => [caller, action])).toEqual([
      ['probe', 'SetDesiredCapacity'],
      ['unknown', 'Invoke'],
    ]);
  });
});
