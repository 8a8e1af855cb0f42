// How long a resharding takes, by those that were seen: a part that it always takes, and one that goes with what is held.
import { GIB, MINUTE_MS } from '../../../core/units.ts';
import type { Change } from '../domain/learned.ts';

/** Before one was seen. AWS says that it is compute-intensive and not how long it takes, so this is long rather than short. */
export const RESHARDING_DEFAULT_MS = 30 * MINUTE_MS;
export const RESHARDING_DEFAULT_MS_PER_GIB = MINUTE_MS;

/** The call itself, the age of the metrics, and the next look. */
export const MARGIN_MS = 5 * MINUTE_MS;

/** Of so many that were nearest in size the longest counts. */
const NEAREST = 3;

/** From asking until the new shards hold their part. */
export function reshardingMs({ seen }: Pick<Change, 'seen'>, usedBytes: number): number {
  if (seen.length === 0)
    return RESHARDING_DEFAULT_MS + (usedBytes / GIB) * RESHARDING_DEFAULT_MS_PER_GIB + MARGIN_MS;
  const far = (other: number) => Math.abs(Math.log((other + GIB) / (usedBytes + GIB)));
  const nearest = seen.toSorted((a, b) => far(a.usedBytes) - far(b.usedBytes)).slice(0, NEAREST);
  // Half as much again of what is held takes half as long again; less is not taken to be quicker.
  const lasted = nearest.map(
    (one) => one.durationMs * Math.max(1, (usedBytes + GIB) / (one.usedBytes + GIB)),
  );
  return Math.max(...lasted) + MARGIN_MS;
}
