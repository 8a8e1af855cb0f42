// The stream ports over the simulated Kinesis. Each call passes the world's gate, so that it is counted by AWS's action
// and can be made to fail. Its sibling over the real AWS is lib/aws/kinesis-stream.
import type { FailureKind } from '../../core/errors.ts';
import type {
  CapacityMode,
  StreamReader,
  StreamStatus,
  StreamSummary,
  StreamWriter,
} from '../../targets/kinesis-stream/ports/streams.ts';
import type { AwsError } from '../aws/aws-error.ts';
import type { StreamState } from '../kinesis/stream-state.ts';
import type { World } from '../world.ts';
import { failureOf, read, write } from './sim-calls.ts';

/** AWS's largest page of the Resource Groups Tagging API. */
const STREAMS_PER_PAGE = 100;

export function createSimStreamReader(world: World): StreamReader {
  const { kinesis } = world;

  const ask = <T>(action: string, streamName: string, carryOut: () => T) =>
    read(world, 'kinesis', action, { streamName }, () =>
      kinesis.list().includes(streamName) ? carryOut() : undefined,
    );

  const readSummary = async (streamName: string): Promise<StreamSummary | undefined> => {
    const summary = await ask('DescribeStreamSummary', streamName, () =>
      summaryOf(kinesis.describe(streamName), kinesis.openCount(streamName)),
    );
    if (summary && summary.consumerNames.length > 0)
      await ask('ListStreamConsumers', streamName, () => undefined);
    return summary;
  };

  return {
    async *listManagedStreams() {
      const managed = kinesis.listTagged().filter(({ tags }) => tags['spillway:managed'] === 'true');
      for (let start = 0; start === 0 || start < managed.length; start += STREAMS_PER_PAGE)
        yield await read(world, 'tag', 'GetResources', { start }, () =>
          managed.slice(start, start + STREAMS_PER_PAGE),
        );
    },
    readSummary,
    readStream: async (streamName) => {
      const summary = await readSummary(streamName);
      const tags = await ask('ListTagsForStream', streamName, () =>
        Object.fromEntries(kinesis.describe(streamName).tags),
      );
      return summary && tags && { ...summary, tags };
    },
    readOpenShardIds: async (streamName) =>
      (await ask('ListShards', streamName, () =>
        kinesis.listShards(streamName, { type: 'AT_LATEST' }).map(({ shardId }) => shardId),
      )) ?? [],
  };
}

export function createSimStreamWriter(world: World): StreamWriter {
  return {
    updateShardCount: ({ streamName, shardCount }) =>
      write(
        world,
        'UpdateShardCount',
        { StreamName: streamName, TargetShardCount: shardCount },
        () => world.kinesis.updateShardCount({ name: streamName, targetCount: shardCount }),
        refusalOf,
      ),
  };
}

/** The simulated Kinesis says of the changes of a day, and of nothing else, that they are in 24 hours. */
function refusalOf(error: AwsError): FailureKind {
  if (error.code === 'ResourceNotFoundException') return 'absent';
  const isSpent = error.code === 'LimitExceededException' && error.message.includes('rolling 24 hour');
  return isSpent ? 'spent' : failureOf(error);
}

const STATUSES: Readonly<Record<StreamState['status'], StreamStatus>> = {
  CREATING: 'creating',
  ACTIVE: 'active',
  UPDATING: 'updating',
  DELETING: 'deleting',
};

const MODES: Readonly<Record<StreamState['mode'], CapacityMode>> = {
  PROVISIONED: 'provisioned',
  ON_DEMAND: 'on-demand',
};

const HOT_SHARD_METRICS = ['IncomingBytes', 'IncomingRecords', 'WriteProvisionedThroughputExceeded'] as const;

function summaryOf(stream: Readonly<StreamState>, shardCount: number): StreamSummary {
  return {
    name: stream.name,
    status: STATUSES[stream.status],
    mode: MODES[stream.mode],
    shardCount,
    createdAtMs: stream.createdAtMs,
    consumerNames: [...stream.consumers.values()]
      .filter(({ kind }) => kind === 'enhanced-fan-out')
      .map(({ name }) => name)
      .sort(),
    shardMetrics: HOT_SHARD_METRICS.every((name) => stream.shardMetrics.has(name)) ? 'on' : 'off',
  };
}
