// A look at streams: what each is now, what arrived in the last hour, and how far its readers are. Reads only. A
// shard is looked at singly where records are refused, and where Kinesis tells of shards at all.
import { PortError } from '../../../core/errors.ts';
import { calendarNamed } from '../../../ports/calendar-store.ts';
import {
  eachAsItSettles,
  eachSettled,
  settledOfEach,
  valueOf,
  type Settled,
} from '../../../ports/settled.ts';
import { HOUR_MS, MINUTE_MS } from '../../../core/units.ts';
import { knownOf } from '../../../sharded/learned.ts';
import { NOTHING_LEARNED, parseLearned, type StreamLearned } from '../domain/learned.ts';
import type { Question } from '../domain/plan.ts';
import type { ParsedStreamPolicy } from '../domain/policy.ts';
import type { HottestShard, Stream } from '../domain/stream.ts';
import type { StreamDemand } from '../ports/demand.ts';
import type { StreamPorts } from '../ports/stream-ports.ts';
import type { ListedStream, StreamSummary } from '../ports/streams.ts';
import { denseMinutes, hottestShardOf, lagOf } from './minutes.ts';

/** A stream as it was found: in a listing, or by its name, and then with what it is now. */
export interface FoundStream extends ListedStream {
  readonly summary?: StreamSummary;
}

/** All that a decision may depend on. */
export interface StreamSeen extends Question {
  /** What was learned, where it cannot be read: it is kept as it stands. */
  readonly unread?: StreamLearned;
}

/** Demand is looked at for so long back: half an hour to shrink by, and room for a tick that is late. */
const MINUTES_READ_MS = HOUR_MS;

/** A hot shard is one that was so within this time. */
const SHARDS_READ_MS = 15 * MINUTE_MS;

/** Refusals so long ago are reason to look at single shards. */
const THROTTLED_MS = 5 * MINUTE_MS;

interface Look {
  readonly found: FoundStream;
  readonly policy: ParsedStreamPolicy;
  readonly learned: StreamLearned;
  readonly operatorTarget?: number;
}

type Ports = Pick<StreamPorts, 'streamReader' | 'demandReader' | 'calendars' | 'clock'>;

/**
 * The streams as they are seen now, in their order; or, of each, the `PortError` of a read that gave no complete answer.
 * Demand is read together. What else is read, AWS tells of one stream a call. None rejects.
 */
export function observeEach(looks: readonly Look[], ports: Ports): readonly Promise<Settled<StreamSeen>>[] {
  const telling = readTogether(looks, ports);
  return eachAsItSettles(looks, LOOKS_AT_ONCE, async (look, index) => {
    const { summaries, toldOf, nowMs } = await telling;
    const summary = summaries[index];
    const demand = toldOf.get(look.found.name);
    if (!summary?.ok) throw summary?.error;
    if (!demand) throw new Error(`${look.found.name}: nothing was said of its demand`);
    const stream = await streamOf(summary.value, valueOf(demand), ports, nowMs);
    return seenOf(look, stream, ports, nowMs);
  });
}

async function readTogether(looks: readonly Look[], ports: Ports) {
  const summaries = await eachSettled(looks, LOOKS_AT_ONCE, ({ found }) => summaryOf(found, ports));
  const nowMs = ports.clock.nowMs();
  const fromMs = nowMs - MINUTES_READ_MS;
  const there = summaries.flatMap((summary) => (summary.ok ? [summary.value] : []));
  const streams = there.map(({ name, consumerNames }) => ({ streamName: name, consumerNames, shardIds: [] }));
  const told = await settledOfEach(streams.length, () =>
    ports.demandReader.readDemand({ streams, fromMs, nowMs }),
  );
  return { summaries, toldOf: new Map(there.map(({ name }, index) => [name, told[index]])), nowMs };
}

const LOOKS_AT_ONCE = 10;

const LEARNED = { parse: parseLearned, nothing: NOTHING_LEARNED };

async function summaryOf({ name, summary }: FoundStream, { streamReader }: Ports): Promise<StreamSummary> {
  const known = summary ?? (await streamReader.readSummary(name));
  if (known) return known;
  const why = `the stream ${name} is gone`;
  throw new PortError('kinesis:DescribeStreamSummary', 'Gone', why, { failure: 'absent' });
}

async function seenOf(
  { found, policy, learned, operatorTarget }: Look,
  seen: Omit<Stream, 'tags'>,
  ports: Ports,
  nowMs: number,
): Promise<StreamSeen> {
  const { name, tags } = found;
  const stream = { ...seen, tags };
  const known = knownOf(name, learned, LEARNED);
  return {
    stream,
    policy,
    calendar: await calendarNamed(policy.policy.calendar, ports.calendars),
    nowMs,
    ...(operatorTarget !== undefined && { operatorTarget }),
    ...known,
  };
}

async function streamOf(
  summary: StreamSummary,
  demand: StreamDemand,
  ports: Ports,
  nowMs: number,
): Promise<Omit<Stream, 'tags'>> {
  const { name, mode, status, shardCount, createdAtMs, consumerNames } = summary;
  const fromMs = Math.max(createdAtMs, nowMs - MINUTES_READ_MS);
  // Of the same name there may have been another: what is older than this one is not of it.
  const told = demand.minutes.filter(({ startMs }) => startMs + MINUTE_MS > fromMs);
  const minutes = denseMinutes(told, { fromMs, nowMs });
  const consumerLagMs = lagOf(told, { consumerNames, nowMs });
  const isThrottled = minutes.some(
    ({ atMs, throttledRecords }) => throttledRecords > 0 && atMs > nowMs - THROTTLED_MS,
  );
  const hottestShard =
    isThrottled && summary.shardMetrics === 'on' ? await readHottestShard(name, ports, nowMs) : undefined;
  return {
    name,
    capacityMode: mode,
    status,
    openShards: shardCount,
    minutes,
    ...(consumerLagMs !== undefined && { consumerLagMs }),
    ...(hottestShard && { hottestShard }),
  };
}

async function readHottestShard(
  streamName: string,
  { streamReader, demandReader }: Ports,
  nowMs: number,
): Promise<HottestShard | undefined> {
  const shardIds = await streamReader.readOpenShardIds(streamName);
  const streams = [{ streamName, consumerNames: [], shardIds }];
  const [demand] = await demandReader.readDemand({ streams, fromMs: nowMs - SHARDS_READ_MS, nowMs });
  return hottestShardOf(demand ? valueOf(demand).shards : new Map());
}
