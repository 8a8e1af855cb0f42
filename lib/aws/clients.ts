// The SDK clients: how often they try, how long they wait, and where they connect. Shared by all adapters,
// made once per process. Not here: the deadline of a call (aws-calls.ts), what errors mean (aws-errors.ts).
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { MemoryDBClient } from '@aws-sdk/client-memorydb';
import type { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * A read is tried this often: the SDK's `standard` mode waits a random time of up to 50 ms (1 s when
 * throttled), doubled with each try, and stops early when its retry budget is spent.
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const READ_ATTEMPTS_MAX = 4;

/** A write is sent once: a retry of ours is a new observation, as what became of the first is not known. */
export const WRITE_ATTEMPTS_MAX = 1;

/** Time allowed for a connection; under 2 s, so that the SDK's timer starts with the request. */
export const CONNECT_TIMEOUT_MS = 1_500;

/** Time allowed for one attempt, answer included. */
export const REQUEST_TIMEOUT_MS = 5_000;

/**
 * Time allowed for one call of the probe function: a cold start in a VPC, and for each 128 servers the
 * deadline of the slowest (`PROBE_DEADLINE_DEFAULT_MS`). `READ_LIMIT_MS` bounds all attempts together.
 */
export const PROBE_REQUEST_TIMEOUT_MS = 15_000;

/**
 * What the SDK has to say: its warnings are the process's, and nothing else goes anywhere. There is no `info` and no
 * `error` on purpose: for those it first copies each question and answer, member by member, an eighth of a tick's processor
 * time, though its own default then drops them. It asks whether there is one; of `debug` its credential providers do not ask.
 * Source: https://github.com/aws/aws-sdk-js-v3/blob/main/packages/middleware-logger/src/loggerMiddleware.ts
 */
const WARNINGS_ONLY = {
  debug: () => undefined,
  warn: (...said: unknown[]) => process.emitWarning(said.map(String).join(' ')),
} as NonNullable<DynamoDBClientConfig['logger']>;

export interface ClientOptions {
  /** Where all calls go, such as a local AWS. Without it the SDK decides (`AWS_ENDPOINT_URL`, region). */
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: NonNullable<DynamoDBClientConfig['credentials']>;
  /** Replaces the reads' retry strategy, so that a test need not wait. */
  readonly readRetryStrategy?: NonNullable<DynamoDBClientConfig['retryStrategy']>;
  /** Replaces `REQUEST_TIMEOUT_MS` and `PROBE_REQUEST_TIMEOUT_MS`. */
  readonly requestTimeoutMs?: number;
}

/** `retrying` for reads and repeatable writes; `once` for writes that must not be sent twice. */
export interface ClientPair<Client> {
  readonly retrying: Client;
  readonly once: Client;
}

export interface AwsClients {
  readonly autoScaling: ClientPair<AutoScalingClient>;
  readonly dynamoDb: ClientPair<DynamoDBDocumentClient>;
  readonly cloudWatch: CloudWatchClient;
  /** Loaded when first used: the EC2 client is more than half of a bundle, and few cycles need it. */
  ec2(): Promise<EC2Client>;
  /** Loaded when first used: only cycles that act announce anything. */
  eventBridge(): Promise<EventBridgeClient>;
  /** Loaded when first used: only groups with the probe need it. */
  lambda(): Promise<LambdaClient>;
  /** Loaded when first used: only groups whose RDBs know users need it. */
  secretsManager(): Promise<SecretsManagerClient>;
  /** Loaded when first used: only streams need it. */
  kinesis(): Promise<ClientPair<KinesisClient>>;
  /** Loaded when first used: only clusters need it. */
  memoryDb(): Promise<ClientPair<MemoryDBClient>>;
  /** Loaded when first used: what is no Auto Scaling group is found by it. */
  tagging(): Promise<ResourceGroupsTaggingAPIClient>;
  /** Closes idle connections; for tests and the CLI, a Lambda keeps them. */
  destroy(): void;
}

