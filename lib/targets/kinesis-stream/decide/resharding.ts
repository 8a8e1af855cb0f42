// How long a resharding takes, by those that were seen.
import type { Resharding } from '../domain/learned.ts';
import { MINUTE_MS } from '../../../core/units.ts';

/**
 * Before one was seen. AWS says "a few minutes".
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html
 */
export const RESHARDING_DEFAULT_MS = 5 * MINUTE_MS;

/** The call itself, and the next look. */
const MARGIN_MS = 2 * MINUTE_MS;

/** Of so many that were nearest in size the longest counts. */
const NEAREST = 3;

/** From asking until the new shards can be relied on: as long as the longest of those nearest in size. */
export function reshardingMs({ seen }: Pick<Resharding, 'seen'>, shards: number): number {
  const far = (other: { from: number; to: number }) =>
    Math.abs(Math.log(Math.max(other.from, other.to) / shards));
  const nearest = [...seen].sort((a, b) => far(a) - far(b)).slice(0, NEAREST);
  const longest = Math.max(0, ...nearest.map(({ durationMs }) => durationMs));
  return (longest > 0 ? longest : RESHARDING_DEFAULT_MS) + MARGIN_MS;
}
