// Reads what streams were asked for from CloudWatch: several streams, their registered consumers and their shards in
// one call where they fit. What the metrics are called stands here and nowhere else.
// Source: https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { settleNow, valueOf } from '../../ports/settled.ts';
import { MINUTE_MS } from '../../core/units.ts';
import type {
  DemandMinute,
  DemandOf,
  DemandReader,
  ShardMinute,
  StreamDemand,
} from '../../targets/kinesis-stream/ports/demand.ts';
import type { AwsCalls } from '../aws-calls.ts';
import { type MetricPoint, type MetricQuery, readMetricSeries } from '../metric-series.ts';

const NAMESPACE = 'AWS/Kinesis';

type Field = Exclude<keyof DemandMinute, 'startMs'>;

/** One query, and where its values go. */
interface Wanted extends MetricQuery {
  readonly field: Field;
  readonly shardId?: string;
  readonly consumerName?: string;
}

/** The same names with the dimension `ShardId` are those of one shard. */
const PUTS = [
  ['bytes', 'IncomingBytes'],
  ['records', 'IncomingRecords'],
  ['throttledRecords', 'WriteProvisionedThroughputExceeded'],
] as const;

/** `DemandReader` on CloudWatch. */
export function createCloudWatchDemand(
  client: Pick<CloudWatchClient, 'send'>,
  calls: AwsCalls,
): DemandReader {
  return {
    readDemand: async ({ streams, fromMs, nowMs }) => {
      const wanted = streams.map((stream) => ({ queries: queriesOf(stream) }));
      const series = await readMetricSeries(client, calls, {
        queries: wanted.flatMap(({ queries }) => queries),
        startMs: wholeMinute(fromMs),
        endMs: wholeMinute(nowMs),
      });
      let next = 0;
      return wanted.map(({ queries }) => {
        const own = queries.map((query) => ({ query, answer: series[next++] }));
        return settleNow(() =>
          demandOf(own.map(({ query, answer }) => ({ ...query, points: answer ? valueOf(answer) : [] }))),
        );
      });
    },
  };
}

/** The minute that has begun is not over. */
function wholeMinute(atMs: number): number {
  return Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
}

function queriesOf({ streamName, consumerNames, shardIds }: DemandOf): readonly Wanted[] {
  const query = (
    field: Field,
    metricName: string,
    more: Partial<Pick<Wanted, 'dimensions' | 'shardId' | 'consumerName'>> = {},
  ): Wanted => ({
    field,
    namespace: NAMESPACE,
    metricName,
    statistic: field === 'iteratorAgeMs' || field === 'behindMs' ? 'Maximum' : 'Sum',
    ...more,
    dimensions: { StreamName: streamName, ...more.dimensions },
  });
  return [
    ...PUTS.map(([field, metricName]) => query(field, metricName)),
    query('iteratorAgeMs', 'GetRecords.IteratorAgeMilliseconds'),
    ...consumerNames.map((consumerName) =>
      query('behindMs', 'SubscribeToShardEvent.MillisBehindLatest', {
        dimensions: { ConsumerName: consumerName },
        consumerName,
      }),
    ),
    ...shardIds.flatMap((shardId) =>
      PUTS.map(([field, metricName]) =>
        query(field, metricName, { dimensions: { ShardId: shardId }, shardId }),
      ),
    ),
  ];
}

function demandOf(answered: readonly (Wanted & { readonly points: readonly MetricPoint[] })[]): StreamDemand {
  const minutes = new Map<number, MutableMinute>();
  const shards = new Map<string, Map<number, MutableMinute>>();
  for (const { field, shardId, consumerName = '', points } of answered) {
    if (points.length === 0) continue;
    const of = shardId === undefined ? minutes : (shards.get(shardId) ?? new Map<number, MutableMinute>());
    if (shardId !== undefined) shards.set(shardId, of);
    for (const { startMs, value } of points) {
      const minute = of.get(startMs) ?? { startMs };
      of.set(startMs, minute);
      if (field === 'behindMs') minute.behindMs = new Map(minute.behindMs).set(consumerName, value);
      else minute[field] = value;
    }
  }
  return {
    minutes: inOrder(minutes),
    shards: new Map(
      [...shards].map(([shardId, of]): [string, readonly ShardMinute[]] => [shardId, inOrder(of)]),
    ),
  };
}

type MutableMinute = { -readonly [Name in keyof DemandMinute]: DemandMinute[Name] };

function inOrder(minutes: ReadonlyMap<number, MutableMinute>): readonly DemandMinute[] {
  return [...minutes.values()].sort((a, b) => a.startMs - b.startMs);
}
