// The hash keys of a stream, 0 to 2^128 − 1, and the ranges of them that shards hold. Pure.
// Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_HashKeyRange.html

/** Both ends included. */
export interface HashRange {
  readonly first: bigint;
  readonly last: bigint;
}

const HASH_KEY_COUNT = 1n << 128n;

export const ALL_HASH_KEYS: HashRange = { first: 0n, last: HASH_KEY_COUNT - 1n };

/**
 * So many ranges of equal size, in order. Bounds are rounded down from the whole, so that those of 3 are among
 * those of 6: a doubling then splits each shard once, and nothing else.
 */
export function equalRanges(count: number): readonly HashRange[] {
  const boundOf = (index: number) => (HASH_KEY_COUNT * BigInt(index)) / BigInt(count);
  return Array.from({ length: count }, (_, index) => ({
    first: boundOf(index),
    last: boundOf(index + 1) - 1n,
  }));
}

export function holds(range: HashRange, hashKey: bigint): boolean {
  return hashKey >= range.first && hashKey <= range.last;
}

/** What part of the keys of `of` lies in `range`, from 0 to 1. */
export function shareOf(range: HashRange, of: HashRange): number {
  const first = range.first > of.first ? range.first : of.first;
  const last = range.last < of.last ? range.last : of.last;
  if (last < first) return 0;
  return Number(last - first + 1n) / Number(of.last - of.first + 1n);
}
