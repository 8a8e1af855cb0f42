// How AWS sizes a stream in on-demand mode: for twice the busiest minute of the last 30 days, a quarter of an hour
// behind it, and never fewer than four shards. It throttles where traffic more than doubles within that time.
// Source: https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../core/units.ts';
import { SHARD_BYTES_PER_S, SHARD_RECORDS_PER_S } from './traffic.ts';
import type { StreamState } from './stream-state.ts';

/** 4 MB/s. */
export const ON_DEMAND_SHARDS_MIN = 4;
const LAG_MINUTES = 15;
const PEAKS_KEPT_DAYS = 30;

/** Notes the demand of the minute that ends at `endMs`, and says how many shards the stream is to have. */
export function onDemandShards(stream: StreamState, endMs: number): number {
  stream.latestDemand.push(demandInShards(stream));
  if (stream.latestDemand.length > LAG_MINUTES) {
    const demand = stream.latestDemand.shift() ?? 0;
    const day = Math.floor(endMs / DAY_MS);
    stream.demandOfDay.set(day, Math.max(demand, stream.demandOfDay.get(day) ?? 0));
    for (const known of stream.demandOfDay.keys())
      if (known < day - PEAKS_KEPT_DAYS) stream.demandOfDay.delete(known);
  }
  return Math.max(ON_DEMAND_SHARDS_MIN, Math.ceil(2 * Math.max(0, ...stream.demandOfDay.values())));
}

function demandInShards({ totals }: Readonly<StreamState>): number {
  let bytes = 0;
  let records = 0;
  for (const one of totals.values()) {
    bytes += one.bytes + one.throttledBytes;
    records += one.records + one.throttledRecords;
  }
  const seconds = MINUTE_MS / SECOND_MS;
  return Math.max(bytes / SHARD_BYTES_PER_S, records / SHARD_RECORDS_PER_S) / seconds;
}
