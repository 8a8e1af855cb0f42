// How long a call that changes something may take. One constant for the two sides that hang on it: who sends the
// call gives up on it by then (lib/aws/aws-calls.ts), and the lease outlasts it (lib/cycle/lease/lease-limits.ts).
import { SECOND_MS } from '../core/units.ts';

/** A write without an answer by then is `unknown`; nothing waits for it any longer. */
export const WRITE_LIMIT_MS = 8 * SECOND_MS;
