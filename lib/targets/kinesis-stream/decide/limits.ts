// Numbers of ours that more than one rule compares with; AWS's are ../domain/limits.ts.
import { MINUTE_MS } from '../../../core/units.ts';

/** A reader further behind is behind: fewer shards would be fewer readers. A batch of Lambda's waits for five minutes at most. */
export const CONSUMER_LAG_MAX_MS = 5 * MINUTE_MS;
