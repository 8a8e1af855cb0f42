/** `1 shard`, `2 shards`. */
export function shardsText(count: number): string {
  return `${count} shard${count === 1 ? '' : 's'}`;
}
