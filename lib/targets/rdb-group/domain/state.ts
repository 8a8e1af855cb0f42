// What Spillway keeps of a group between cycles. One DynamoDB item per group, two writers with attributes of their own:
// `on-schedule` writes the intent, cycles write what they learned. What is learned of one node stands in node-learned.ts;
// ../decide/learn/learn.ts makes it anew from what was known; lib/ports/state-store.ts says how it is kept.
import type { TargetState } from '../../../core/target-state.ts';
import type { LearnedFrame } from '../../../learning/learned-frame.ts';
import type { NodeLearned } from './learned/node-learned.ts';
import type { Role } from './plan.ts';
import type { RouteLearned } from './learned/route-learned.ts';

export type GroupState = TargetState<GroupLearned>;

/** Raised when the shape of `GroupLearned` changes; what an older version learned is converted: learned-before.ts. */
export const LEARNED_VERSION = 2;

/** What the cycles have learned, in groups of what is learned and asked for together. Plain JSON; times in ms since the epoch. */
export interface GroupLearned extends LearnedFrame {
  readonly version: typeof LEARNED_VERSION;
  readonly looks: LooksLearned;
  readonly nodes: Readonly<Record<string, NodeLearned>>;
  readonly launches: LaunchesLearned;
  readonly changes: ChangesLearned;
  readonly claims: ClaimsLearned;
  readonly queue: EmptiedLearned;
  readonly sleep: DormancyLearned;
  readonly stream?: StreamLearned;
  /** The group's own past days, newest last; at most `DAYS_KEPT`, and today. */
  readonly days: readonly DayVolume[];
  /** Memory of a node that holds nothing and never has, with that node's total. */
  readonly emptyNode?: { readonly used: number; readonly total: number };
  readonly route?: RouteLearned;
}

/** When the group was looked at. */
export interface LooksLearned {
  /** The first look: what a node was before is known of those alone that came later. */
  readonly watchedSinceMs?: number;
  readonly lastLookAtMs?: number;
  /**
   * How old CloudWatch's newest report was, at each of the latest looks to which it brought one, ms, newest last; at most
   * `REPORT_AGES_KEPT`.
   */
  readonly reportAgesMs?: readonly number[];
}

/** How capacity comes that was asked for. */
export interface LaunchesLearned {
  /** Lead times of the group's latest launches, ms, oldest first; at most `LEAD_TIMES_KEPT`. */
  readonly leadTimesMs: readonly number[];
  /**
   * Since when each node that is desired and not there has been missing, oldest first: capacity asked for that
   * does not come is suspect in the end, like a node that does not report.
   */
  readonly missingSinceMs?: readonly number[];
  /** Those of them that nodes had been launched for, and were ended before they reported. */
  readonly handedOnSinceMs?: readonly number[];
  /** When the scaling activities were last asked why capacity is missing. */
  readonly activitiesAskedAtMs?: number;
}

/** The latest changes of ours that were made, or may have been. */
export interface ChangesLearned {
  /** The desired capacity that we asked for, and when. */
  readonly lastScaleOut?: { readonly atMs: number; readonly desiredCapacity: number };
  /** Earlier versions did not say whose it was. */
  readonly lastRetirement?: { readonly atMs: number; readonly role: Role; readonly instanceId?: string };
}

/** Since when the nodes do not agree on one that is live. */
export interface ClaimsLearned {
  /** No node in service has had a fresh live report since then. */
  readonly blindSinceMs?: number;
  /** Two nodes have claimed to be live since then. */
  readonly twoLiveSinceMs?: number;
}

/** How the queue, and the nodes, were seen to be emptied. */
export interface EmptiedLearned {
  /** When a node that waited in its hook was seen to leave the queue: it had said that it waited there, and said so no more. */
  readonly leftQueueAtMs?: number;
  /** A node was last seen to have been flushed: it had held rows, and held none from then on. A day has ended. */
  readonly flushedAtMs?: number;
  /** The first of the flushes that followed each other up to that one: of one end of day, as nodes write down by turns. */
  readonly flushedSinceMs?: number;
  /** The live node, which goes on being live, was last seen to hold far fewer rows than before: a day may have ended. */
  readonly liveFlushedAtMs?: number;
}

/** What became of the schedules' dormancy. Items of the state table call it `sleep`. */
export interface DormancyLearned {
  /** The dormancy (its `sinceMs`) from which the group has been woken: waking is one-way. */
  readonly wokenFromMs?: number;
  /** When the present dormancy, or the latest, retired a live node for the first time: since then the turn is passed on. */
  readonly turnPassedOnAtMs?: number;
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
  /** Where it does: with how many rows it came to what, whatever the node's size. By rising rows and memory. */
  readonly memorySteps?: readonly MemoryStep[];
  /**
   * The live node was lost with so many rows (or so much memory): what its successor takes in until it holds as
   * many may be a replay of the log, and is no measure of the stream.
   */
  readonly replay?: { readonly lost: number; readonly sinceMs: number };
  /**
   * In samples of these times replays have counted for what they may at the most: for more than arrived. By time, and none
   * of which no sample is kept any more.
   */
  readonly replayedSpans?: readonly ReplayedSpan[];
}

/** From the first sample to the last, both included. */
export interface ReplayedSpan {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** A live node's memory rose to `used` bytes, or above, after it had so many rows, and by the time that it had so many. */
export interface MemoryStep {
  readonly used: number;
  readonly afterRows: number;
  readonly byRows: number;
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
export const REPORT_AGES_KEPT = 5;
/** A week, so that the same day of last week is known; and the day that is running. */
export const DAYS_KEPT = 7;

export const NOTHING_LEARNED: GroupLearned = {
  version: LEARNED_VERSION,
  looks: {},
  nodes: {},
  launches: { leadTimesMs: [] },
  changes: {},
  claims: {},
  queue: {},
  sleep: {},
  days: [],
};
