// The simulated Kinesis Data Streams of an account in a region, on the world's clock. The rules stand in the files
// beside it: new-stream.ts and check-update.ts (what is refused), reshard-steps.ts, shards.ts, traffic.ts, on-demand.ts.
import { MINUTE_MS, SECOND_MS } from '../../core/units.ts';
import type { MetricStore } from '../aws/metric-store.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { AwsError } from '../aws/aws-error.ts';
import { checkModeUpdate, checkShardCountUpdate, checkShardLimit } from './check-update.ts';
import { noSuchStream, notActive } from './kinesis-errors.ts';
import type { Kinesis, KinesisOptions } from './kinesis.ts';
import { checkCreate, checkTagCount, newStream } from './new-stream.ts';
import { onDemandShards } from './on-demand.ts';
import { publishMinute } from './publish-metrics.ts';
import { reshardSteps, type ReshardStep } from './reshard-steps.ts';
import { forgetExpired, nextSequenceNumber, openShards, shardOfKey, shardsOf, takeStep } from './shards.ts';
import type { StreamSpec, StreamState } from './stream-state.ts';
import { createTagListing } from './tag-listing.ts';
import { addFlow, putRecord, settle } from './traffic.ts';

/** Source: https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
const SHARD_LIMIT_DEFAULT = 20_000;
const ON_DEMAND_STREAM_LIMIT = 50;
/** AWS says "asynchronous", not how long. */
const CREATING_MS = 30 * SECOND_MS;
const DELETING_MS = 30 * SECOND_MS;
/** AWS says "a few minutes", "depending on the size of the stream". */
const reshardMsDefault = (stepCount: number) => MINUTE_MS + 5 * SECOND_MS * stepCount;

