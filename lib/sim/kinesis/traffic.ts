// What is put into a stream, what its shards take of it, and what they throttle: each takes 1 MiB and 1,000
// records a second. Flows are counted up to a moment before anything about the shards changes.
// Source: https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
import { MIB, MINUTE_MS, SECOND_MS } from '../../core/units.ts';
import { ALL_HASH_KEYS, shareOf } from './hash-ranges.ts';
import { openShards } from './shards.ts';
import type { Flow, Shard, StreamState, Totals } from './stream-state.ts';

export const SHARD_BYTES_PER_S = MIB;
export const SHARD_RECORDS_PER_S = 1_000;

interface Rate {
  readonly bytesPerS: number;
  readonly recordsPerS: number;
}

export function addFlow(stream: StreamState, flow: Flow): void {
  if (flow.endMs <= flow.startMs) throw new Error(`A flow of ${stream.name} ends before it begins`);
  stream.flows.push(flow);
  stream.flows.sort((a, b) => a.startMs - b.startMs);
}

/** Counts what flowed until `nowMs`; the shards have been the same since it was last counted. */
export function settle(stream: StreamState, nowMs: number): void {
  let atMs = stream.settledAtMs;
  while (atMs < nowMs) {
    const running = stream.flows.filter(({ startMs, endMs }) => startMs <= atMs && endMs > atMs);
    const untilMs = Math.min(nowMs, nextChangeMs(stream.flows, atMs));
    if (running.length > 0) {
      for (const shard of openShards(stream)) pour(stream, shard, rateOn(shard, running), untilMs - atMs);
    }
    atMs = untilMs;
  }
  stream.settledAtMs = Math.max(stream.settledAtMs, nowMs);
  while (stream.flows[0] && stream.flows[0].endMs <= stream.settledAtMs) stream.flows.shift();
}

function nextChangeMs(flows: readonly Flow[], atMs: number): number {
  let nextMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  for (const { startMs, endMs } of flows) {
    if (startMs > atMs) nextMs = Math.min(nextMs, startMs);
    if (endMs > atMs) nextMs = Math.min(nextMs, endMs);
    if (startMs >= nextMs) break;
  }
  return nextMs;
}

function rateOn({ range }: Shard, running: readonly Flow[]): Rate {
  let bytesPerS = 0;
  let recordsPerS = 0;
  for (const { startMs, endMs, bytes, records, keys = ALL_HASH_KEYS } of running) {
    const share = (shareOf(range, keys) * SECOND_MS) / (endMs - startMs);
    bytesPerS += bytes * share;
    recordsPerS += records * share;
  }
  return { bytesPerS, recordsPerS };
}

function pour(stream: StreamState, shard: Shard, rate: Rate, durationMs: number): void {
  const seconds = durationMs / SECOND_MS;
  const taken = Math.min(
    1,
    SHARD_BYTES_PER_S / Math.max(rate.bytesPerS, 1),
    SHARD_RECORDS_PER_S / Math.max(rate.recordsPerS, 1),
  );
  count(stream, shard, {
    bytes: rate.bytesPerS * seconds * taken,
    records: rate.recordsPerS * seconds * taken,
    throttledBytes: rate.bytesPerS * seconds * (1 - taken),
    throttledRecords: rate.recordsPerS * seconds * (1 - taken),
  });
}

function count(stream: StreamState, { number }: Shard, more: Readonly<Totals>): void {
  const totals = stream.totals.get(number);
  if (!totals) {
    stream.totals.set(number, { ...more });
    return;
  }
  totals.bytes += more.bytes;
  totals.records += more.records;
  totals.throttledBytes += more.throttledBytes;
  totals.throttledRecords += more.throttledRecords;
}

/** One record, put now: whether its shard took it, next to what flows and what was put in the same second. */
export function putRecord(
  stream: StreamState,
  shard: Shard,
  given: { bytes: number; nowMs: number },
): 'taken' | 'throttled' {
  const { bytes, nowMs } = given;
  settle(stream, nowMs);
  const secondMs = Math.floor(nowMs / SECOND_MS) * SECOND_MS;
  let window = stream.putWindows.get(shard.number);
  if (window?.secondMs !== secondMs) {
    window = { secondMs, bytes: 0, records: 0 };
    stream.putWindows.set(shard.number, window);
  }
  const flowing = rateOn(
    shard,
    stream.flows.filter(({ startMs, endMs }) => startMs <= nowMs && endMs > nowMs),
  );
  const isTaken =
    window.bytes + flowing.bytesPerS + bytes <= SHARD_BYTES_PER_S &&
    window.records + flowing.recordsPerS + 1 <= SHARD_RECORDS_PER_S;
  if (isTaken) {
    window.bytes += bytes;
    window.records += 1;
  }
  count(stream, shard, {
    bytes: isTaken ? bytes : 0,
    records: isTaken ? 1 : 0,
    throttledBytes: isTaken ? 0 : bytes,
    throttledRecords: isTaken ? 0 : 1,
  });
  return isTaken ? 'taken' : 'throttled';
}
