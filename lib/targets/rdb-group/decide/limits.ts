// The numbers that deciding uses, each with its reason. A group's own settings are in lib/targets/rdb-group/domain/policy.ts,
// how old a report may be in lib/targets/rdb-group/domain/tags/report-sources.ts.
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../core/units.ts';

/** Clocks differ by this much at the most; a report from further ahead is refused. */
export const FUTURE_LIMIT_MS = 5 * SECOND_MS;

/** Added to lead time, report age and tick: the call itself, and the tickerplant's next roll check. */
export const MARGIN_MS = 30 * SECOND_MS;

/** A group whose live node is silent this long keeps one spare, whatever it had. */
export const BLIND_GRACE_MS = 5 * MINUTE_MS;

/** A queued node is retired only if the live node cannot roll within this much more than its report's age. */
export const ROLL_GUARD_MS = 2 * MINUTE_MS;

/** A live node rolls the moment it is due, and its next report says so: if it has not by then, nobody waits. */
export const ROLLS_WITHIN_MS = 3 * MINUTE_MS;

/** A flush so long after the end of day that is known, or after another, is another day's. */
export const NEXT_DAY_MS = 12 * HOUR_MS;

/** A flush leaves less than this share of the rows: what falls by less had rows deleted, or its reports came out of order. */
export const FLUSH_LEAVES_SHARE = 0.5;

/** A node that uses this much of its memory has no room for what comes. */
export const OUT_OF_MEMORY_SHARE = 0.99;

/** No node is retired that would have to be launched again within this time, and none launched within it. */
export const REST_MS = HOUR_MS;

/**
 * The second proof is of a moment so much later than the first. Looks may follow each other within a second; what looks
 * empty for a moment, such as a process that has just begun anew, would be proved twice by them.
 */
export const PROOFS_APART_MIN_MS = 30 * SECOND_MS;

/**
 * After a termination AWS may show the group as it was before it for a while: what it shows is a consistent state, and not
 * always the latest. Until the node is shown to leave, or for so long, no other is ended.
 */
export const RETIREMENT_SEEN_WITHIN_MS = 30 * SECOND_MS;

/** A live node may be retired by scale-to-zero after this long with no rows and no update. */
export const LIVE_IDLE_MS = 10 * MINUTE_MS;

/** Flushes closer together than this are of one end of day: nodes write down by turns. */
export const FLUSHES_APART_MS = 2 * HOUR_MS;

/** The share of memory by which use must rise before it counts as growth and not as noise. */
export const GROWTH_NOISE_SHARE = 0.002;

/** A fall by this share of memory is a flush, not the end of a query. */
export const GIVEN_BACK_SHARE = 0.1;

/** Samples of the stream: kept this long, and this many at the most. */
export const STREAM_KEPT_MS = 30 * MINUTE_MS;
export const STREAM_SAMPLES_MAX = 36;

/** Two samples closer than this say nothing about a rate. */
export const STREAM_SPAN_MIN_MS = 30 * SECOND_MS;

/** A heartbeat is sent once half of the hook's time-out has passed since the last. */
export const HEARTBEAT_SHARE = 0.5;

/**
 * A hook's wait ends at 48 hours or 100 heartbeats, whichever comes first; at this share of it we give the
 * wait up ourselves, if the group retains.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks.html
 */
export const HOOK_WAIT_MAX_MS = 48 * HOUR_MS;
export const HOOK_HEARTBEATS_MAX = 100;
export const HOOK_GIVE_UP_SHARE = 0.9;

/** Scaling activities are asked for the reason of missing capacity this often at the most. */
export const ACTIVITIES_REST_MS = 5 * MINUTE_MS;

/** No lead time above this is learned or planned with: a server that takes longer has its tag, `spillway:lead-time`. */
export const LEAD_TIME_LEARNED_MAX_MS = 30 * MINUTE_MS;

/** What arrives faster than this many times the busiest rate known, after a live node was lost, is a replay. */
export const REPLAY_FACTOR = 4;

/** However little an empty node is said to take: no node fills with less than this share of its room. */
export const ROOM_OF_EMPTY_SHARE_MIN = 0.25;

/** Two nodes whose memory differs by less than this share are of one size. */
export const SAME_SIZE_SHARE = 0.02;

/** A node with rows that nobody saw live may be replaying the log of a node before it; but not for so long. */
export const REPLAY_MAX_MS = 15 * MINUTE_MS;

/** A node that has waited in its hook for so long and still stands in the queue does not leave it. */
export const LEAVES_QUEUE_WITHIN_MS = HOUR_MS;

/** Nodes whose launch failed or never reported are replaced only after this share of lead times. */
export const SUSPECT_AFTER_LEAD_TIMES = 2;

/**
 * Suspects of one day that are replaced at the most. Enough for servers that die one by one; a fault that all
 * of them share must not fill the group with more of them.
 */
export const SUSPECTS_REPLACED_MAX = 5;

/** Resolution of a group's past days. */
export const DAY_BUCKET_MS = 15 * MINUTE_MS;

/** From asking a node until it has answered, at most: the longest deadline that a probe may have. */
export const ANSWERED_WITHIN_MS = 30 * SECOND_MS;