export function createKinesis(
  { clock, metrics }: { clock: VirtualClock; metrics: MetricStore },
  options: KinesisOptions = {},
): Kinesis {
  const { shardLimit = SHARD_LIMIT_DEFAULT, reshardMs = reshardMsDefault, metricsDelayMs = 0 } = options;
  const { nowMs } = clock;
  const streams = new Map<string, StreamState>();
  const listing = createTagListing({ nowMs, delayMs: options.listingDelayMs ?? 0 });

  function streamOf(name: string): StreamState {
    const stream = streams.get(name);
    if (!stream) throw noSuchStream(name);
    settle(stream, nowMs());
    forgetExpired(stream, nowMs());
    return stream;
  }

  const openInAccount = () =>
    [...streams.values()]
      .filter(({ mode }) => mode === 'PROVISIONED')
      .reduce((sum, stream) => sum + openShards(stream).length, 0);

  function enter(spec: StreamSpec, status: 'CREATING' | 'ACTIVE'): StreamState {
    const stream = newStream(spec, status, nowMs());
    streams.set(spec.name, stream);
    listing.note(spec.name, stream.tags);
    const nextMinuteMs = Math.floor(nowMs() / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
    clock.schedule(nextMinuteMs, () => endMinute(stream, nextMinuteMs));
    return stream;
  }

  function endMinute(stream: StreamState, endMs: number): void {
    if (streams.get(stream.name) !== stream) return;
    clock.schedule(endMs + MINUTE_MS, () => endMinute(stream, endMs + MINUTE_MS));
    settle(stream, endMs);
    const wantedCount = stream.mode === 'ON_DEMAND' ? onDemandShards(stream, endMs) : 0;
    publishMinute(stream, metrics, { endMs, arrivedAtMs: endMs + metricsDelayMs });
    if (wantedCount > openShards(stream).length)
      for (const step of stepsTo(stream, wantedCount)) takeStep(stream, step, endMs);
  }

  const stepsTo = (stream: StreamState, count: number): readonly ReshardStep[] =>
    reshardSteps(openShards(stream), count, stream.nextShardNumber);

  function become(stream: StreamState, status: 'CREATING' | 'UPDATING', durationMs: number): void {
    stream.status = status;
    clock.schedule(nowMs() + durationMs, () => {
      if (stream.status === status) stream.status = 'ACTIVE';
    });
  }

  return {
    addStream: (spec) => void enter(spec, 'ACTIVE'),
    addFlow: (name, flow) => addFlow(streamOf(name), flow),
    setConsumer: (name, consumer) => void streamOf(name).consumers.set(consumer.name, consumer),

    createStream(spec) {
      checkCreate(spec, { streams, openInAccount: openInAccount(), shardLimit });
      become(enter(spec, 'CREATING'), 'CREATING', CREATING_MS);
    },

    deleteStream({ name, consumers }) {
      const stream = streamOf(name);
      if (stream.status === 'DELETING') throw notActive(stream);
      const isRead = [...stream.consumers.values()].some(({ kind }) => kind === 'enhanced-fan-out');
      if (isRead && consumers === 'must-be-none')
        throw new AwsError('ResourceInUseException', `Stream ${name} has registered consumers.`);
      stream.status = 'DELETING';
      clock.schedule(nowMs() + DELETING_MS, () => {
        streams.delete(name);
        listing.note(name, undefined);
      });
    },

    describe: streamOf,
    list: () => [...streams.keys()].sort(),
    listShards: (name, filter) => shardsOf(streamOf(name), filter, nowMs()),
    openCount: (name) => openShards(streamOf(name)).length,

    updateShardCount({ name, targetCount }) {
      const stream = streamOf(name);
      const openCount = openShards(stream).length;
      checkShardCountUpdate({ stream, openCount, targetCount }, nowMs());
      const steps = stepsTo(stream, targetCount);
      checkShardLimit({ openCount, openInAccount: openInAccount(), limit: shardLimit, steps });
      stream.shardCountUpdates.push(nowMs());
      const startMs = nowMs();
      const durationMs = reshardMs(steps.length);
      steps.forEach((step, index) => {
        clock.schedule(startMs + Math.round((durationMs * (index + 1)) / steps.length), () => {
          settle(stream, nowMs());
          takeStep(stream, step, nowMs());
        });
      });
      become(stream, 'UPDATING', durationMs);
      return openCount;
    },

    updateStreamMode({ name, mode }) {
      const stream = streamOf(name);
      checkModeUpdate({ stream, mode }, nowMs());
      stream.modeUpdates.push(nowMs());
      stream.mode = mode;
      stream.latestDemand.length = 0;
      stream.demandOfDay.clear();
      become(stream, 'UPDATING', reshardMs(0));
    },

    putTags(name, tags) {
      const stream = writable(streamOf(name));
      checkTagCount([...stream.tags.keys(), ...Object.keys(tags)]);
      for (const [key, value] of Object.entries(tags)) stream.tags.set(key, value);
      listing.note(name, stream.tags);
    },

    removeTags(name, keys) {
      const stream = writable(streamOf(name));
      for (const key of keys) stream.tags.delete(key);
      listing.note(name, stream.tags);
    },

    enableShardMetrics(name, names) {
      const stream = writable(streamOf(name));
      const before = [...stream.shardMetrics];
      for (const metric of names) stream.shardMetrics.add(metric);
      return before;
    },

    put(name, { bytes, hashKey }) {
      const stream = writable(streamOf(name));
      const shard = shardOfKey(stream, hashKey);
      const { shardId } = shard;
      if (putRecord(stream, shard, { bytes, nowMs: nowMs() }) === 'throttled')
        return { kind: 'throttled', shardId };
      return { kind: 'taken', shardId, sequenceNumber: nextSequenceNumber(stream, nowMs()) };
    },

    limits: () => ({
      shardLimit,
      openShardCount: openInAccount(),
      onDemandStreamCount: [...streams.values()].filter(({ mode }) => mode === 'ON_DEMAND').length,
      onDemandStreamLimit: ON_DEMAND_STREAM_LIMIT,
    }),
    listTagged: listing.list,
  };
}

/** A stream that is being made or deleted takes neither records nor settings; one that reshards does. */
function writable(stream: StreamState): StreamState {
  if (stream.status === 'CREATING' || stream.status === 'DELETING') throw notActive(stream);
  return stream;
}
