// What Kinesis tells CloudWatch of a stream at the end of each minute: of the stream always, of its shards where
// enhanced monitoring is on. A minute in which nothing was put, or nobody read, has no datapoint.
// Source: https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html
import { MINUTE_MS } from '../../core/units.ts';
import type { Dimensions, MetricStore } from '../aws/metric-store.ts';
import type { ShardMetric, StreamState, Totals } from './stream-state.ts';

export const KINESIS_NAMESPACE = 'AWS/Kinesis';

const NOTHING: Totals = { bytes: 0, records: 0, throttledBytes: 0, throttledRecords: 0 };

/**
 * Publishes the minute that ends at `endMs`, and begins the next. One sample for the whole minute, where AWS has one
 * for each call: sums are the same, counts and averages are not.
 */
export function publishMinute(
  stream: StreamState,
  metrics: MetricStore,
  { endMs, arrivedAtMs }: { endMs: number; arrivedAtMs: number },
): void {
  const atMs = endMs - MINUTE_MS;
  const put = (name: string, value: number, more: Dimensions = {}) => {
    const series = metrics.open(KINESIS_NAMESPACE, name, { StreamName: stream.name, ...more });
    metrics.put(series, { atMs, value, arrivedAtMs });
  };
  const whole = wholeOf([...stream.totals.values()]);
  if (stream.totals.size > 0) putIncoming(put, whole);
  publishConsumers(stream, put, atMs);
  if (stream.shardMetrics.size > 0) publishShards(stream, put, atMs);
  stream.totals.clear();
}

type Put = (name: string, value: number, more?: Dimensions) => void;

/** Parts of records, and floating point, end here. */
function wholeOf(totals: readonly Totals[]): Totals {
  return totals.reduce(
    (sum, one) => ({
      bytes: sum.bytes + Math.round(one.bytes),
      records: sum.records + Math.round(one.records),
      throttledBytes: sum.throttledBytes + Math.round(one.throttledBytes),
      throttledRecords: sum.throttledRecords + Math.round(one.throttledRecords),
    }),
    NOTHING,
  );
}

function putIncoming(put: Put, { bytes, records, throttledRecords }: Totals, more: Dimensions = {}): void {
  put('IncomingBytes', bytes, more);
  put('IncomingRecords', records, more);
  put('WriteProvisionedThroughputExceeded', throttledRecords, more);
}

/** Consumers with enhanced fan-out call no GetRecords: how far they are behind has a metric of its own, by name. */
function publishConsumers(stream: Readonly<StreamState>, put: Put, atMs: number): void {
  for (const { name, kind, behindMs } of stream.consumers.values()) {
    if (kind === 'polling') put('GetRecords.IteratorAgeMilliseconds', behindMs(atMs));
    else put('SubscribeToShardEvent.MillisBehindLatest', behindMs(atMs), { ConsumerName: name });
  }
}

function publishShards(stream: Readonly<StreamState>, put: Put, atMs: number): void {
  const polling = [...stream.consumers.values()].filter(({ kind }) => kind === 'polling');
  const asked = (name: ShardMetric): Put => (stream.shardMetrics.has(name) ? put : () => undefined);
  for (const { number, shardId } of stream.shards.values()) {
    const ShardId = { ShardId: shardId };
    const totals = stream.totals.get(number);
    if (totals) {
      const { bytes, records, throttledRecords } = wholeOf([totals]);
      asked('IncomingBytes')('IncomingBytes', bytes, ShardId);
      asked('IncomingRecords')('IncomingRecords', records, ShardId);
      const throttled = 'WriteProvisionedThroughputExceeded';
      asked(throttled)(throttled, throttledRecords, ShardId);
    }
    for (const { behindMs } of polling)
      asked('IteratorAgeMilliseconds')('IteratorAgeMilliseconds', behindMs(atMs), ShardId);
  }
}
