// What Spillway has learned of one node, in groups of what is learned and asked for together. A group is absent until
// something of it is known. What is learned of the group of nodes: state.ts.

/** Plain JSON; times in ms since the epoch. */
export interface NodeLearned {
  readonly launch: LaunchLearned;
  readonly last?: LastSaid;
  readonly memory?: MemoryLearned;
  readonly queue?: QueueLearned;
  readonly turn?: TurnLearned;
  readonly emptiness?: EmptinessLearned;
  readonly hook?: HookLearned;
  readonly clock?: ClockLearned;
  /** A cycle protected it from scale-in then; a release leaves it so, and says so. */
  readonly protectedAtMs?: number;
}

/** Its own clock was seen to run ahead: all that its item says up to one date was written by the time of a look. */
export interface ClockLearned {
  /** The date of the newest line. */
  readonly toMs: number;
  /** When it was first found there. */
  readonly seenAtMs: number;
}

/** How it came to be there. */
export interface LaunchLearned {
  readonly firstSeenAtMs: number;
  /** Launch time of the instance, where it had to be looked up. */
  readonly launchedAtMs?: number;
  /** When capacity that this node supplies was asked for, if we asked; until its lead time is learned. */
  readonly requestedAtMs?: number;
  readonly firstReportAtMs?: number;
  /** It takes the place of one that was ended before it reported, or of capacity that was missing: since then it is waited for. */
  readonly waitedForSinceMs?: number;
  /** It was ended and never reported: another is waited for in its place. */
  readonly isHandedOn?: true;
}

/** What it last said of itself, each value as last said, and since when it says so. */
export interface LastSaid {
  /** The latest observation that was taken in. */
  readonly observedAtMs: number;
  /** It has an item of the state table: an observation once came by it. */
  readonly byItem?: true;
  readonly live?: boolean;
  /** Of its place in the queue. */
  readonly queued?: boolean;
  readonly rows?: number;
  readonly updates?: number;
  /** It was busy: what it held was changing. */
  readonly busy?: true;
  /** Its rows, updates or memory last changed at this observation. */
  readonly changedAtMs?: number;
  /** Data last arrived in it after this observation, as its rows or, where it reports none, its memory show. */
  readonly arrivedAfterMs?: number;
}

/** Its memory, all in one unit: bytes, or percent while it has told no more than a percentage. */
export interface MemoryLearned {
  /** As last said. */
  readonly used: number;
  /** In bytes; absent while all of this is in percent. */
  readonly total?: number;
  /** The smallest ever reported by it; tells roles apart where nodes report memory alone. */
  readonly baseline?: number;
  /** When it last held no rows, or fewer than before, or was first seen: what a row takes counts from here. */
  readonly anchor?: { readonly used: number; readonly rows: number };
  /** It last grew, by more than noise, at this observation, and to this. */
  readonly grewAtMs?: number;
  readonly grownTo?: number;
  /** Its rows at that observation. */
  readonly grownRows?: number;
}

/** Its place in the tickerplant's queue, since its launch. */
export interface QueueLearned {
  /** It has said that it waits there. */
  readonly everQueued?: boolean;
  /** It says nothing of its queue, and may have come back into it after it had been live. */
  readonly mayHaveRejoined?: boolean;
  /** It was presumed to wait there, and the live node, due to roll, did not roll to it. */
  readonly passedOver?: boolean;
}

/** Its turn to receive data, since its launch. */
export interface TurnLearned {
  /** It has been seen live. */
  readonly everLive?: boolean;
  /** It has held rows as the live node, or since: what says no more than that it is live may be mistaken. */
  readonly everFilled?: boolean;
  /** It held rows, later than a replay lasts, and was never seen live: its turn was too short to be seen. */
  readonly unseen?: true;
  /** Since when it has been the live one. */
  readonly liveSinceMs?: number;
  /** It is live and has been at its roll threshold since this observation. */
  readonly rollDueSinceMs?: number;
  /** So many rows it held when it was first seen at its roll threshold. */
  readonly rollDueRows?: number;
  /** It is live, due to roll, and found no spare ready: counted once, until it is below its threshold again. */
  readonly rolledLate?: boolean;
}

/** Whether it may be ended as empty. */
export interface EmptinessLearned {
  /** The first proof of emptiness, waiting for a second, observed strictly later. */
  readonly proof?: { readonly sampledFromMs: number; readonly observedAtMs: number };
  /** Since then it is not believed to be empty: it was live and filling, and said that it has no rows. */
  readonly rowsDoubtedSinceMs?: number;
}

/** Its wait in a terminating hook. */
export interface HookLearned {
  /** First known to wait there; absent once it waits no more. */
  readonly waitingSinceMs?: number;
  readonly heartbeatAtMs?: number;
}
