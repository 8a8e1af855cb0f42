// A small world behind a running emulator, and the real SDK clients pointed at it.
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { onTestFinished } from 'vitest';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../lib/emulator/start-emulator.ts';
import type { KinesisOptions } from '../../lib/sim/kinesis/kinesis.ts';
import type { MemoryDbOptions } from '../../lib/sim/memorydb/memorydb.ts';
import { createWorld, type World, type WorldGroup } from '../../lib/sim/world.ts';

export const START_MS = Date.parse('2026-11-20T14:30:00Z');

/** Settings of a client: one attempt, so that a test sees the first answer. */
export function clientSettings(endpoint: string, accessKeyId = 'AKIAIOSFODNN7EXAMPLE') {
  return {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: 'secret' },
    maxAttempts: 1,
  };
}

export interface LocalAws {
  readonly world: World;
  readonly emulator: Emulator;
  readonly autoScaling: AutoScalingClient;
  readonly ec2: EC2Client;
  readonly cloudWatch: CloudWatchClient;
  readonly dynamoDb: DynamoDBClient;
  readonly eventBridge: EventBridgeClient;
  readonly kinesis: KinesisClient;
  readonly lambda: LambdaClient;
  readonly scheduler: SchedulerClient;
  readonly secrets: SecretsManagerClient;
  readonly tagging: ResourceGroupsTaggingAPIClient;
}

/** Starts an emulator for one test, and stops it after. */
export async function startLocalAws(
  options: Omit<Partial<EmulatorOptions>, 'world'> & {
    readonly groups?: readonly WorldGroup[];
    readonly kinesis?: KinesisOptions;
    readonly memoryDb?: MemoryDbOptions;
  } = {},
): Promise<LocalAws> {
  const { groups = [], kinesis, memoryDb, ...rest } = options;
  const world = createWorld({
    startMs: START_MS,
    ...(kinesis && { kinesis }),
    ...(memoryDb && { memoryDb }),
  });
  for (const group of groups) world.addGroup(group);
  const emulator = await startEmulator({ world, tick: null, ...rest });
  const settings = clientSettings(emulator.endpoint);
  const autoScaling = new AutoScalingClient(settings);
  const clients = {
    autoScaling,
    ec2: new EC2Client(settings),
    cloudWatch: new CloudWatchClient(settings),
    dynamoDb: new DynamoDBClient(settings),
    eventBridge: new EventBridgeClient(settings),
    // By itself it speaks HTTP/2, which the emulator does not: another client's connections are HTTP/1.1.
    kinesis: new KinesisClient({ ...settings, requestHandler: autoScaling.config.requestHandler }),
    lambda: new LambdaClient(settings),
    scheduler: new SchedulerClient(settings),
    secrets: new SecretsManagerClient(settings),
    tagging: new ResourceGroupsTaggingAPIClient(settings),
  };
  onTestFinished(async () => {
    for (const client of Object.values(clients)) client.destroy();
    await emulator.stop();
  });
  return { world, emulator, ...clients };
}

/** A group with two nodes in service, one live and one queued. */
export function aGroup(changes: Partial<WorldGroup> = {}): WorldGroup {
  return {
    name: 'rdb-a',
    minSize: 1,
    maxSize: 5,
    desiredCapacity: 2,
    readyNodeCount: 2,
    tags: { 'spillway:managed': 'true' },
    ...changes,
  };
}

/** The rejection of a call, for its `name` and `message`. */
export async function refusalOf(call: Promise<unknown>): Promise<{ name: string; message: string }> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof Error) return outcome;
  throw new Error('The call was not refused');
}

/** The value, which the answer must hold. */
export function present<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw new Error('The answer lacks a value');
  return value;
}
