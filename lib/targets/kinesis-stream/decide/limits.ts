// Numbers of ours that more than one rule compares with; AWS's are ../domain/limits.ts.
import { MINUTE_MS } from '../../../core/units.ts';

/** A reader further behind is behind: fewer shards would be fewer readers. A batch of Lambda's waits for five minutes at most. */
export const CONSUMER_LAG_MAX_MS = 5 * MINUTE_MS;

/** A stream is looked at again no later than this, and no sooner than the metrics change. */
export const LOOK_AHEAD_MAX_MS = 5 * MINUTE_MS;
export const LOOK_AHEAD_MIN_MS = MINUTE_MS;
