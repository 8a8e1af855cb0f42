// The demand port over the simulated CloudWatch: what Kinesis told of streams, by the minute.
// Its sibling over the real AWS is lib/aws/kinesis-stream/cloudwatch-demand.ts.
import { settledOfEach, type Settled } from '../../ports/settled.ts';
import { MINUTE_MS } from '../../core/units.ts';
import type {
  DemandMinute,
  DemandOf,
  DemandQuery,
  DemandReader,
  ShardMinute,
  StreamDemand,
} from '../../targets/kinesis-stream/ports/demand.ts';
import type { Datapoint, Dimensions, MetricStore, Statistic } from '../aws/metric-store.ts';
import { KINESIS_NAMESPACE } from '../kinesis/publish-metrics.ts';
import type { World } from '../world.ts';
import { read } from './sim-calls.ts';

/** `GetMetricData` answers so many queries a call. */
const QUERIES_PER_CALL = 500;
/** Bytes, records, refused records; and for the whole stream the iterator age. */
const QUERIES_PER_SHARD = 3;
const QUERIES_PER_STREAM = 4;

export function createSimDemand(world: World): DemandReader {
  return {
    async readDemand(query) {
      if (wholeMinutes(query).toMs <= wholeMinutes(query).fromMs) return demandOfEach(world, query);
      const queryCount = query.streams.reduce(
        (sum, { consumerNames, shardIds }) =>
          sum + QUERIES_PER_STREAM + consumerNames.length + shardIds.length * QUERIES_PER_SHARD,
        0,
      );
      const names = query.streams.map(({ streamName }) => streamName);
      const asks = async () => {
        for (let asked = 0; asked < queryCount; asked += QUERIES_PER_CALL)
          await read(world, 'cloudwatch', 'GetMetricData', { names }, () => undefined);
        return demandOfEach(world, query);
      };
      return settledOfEach(names.length, asks);
    },
  };
}

function wholeMinutes({ fromMs, nowMs }: DemandQuery) {
  const startOf = (atMs: number) => Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
  return { fromMs: startOf(fromMs), toMs: startOf(nowMs) };
}

function demandOfEach({ metrics }: World, query: DemandQuery): readonly Settled<StreamDemand>[] {
  const range = wholeMinutes(query);
  return query.streams.map((stream) => ({ ok: true, value: demandOf(metrics, stream, range) }));
}

type Range = ReturnType<typeof wholeMinutes>;
type MutableMinute = { -readonly [Name in keyof DemandMinute]: DemandMinute[Name] };
type Field = Exclude<keyof DemandMinute, 'startMs'>;

function demandOf(metrics: MetricStore, stream: DemandOf, range: Range): StreamDemand {
  const { streamName: StreamName, consumerNames, shardIds } = stream;

  function gather(dimensions: Dimensions, names: readonly (readonly [Field, string, Dimensions?])[]) {
    const minutes = new Map<number, MutableMinute>();
    for (const [field, name, more] of names) {
      const statistic = field === 'iteratorAgeMs' || field === 'behindMs' ? 'Maximum' : 'Sum';
      for (const { startMs, value } of pointsOf(metrics, {
        name,
        statistic,
        range,
        dimensions: { ...dimensions, ...more },
      })) {
        const minute = minutes.get(startMs) ?? { startMs };
        minutes.set(startMs, minute);
        if (field === 'behindMs')
          minute.behindMs = new Map(minute.behindMs).set(more?.['ConsumerName'] ?? '', value);
        else minute[field] = value;
      }
    }
    return [...minutes.values()].sort((a, b) => a.startMs - b.startMs);
  }

  const shards = shardIds
    .map((ShardId): [string, readonly ShardMinute[]] => [ShardId, gather({ StreamName, ShardId }, PUTS)])
    .filter(([, minutes]) => minutes.length > 0);
  const behind = 'SubscribeToShardEvent.MillisBehindLatest';
  return {
    minutes: gather({ StreamName }, [
      ...PUTS,
      ['iteratorAgeMs', 'GetRecords.IteratorAgeMilliseconds'],
      ...consumerNames.map((ConsumerName) => ['behindMs', behind, { ConsumerName }] as const),
    ]),
    shards: new Map(shards),
  };
}

const PUTS = [
  ['bytes', 'IncomingBytes'],
  ['records', 'IncomingRecords'],
  ['throttledRecords', 'WriteProvisionedThroughputExceeded'],
] as const;

function pointsOf(
  metrics: MetricStore,
  given: { name: string; dimensions: Dimensions; statistic: Statistic; range: Range },
): readonly Datapoint[] {
  const { name, dimensions, statistic, range } = given;
  const series = metrics.find(KINESIS_NAMESPACE, name, dimensions);
  return series ? metrics.statistics(series, { ...range, periodMs: MINUTE_MS, statistic }) : [];
}
