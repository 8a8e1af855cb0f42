// Numbers of ours that more than one part of deciding compares with; AWS's are ../domain/limits.ts.
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../core/units.ts';

/** What a primary says is fresh for so long: metrics are of whole minutes, and reach CloudWatch some minutes later. */
export const FRESH_MS = 5 * MINUTE_MS;

/** Two proofs, so far apart, that one shard fewer holds everything. */
export const PROOFS_APART_MS = HOUR_MS;

/** Nothing is taken so soon after the last growth. */
export const AFTER_GROWTH_MS = DAY_MS;

/** A replica further behind is not in step. */
export const REPLICA_LAG_MAX_MS = 5_000;

/** From here on one shard holds too much more than the others: more shards do not help it. */
export const SKEW_MAX = 1.5;

/** A full cluster refuses writes: what is ahead is urgent from here on. */
export const FULL_PERCENT = 95;

/** What is asked for is to last below this until the resharding after it could have ended. */
export const NEXT_PERCENT = 90;

/** After a refusal: a quota, or a change that somebody else has under way. */
export const REFUSED_PAUSE_MS = 15 * MINUTE_MS;

/** A call whose change does not show within so long has changed nothing, or has long been done. */
export const SHOWS_WITHIN_MS = 5 * MINUTE_MS;
