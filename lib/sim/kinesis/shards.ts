// The lives of a stream's shards: opened, closed by a split or a merge, kept until the retention ends, forgotten.
// Source: https://docs.aws.amazon.com/streams/latest/dev/kinesis-using-sdk-java-after-resharding.html
import { HOUR_MS } from '../../core/units.ts';
import { holds, type HashRange } from './hash-ranges.ts';
import type { ReshardStep } from './reshard-steps.ts';
import type { Shard, StreamState } from './stream-state.ts';

export function openShards(stream: Readonly<StreamState>): readonly Shard[] {
  return [...stream.shards.values()].filter(({ closedAtMs }) => closedAtMs === undefined);
}

export function openShard(
  stream: StreamState,
  given: { range: HashRange; parentIds?: readonly string[]; number?: number },
  nowMs: number,
): void {
  const { range, parentIds = [], number = stream.nextShardNumber } = given;
  stream.nextShardNumber = Math.max(stream.nextShardNumber, number + 1);
  stream.shards.set(number, {
    number,
    shardId: `shardId-${String(number).padStart(12, '0')}`,
    range,
    parentIds,
    openedAtMs: nowMs,
    startingSequenceNumber: nextSequenceNumber(stream, nowMs),
  });
}

/** A split or a merge: parents are closed, and their keys are the children's at once. */
export function takeStep(stream: StreamState, step: ReshardStep, nowMs: number): void {
  const parents = (step.kind === 'split' ? [step.parent] : step.parents).flatMap(
    (number) => stream.shards.get(number) ?? [],
  );
  for (const parent of parents) {
    parent.closedAtMs = nowMs;
    parent.endingSequenceNumber = nextSequenceNumber(stream, nowMs);
  }
  const parentIds = parents.map(({ shardId }) => shardId);
  for (const { number, range } of step.kind === 'split' ? step.children : [step.child])
    openShard(stream, { number, range, parentIds }, nowMs);
}

/** Closed shards whose data has expired are not listed any more. */
export function forgetExpired(stream: StreamState, nowMs: number): void {
  for (const { number, closedAtMs } of stream.shards.values()) {
    if (closedAtMs !== undefined && closedAtMs <= nowMs - stream.retentionHours * HOUR_MS)
      stream.shards.delete(number);
  }
}

export function shardOfKey(stream: Readonly<StreamState>, hashKey: bigint): Shard {
  const found = openShards(stream).find(({ range }) => holds(range, hashKey));
  if (!found) throw new Error(`No open shard of ${stream.name} holds the hash key ${hashKey}`);
  return found;
}

/** 56 digits that only grow within a stream. */
export function nextSequenceNumber(stream: StreamState, nowMs: number): string {
  stream.putCount += 1;
  return `49${String(nowMs).padStart(16, '0')}${String(stream.putCount).padStart(38, '0')}`;
}

/** ListShards' filters. Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ShardFilter.html */
export type ShardFilter =
  | { readonly type: 'AT_LATEST' | 'AT_TRIM_HORIZON' | 'FROM_TRIM_HORIZON' }
  | { readonly type: 'AT_TIMESTAMP' | 'FROM_TIMESTAMP'; readonly atMs: number }
  | { readonly type: 'AFTER_SHARD_ID'; readonly shardId: string };

/** In order of their ids. The trim horizon is the end of the retention, or the stream's beginning if that is later. */
export function shardsOf(
  stream: Readonly<StreamState>,
  filter: ShardFilter,
  nowMs: number,
): readonly Shard[] {
  const horizonMs = Math.max(nowMs - stream.retentionHours * HOUR_MS, stream.createdAtMs);
  const isIn = ({ shardId, openedAtMs, closedAtMs }: Shard): boolean => {
    const endMs = closedAtMs ?? Number.POSITIVE_INFINITY;
    switch (filter.type) {
      case 'AT_LATEST':
        return closedAtMs === undefined;
      case 'AT_TRIM_HORIZON':
        return openedAtMs <= horizonMs && endMs >= horizonMs;
      case 'FROM_TRIM_HORIZON':
        return true;
      case 'AT_TIMESTAMP':
        return openedAtMs <= filter.atMs && endMs >= filter.atMs;
      case 'FROM_TIMESTAMP':
        return endMs >= Math.max(filter.atMs, horizonMs);
      case 'AFTER_SHARD_ID':
        return shardId > filter.shardId;
    }
  };
  return [...stream.shards.values()].filter(isIn).sort((a, b) => a.number - b.number);
}