/** Makes the clients. Nothing is sent, and no credentials are looked up, before the first call. */
export function createAwsClients(options: ClientOptions = {}): AwsClients {
  const { connection, retrying } = connectionsOf(options);

  const autoScaling = new AutoScalingClient(retrying);
  const dynamoDb = createDynamoClients(options);
  const cloudWatch = new CloudWatchClient({
    ...retrying,
    // Queries are a few kilobytes: gzip would cost more time than it saves, and nobody could read them.
    disableRequestCompression: true,
  });
  // The handler is shared within a pair, and with it the open connections.
  const autoScalingOnce = new AutoScalingClient({
    ...connection,
    requestHandler: autoScaling.config.requestHandler,
    maxAttempts: WRITE_ATTEMPTS_MAX,
  });

  const ec2 = lazily(async () => {
    const { createEc2Client } = await import('./rdb-group/fleet/instance-lookup.ts');
    return createEc2Client(retrying);
  });
  const eventBridge = lazily(async () => {
    const { createEventBridgeClient } = await import('./event-bus.ts');
    return createEventBridgeClient(retrying);
  });
  const lambda = lazily(async () => {
    const { LambdaClient } = await import('@aws-sdk/client-lambda');
    // Asking RDBs takes its time, and may be repeated: the probe only reads.
    const requestTimeout = options.requestTimeoutMs ?? PROBE_REQUEST_TIMEOUT_MS;
    const requestHandler = { ...connection.requestHandler, requestTimeout };
    return new LambdaClient({ ...retrying, requestHandler });
  });
  const secretsManager = lazily(async () => {
    const { SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    return new SecretsManagerClient(retrying);
  });
  const kinesis = lazily(async () => {
    const { KinesisClient } = await import('@aws-sdk/client-kinesis');
    // By itself it speaks HTTP/2, whose handler knows other time limits: with the others' it waits as they do.
    const { requestHandler } = autoScaling.config;
    return {
      retrying: new KinesisClient({ ...retrying, requestHandler }),
      once: new KinesisClient({ ...connection, requestHandler, maxAttempts: WRITE_ATTEMPTS_MAX }),
    };
  });
  const memoryDb = lazily(async () => {
    const { MemoryDBClient } = await import('@aws-sdk/client-memorydb');
    const { requestHandler } = autoScaling.config;
    return {
      retrying: new MemoryDBClient({ ...retrying, requestHandler }),
      once: new MemoryDBClient({ ...connection, requestHandler, maxAttempts: WRITE_ATTEMPTS_MAX }),
    };
  });
  const tagging = lazily(async () => {
    const { ResourceGroupsTaggingAPIClient } = await import('@aws-sdk/client-resource-groups-tagging-api');
    return new ResourceGroupsTaggingAPIClient(retrying);
  });

  return {
    autoScaling: { retrying: autoScaling, once: autoScalingOnce },
    dynamoDb,
    cloudWatch,
    ec2: ec2.get,
    eventBridge: eventBridge.get,
    lambda: lambda.get,
    secretsManager: secretsManager.get,
    kinesis: kinesis.get,
    memoryDb: memoryDb.get,
    tagging: tagging.get,
    destroy: () => {
      const lazy = [ec2, eventBridge, lambda, secretsManager, tagging].map((client) => client.made());
      for (const client of [autoScaling, cloudWatch, ...lazy]) client?.destroy();
      // To destroy a document client does nothing.
      dynamoDb.retrying.config.requestHandler.destroy?.();
    },
  };
}

/** DynamoDB's alone, for what needs no other. */
export function createDynamoClients(options: ClientOptions = {}): ClientPair<DynamoDBDocumentClient> {
  const { connection, retrying } = connectionsOf(options);
  const dynamoDb = new DynamoDBClient(retrying);
  const once = new DynamoDBClient({
    ...connection,
    requestHandler: dynamoDb.config.requestHandler,
    maxAttempts: WRITE_ATTEMPTS_MAX,
  });
  const documents = { marshallOptions: { removeUndefinedValues: true } };
  return {
    retrying: DynamoDBDocumentClient.from(dynamoDb, documents),
    once: DynamoDBDocumentClient.from(once, documents),
  };
}

function connectionsOf(options: ClientOptions) {
  const connection = {
    ...(options.endpoint !== undefined && { endpoint: options.endpoint }),
    ...(options.region !== undefined && { region: options.region }),
    ...(options.credentials && { credentials: options.credentials }),
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
      // Without it the SDK only warns, and waits on.
      throwOnRequestTimeout: true,
    },
    logger: WARNINGS_ONLY,
  };
  const retrying = {
    ...connection,
    retryMode: 'standard',
    maxAttempts: READ_ATTEMPTS_MAX,
    ...(options.readRetryStrategy && { retryStrategy: options.readRetryStrategy }),
  };
  return { connection, retrying };
}

interface Lazy<Client> {
  readonly get: () => Promise<Client>;
  readonly made: () => Client | undefined;
}

function lazily<Client>(make: () => Promise<Client>): Lazy<Client> {
  let client: Client | undefined;
  let making: Promise<Client> | undefined;
  return {
    get: () =>
      (making ??= make().then((made) => {
        client = made;
        return made;
      })),
    made: () => client,
  };
}
