import {
  DescribeTableCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetScheduleCommand, ListSchedulesCommand } from '@aws-sdk/client-scheduler';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { refusalOf, START_MS, startLocalAws } from './local-aws.ts';

describe('DynamoDB on the wire', () => {
  const TableName = 'spillway-state';

  it('has the state table from the start, keyed by pk and sk', async () => {
    const { dynamoDb } = await startLocalAws();
    const { Table } = await dynamoDb.send(new DescribeTableCommand({ TableName }));
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    });
  });

  it('puts, gets and queries items', async () => {
    const { dynamoDb } = await startLocalAws();
    const key = (sk: string) => ({ pk: { S: 'GROUP#rdb-a' }, sk: { S: sk } });
    for (const sk of ['PLAN#1', 'PLAN#2', 'STATE']) {
      await dynamoDb.send(new PutItemCommand({ TableName, Item: { ...key(sk), n: { N: '1' } } }));
    }
    const { Item } = await dynamoDb.send(new GetItemCommand({ TableName, Key: key('STATE') }));
    expect(Item?.['n']).toEqual({ N: '1' });
    const { Items } = await dynamoDb.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :plan)',
        ExpressionAttributeValues: { ':pk': { S: 'GROUP#rdb-a' }, ':plan': { S: 'PLAN#' } },
        ScanIndexForward: false,
      }),
    );
    expect(Items?.map(({ sk }) => sk?.S)).toEqual(['PLAN#2', 'PLAN#1']);
  });

  it('refuses a conditional write whose condition fails', async () => {
    const { dynamoDb } = await startLocalAws();
    const take = (owner: string) =>
      dynamoDb.send(
        new UpdateItemCommand({
          TableName,
          Key: { pk: { S: 'GROUP#rdb-a' }, sk: { S: 'STATE' } },
          UpdateExpression: 'SET leaseOwner = :owner',
          ConditionExpression: 'attribute_not_exists(leaseOwner)',
          ExpressionAttributeValues: { ':owner': { S: owner } },
          ReturnValues: 'ALL_NEW',
        }),
      );
    expect((await take('first')).Attributes?.['leaseOwner']).toEqual({ S: 'first' });
    expect(await refusalOf(take('second'))).toMatchObject({ name: 'ConditionalCheckFailedException' });
  });

  it('can be started without the table', async () => {
    const { dynamoDb } = await startLocalAws({ stateTable: null });
    const refusal = await refusalOf(dynamoDb.send(new DescribeTableCommand({ TableName })));
    expect(refusal.name).toBe('ResourceNotFoundException');
  });
});

describe('EventBridge on the wire', () => {
  it('keeps the events put, and answers an entry that is none with its own error', async () => {
    const { emulator, eventBridge } = await startLocalAws();
    const answer = await eventBridge.send(
      new PutEventsCommand({
        Entries: [
          { Source: 'spillway', DetailType: 'Spillway Scaling Decision', Detail: '{"kind":"scale-out"}' },
          { Source: 'spillway', DetailType: 'Spillway Scaling Decision', Detail: 'no JSON' },
          { Source: 'spillway', Detail: '{}' },
        ],
      }),
    );
    expect(answer.FailedEntryCount).toBe(2);
    expect(answer.Entries).toMatchObject([
      { EventId: expect.any(String) },
      { ErrorCode: 'MalformedDetail' },
      { ErrorCode: 'InvalidArgument' },
    ]);
    expect(emulator.events).toMatchObject([
      { source: 'spillway', detail: { kind: 'scale-out' }, atMs: START_MS },
    ]);
  });

  it('refuses more than ten entries', async () => {
    const { eventBridge } = await startLocalAws();
    const Entries = Array.from({ length: 11 }, () => ({ Source: 'a', DetailType: 'b', Detail: '{}' }));
    expect(await refusalOf(eventBridge.send(new PutEventsCommand({ Entries })))).toMatchObject({
      name: 'ValidationException',
    });
  });
});

