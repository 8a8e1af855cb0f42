// How many cycles run together, and how old a look may grow meanwhile.
import { SECOND_MS } from '../core/units.ts';

/**
 * Cycles of one batch side by side: enough to hide the waiting, few enough not to be throttled. One that decides, or whose
 * question or answer is being written or read, has no call under way: of sixteen about ten have.
 */
export const CYCLES_AT_ONCE = 16;

/**
 * Targets that are found and looked at together: as many as AWS describes in a call. All leases of a batch are held until
 * its last cycle has ended, so it must be short beside a lease: on a good day it takes two seconds.
 */
export const TARGETS_PER_BATCH_MAX = 100;

/**
 * Where capacity would be taken away, a look that was shared with others is no older than this when it is decided on; else
 * the target is looked at once more, alone. A cycle by itself decides at once.
 */
export const LOOK_AGE_MAX_MS = 10 * SECOND_MS;

/** A batch is begun only with so much of the invocation left: it then ends in time even where every read is slow. */
export const BATCH_TIME_MS = 20 * SECOND_MS;
