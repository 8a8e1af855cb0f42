// What Spillway remembers of a group between cycles. One DynamoDB item per group, two writers with
// attributes of their own: `on-schedule` writes the intent, cycles write what they learned. lib/targets/rdb-group/decide/learn/learn.ts
// makes it anew from what was known; lib/ports/state-store.ts says how it is kept.
import type { LearnedFrame, TargetState } from '../../../core/target-state.ts';
import type { Role } from './plan.ts';

export type GroupState = TargetState<GroupLearned>;

/** Raised when the shape of `GroupLearned` changes; what an older version learned is then started afresh. */
export const LEARNED_VERSION = 1;

/** What the cycles have learned. Plain JSON; times in ms since the epoch. */
export interface GroupLearned extends LearnedFrame {
  readonly version: typeof LEARNED_VERSION;
  readonly nodes: Readonly<Record<string, NodeLearned>>;
  readonly stream?: StreamLearned;
  /** Lead times of the group's latest launches, ms, oldest first; at most `LEAD_TIMES_KEPT`. */
  readonly leadTimesMs: readonly number[];
  /** No node in service has had a fresh live report since then. */
  readonly blindSinceMs?: number;
  /** Two nodes have claimed to be live since then. */
  readonly twoLiveSinceMs?: number;
  /** The latest desired capacity that we asked for, and when. */
  readonly lastScaleOut?: { readonly atMs: number; readonly desiredCapacity: number };
  readonly lastRetirement?: { readonly atMs: number; readonly role: Role };
  /** When the present sleep, or the latest, retired a live node for the first time: since then the turn is passed on. */
  readonly turnPassedOnAtMs?: number;
  /** The first look at the group: what a node was before is known of those alone that came later. */
  readonly watchedSinceMs?: number;
  /**
   * Since when each node that is desired and not there has been missing, oldest first: capacity asked for that
   * does not come is suspect in the end, like a node that does not report.
   */
  readonly missingSinceMs?: readonly number[];
  /** When a node that waited in its hook was seen to leave the queue: it had said that it waited there, and said so no more. */
  readonly leftQueueAtMs?: number;
  /** A node was last seen to have been flushed: it had held rows, and held none from then on. A day has ended. */
  readonly flushedAtMs?: number;
  /** The sleep (its `sinceMs`) from which the group has been woken: waking is one-way. */
  readonly wokenFromMs?: number;
  /** Memory of a node that holds nothing and never has, with that node's total. */
  readonly emptyNode?: { readonly used: number; readonly total: number };
  /** When the scaling activities were last asked why capacity is missing. */
  readonly activitiesAskedAtMs?: number;
  /** When the group was last looked at. */
  readonly lastLookAtMs?: number;
  /** The group's own past days, newest last; at most `DAYS_KEPT`. */
  readonly days: readonly DayVolume[];
}

export interface NodeLearned {
  readonly firstSeenAtMs: number;
  /** Launch time of the instance, where it had to be looked up. */
  readonly launchedAtMs?: number;
  /** When capacity that this node supplies was asked for, if we asked; until its lead time is learned. */
  readonly requestedAtMs?: number;
  readonly firstReportAtMs?: number;
  /** It has been seen live since its launch. */
  readonly everLive?: boolean;
  /** It has held rows as the live node, or since: what says no more than that it is live may be mistaken. */
  readonly everFilled?: boolean;
  /** It says nothing of its queue, and may have come back into it after it had been live. */
  readonly mayHaveRejoined?: boolean;
  /** Since when it has been the live one. */
  readonly liveSinceMs?: number;
  /** A cycle protected it from scale-in then; a release leaves it so, and says so. */
  readonly protectedAtMs?: number;
  /** It has said, since its launch, that it waits in the queue. */
  readonly everQueued?: boolean;
  /** What it last said of its place there. */
  readonly queued?: boolean;
  /** The latest observation that was taken in, and its values. */
  readonly observedAtMs?: number;
  readonly live?: boolean;
  readonly rows?: number;
  readonly used?: number;
  /** Its memory in bytes; absent while it has told no more than a percentage. */
  readonly total?: number;
  /** The smallest memory ever reported by it; tells roles apart where nodes report memory alone. */
  readonly baseline?: number;
  /** When it last held no rows, or fewer than before, or was first seen: what a row takes counts from here. */
  readonly anchor?: { readonly used: number; readonly rows: number };
  /** Its memory last grew, by more than noise, at this observation, and to this. */
  readonly grewAtMs?: number;
  readonly grownTo?: number;
  /** Its rows at that observation. */
  readonly grownRows?: number;
  /** Its rows, updates or memory last changed at this observation. */
  readonly changedAtMs?: number;
  readonly updates?: number;
  /** Data last arrived in it after this observation, as its rows or, where it reports none, its memory show. */
  readonly arrivedAfterMs?: number;
  /** Since then it is not believed to be empty: it was live and filling, and said that it has no rows. */
  readonly rowsDoubtedSinceMs?: number;
  /** The first proof of emptiness, waiting for a second, observed strictly later. */
  readonly proof?: { readonly sampledFromMs: number; readonly observedAtMs: number };
  /** First known to wait in a terminating hook. */
  readonly waitingSinceMs?: number;
  readonly heartbeatAtMs?: number;
  /** It is live and has been at its roll threshold since this observation. */
  readonly rollDueSinceMs?: number;
  /** It was presumed to wait in the queue, and the live node, due to roll, did not roll to it. */
  readonly passedOver?: boolean;
  /** Its roll found no spare ready; counted once. */
  readonly rolledLate?: boolean;
}

/**
 * The group's stream, whichever node receives it: how much has arrived, seen at a few moments. `rows`
 * where nodes report rows (kdb+ memory grows in jumps, rows do not), else `memory`.
 */
export interface StreamLearned {
  readonly basis: 'rows' | 'memory';
  /** Memory that one row takes, in the unit of the nodes' memory; learned from the fullest node. */
  readonly memoryPerRow?: number;
  /**
   * The rolled node with the fewest rows, as last seen: how many rows fill a node. kdb+ memory grows in jumps,
   * so memory alone does not say how near the next one is.
   */
  readonly rolled?: {
    readonly rows: number;
    readonly used: number;
    /** That node's memory: rows that filled a larger node say nothing of a smaller one. */
    readonly total?: number;
  };
  readonly samples: readonly StreamSample[];
  /** Memory has been seen to stand still while rows arrived: it grows in jumps, as kdb+ vectors double. */
  readonly growsInJumps?: boolean;
  /**
   * The live node was lost with so many rows (or so much memory): what its successor takes in until it holds as
   * many may be a replay of the log, and is no measure of the stream.
   */
  readonly replay?: { readonly lost: number; readonly sinceMs: number };
}

/** `total` counts up from an arbitrary start; only differences mean anything. */
export interface StreamSample {
  readonly atMs: number;
  readonly total: number;
}

/** Volume of one UTC day in equal buckets from midnight, in the unit of the nodes' memory. */
export interface DayVolume {
  readonly day: string;
  readonly buckets: readonly number[];
}

export const LEAD_TIMES_KEPT = 20;
export const DAYS_KEPT = 5;

export const NOTHING_LEARNED: GroupLearned = {
  version: LEARNED_VERSION,
  nodes: {},
  leadTimesMs: [],
  days: [],
};
