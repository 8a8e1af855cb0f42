// The 16,384 slots of a cluster, and which contiguous part of them each of its shards holds. Pure.
// Source: https://docs.aws.amazon.com/memorydb/latest/devguide/cluster-endpoints.html, API_Shard.html ("The keyspace for this shard")
export const SLOT_COUNT = 16_384;

/** From `first` up to `end`, which is not among them. */
export interface SlotRange {
  readonly first: number;
  readonly end: number;
}

/** So many ranges of equal size, give or take one, in order. */
export function equalSlots(count: number): readonly SlotRange[] {
  const boundOf = (index: number) => Math.floor((SLOT_COUNT * index) / count);
  return Array.from({ length: count }, (_, index) => ({ first: boundOf(index), end: boundOf(index + 1) }));
}

/** As MemoryDB writes it: `0-8191`. */
export function slotsText({ first, end }: SlotRange): string {
  return end > first ? `${first}-${end - 1}` : '';
}