describe('EventBridge Scheduler on the wire', () => {
  const schedules = [
    {
      name: 'end-of-day',
      expression: 'cron(0 17 ? * MON-FRI *)',
      timezone: 'America/New_York',
      input: { action: 'scale-in' },
    },
    { name: 'weekend', expression: 'cron(0 20 ? * FRI *)', input: { action: 'scale-to-zero' } },
  ];

  it('shows the schedules that it runs', async () => {
    const { scheduler } = await startLocalAws({ schedules });
    const schedule = await scheduler.send(
      new GetScheduleCommand({ Name: 'end-of-day', GroupName: 'spillway' }),
    );
    expect(schedule).toMatchObject({
      ScheduleExpression: 'cron(0 17 ? * MON-FRI *)',
      ScheduleExpressionTimezone: 'America/New_York',
      State: 'ENABLED',
      CreationDate: new Date(START_MS),
      Target: { Input: '{"action":"scale-in"}' },
    });
  });

  it('lists them in pages', async () => {
    const { scheduler } = await startLocalAws({ schedules });
    const first = await scheduler.send(new ListSchedulesCommand({ GroupName: 'spillway', MaxResults: 1 }));
    const second = await scheduler.send(
      new ListSchedulesCommand({ GroupName: 'spillway', MaxResults: 1, NextToken: first.NextToken }),
    );
    expect([first, second].flatMap(({ Schedules = [] }) => Schedules.map(({ Name }) => Name))).toEqual([
      'end-of-day',
      'weekend',
    ]);
    expect(second.NextToken).toBeUndefined();
  });

  it('does not find one that is not there', async () => {
    const { scheduler } = await startLocalAws();
    const refusal = await refusalOf(scheduler.send(new GetScheduleCommand({ Name: 'x' })));
    expect(refusal).toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Schedule x does not exist.',
    });
  });
});

describe('Lambda on the wire', () => {
  const invoke = (FunctionName: string, event: unknown) =>
    new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(event)) });

  it('runs a function and answers what it returns', async () => {
    const { emulator, lambda } = await startLocalAws();
    emulator.setFunctions({ probe: async (event: { n: number }) => ({ doubled: event.n * 2 }) });
    for (const name of ['probe', 'arn:aws:lambda:us-east-1:123456789012:function:probe', 'probe:$LATEST']) {
      const answer = await lambda.send(invoke(name, { n: 21 }));
      expect([answer.StatusCode, answer.FunctionError]).toEqual([200, undefined]);
      expect(answer.Payload?.transformToString()).toBe('{"doubled":42}');
    }
  });

  it('answers a function that throws with FunctionError and the error in the payload', async () => {
    const probe = () => Promise.reject(new TypeError('no such host'));
    const { lambda } = await startLocalAws({ functions: { probe } });
    const answer = await lambda.send(invoke('probe', {}));
    expect([answer.StatusCode, answer.FunctionError]).toEqual([200, 'Unhandled']);
    expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toMatchObject({
      errorType: 'TypeError',
      errorMessage: 'no such host',
    });
  });

  it('runs an asynchronous invocation when time moves on', async () => {
    const seen: unknown[] = [];
    const probe = (event: unknown) => Promise.resolve(seen.push(event));
    const { emulator, lambda } = await startLocalAws({ functions: { probe } });
    const answer = await lambda.send(
      new InvokeCommand({ FunctionName: 'probe', InvocationType: 'Event', Payload: Buffer.from('[1]') }),
    );
    expect([answer.StatusCode, seen]).toEqual([202, []]);
    await emulator.runUntil(START_MS);
    expect(seen).toEqual([[1]]);
  });

  it('refuses an asynchronous payload of more than 1 MB, and takes the same by answer', async () => {
    const { lambda } = await startLocalAws({ functions: { probe: () => Promise.resolve(1) } });
    const large = { FunctionName: 'probe', Payload: Buffer.from(JSON.stringify('x'.repeat(1_000_000))) };
    const event = new InvokeCommand({ ...large, InvocationType: 'Event' });
    expect(await refusalOf(lambda.send(event))).toMatchObject({ name: 'RequestTooLargeException' });
    expect((await lambda.send(new InvokeCommand(large))).StatusCode).toBe(200);
  });

  it('refuses a function that does not exist and a payload that is no JSON', async () => {
    const { lambda } = await startLocalAws({ functions: { probe: () => Promise.resolve() } });
    expect(await refusalOf(lambda.send(invoke('nothing', {})))).toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Function not found: arn:aws:lambda:us-east-1:123456789012:function:nothing',
    });
    const broken = new InvokeCommand({ FunctionName: 'probe', Payload: Buffer.from('{') });
    expect(await refusalOf(lambda.send(broken))).toMatchObject({ name: 'InvalidRequestContentException' });
  });
});

describe('Secrets Manager on the wire', () => {
  it('answers a secret by name and by ARN', async () => {
    const { secrets } = await startLocalAws({ secrets: { 'rdb/probe': '{"username":"u"}' } });
    const byName = await secrets.send(new GetSecretValueCommand({ SecretId: 'rdb/probe' }));
    expect(byName).toMatchObject({ Name: 'rdb/probe', SecretString: '{"username":"u"}' });
    const byArn = await secrets.send(new GetSecretValueCommand({ SecretId: byName.ARN }));
    expect(byArn.SecretString).toBe('{"username":"u"}');
  });

  it('does not find a secret that is not there', async () => {
    const { secrets } = await startLocalAws();
    expect(await refusalOf(secrets.send(new GetSecretValueCommand({ SecretId: 'x' })))).toMatchObject({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
    });
  });
});
