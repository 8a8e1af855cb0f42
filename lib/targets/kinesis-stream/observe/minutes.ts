// What CloudWatch tells of a stream's minutes → minutes without gaps. Kinesis publishes nothing for a minute in which
// nothing arrives; a minute that nobody has told of yet looks the same, and must not be taken for silence. Pure.
import { MINUTE_MS } from '../../../core/units.ts';
import { demandOf, type HottestShard, type StreamMinute } from '../domain/stream.ts';
import type { DemandMinute, PutsOfMinute, ShardMinute, StreamDemand } from '../ports/demand.ts';

/** The latest one or two minutes may be missing, or too small: two minutes after its end a minute is what it is. */
export const TOLD_AFTER_MS = 2 * MINUTE_MS;

/** Readers are as far behind as the worst of so many minutes says. */
const LAG_MS = 5 * MINUTE_MS;

interface Stretch {
  /** Minutes from the one that holds this moment. */
  readonly fromMs: number;
  /** Up to the last one that is over by now. */
  readonly nowMs: number;
}

/** All minutes of the stretch, oldest first; without the last ones as long as they may still be told of. */
export function denseMinutes(
  told: readonly DemandMinute[],
  { fromMs, nowMs }: Stretch,
): readonly StreamMinute[] {
  const puts = new Map(told.filter(isOfPuts).map((minute) => [minute.startMs, minute]));
  const newestToldMs = Math.max(...puts.keys());
  const dense: StreamMinute[] = [];
  for (let atMs = startOf(fromMs); atMs + MINUTE_MS <= nowMs; atMs += MINUTE_MS) {
    if (atMs > newestToldMs && !isTold(atMs, nowMs)) break;
    dense.push(minuteOf(atMs, puts.get(atMs)));
  }
  return dense;
}

/** Whether CloudWatch has told by now all that it will tell of a minute. */
export function isTold(atMs: number, nowMs: number): boolean {
  return nowMs - (atMs + MINUTE_MS) >= TOLD_AFTER_MS;
}

/**
 * How far the slowest reader is behind, ms; `undefined` where nobody polls or subscribes, or one of the registered consumers
 * says nothing of itself: one that has stopped is behind, and tells nobody.
 */
export function lagOf(
  told: readonly DemandMinute[],
  { consumerNames, nowMs }: { readonly consumerNames: readonly string[]; readonly nowMs: number },
): number | undefined {
  const lately = told.filter(({ startMs }) => startMs + MINUTE_MS > nowMs - LAG_MS);
  const polled = lately.flatMap(({ iteratorAgeMs }) => iteratorAgeMs ?? []);
  const subscribed = lately.flatMap(({ behindMs }) => [...(behindMs ?? [])]);
  const telling = new Set(subscribed.map(([name]) => name));
  if (!consumerNames.every((name) => telling.has(name))) return undefined;
  const all = [...polled, ...subscribed.map(([, lagMs]) => lagMs)];
  return all.length === 0 ? undefined : Math.max(...all);
}

/** The shard to which the most arrived in one minute; `undefined` where nothing is told of any. */
export function hottestShardOf(shards: StreamDemand['shards']): HottestShard | undefined {
  let hottest: HottestShard | undefined;
  for (const [shardId, minutes] of shards) {
    const demandShards = Math.max(0, ...minutes.map(demandOfShard));
    if (demandShards > (hottest?.demandShards ?? 0)) hottest = { shardId, demandShards };
  }
  return hottest;
}

function demandOfShard(minute: ShardMinute): number {
  return demandOf(minuteOf(minute.startMs, minute));
}

function minuteOf(atMs: number, puts: PutsOfMinute | undefined): StreamMinute {
  const { bytes = 0, records = 0, throttledRecords = 0 } = puts ?? {};
  return { atMs, bytes, records, throttledRecords };
}

function isOfPuts({ bytes, records, throttledRecords }: DemandMinute): boolean {
  return bytes !== undefined || records !== undefined || throttledRecords !== undefined;
}

function startOf(atMs: number): number {
  return Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
}
