// What a report shows: a plain data model, filled by a backtest or by the demo. Nothing here knows where the numbers
// came from. Next: write-report.ts.

import type { PageHead } from './page-frame.ts';
import type { FixedServer, Troubles } from './groups/troubles.ts';

/** What every report shows, whatever the kind of target. */
export interface ReportFrame extends PageHead {
  /** An IANA time zone; the charts' clock. */
  readonly timeZone: string;
  /** Ways to pay for the same days, the one shown first. */
  readonly costs: readonly CostRow[];
  /** Small print: what was assumed. */
  readonly notes: readonly string[];
}

/** All times in ms since the epoch, memory in bytes. */
export interface ReportData extends ReportFrame {
  /** The day that the charts show: of several the one with the closest call. */
  readonly day: ReportDay;
  /** All days of the policy that the charts show. May be empty. */
  readonly days: readonly DayRow[];
  /** Where what the shown policy cost above the oracle went; not for one that does not compare. */
  readonly aboveOracle?: readonly AboveOracleRow[];
  /** One object per policy; the first is the one that the charts show. May be empty. */
  readonly policies: readonly PolicyRow[];
}

export interface ReportDay {
  /** `Monday, 7 October 2013`. */
  readonly label: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly nodeMemoryBytes: number;
  readonly rollThresholdPercent: number;
  /** Memory of the one big server compared with, if any. */
  readonly fixedMemoryBytes?: number;
  /** In order of launch. */
  readonly nodes: readonly ReportNode[];
  /** What was done, in order of time. */
  readonly marks: readonly Mark[];
  readonly rolls: readonly ReportRoll[];
}

/** What a node was; capacity that is still launching reports nothing. */
export type ReportRole = 'launching' | 'queued' | 'live' | 'rolled' | 'flushed';

/** One node: a band of the chart. */
export interface ReportNode {
  readonly instanceId: string;
  readonly launchedAtMs: number;
  readonly terminatedAtMs?: number;
  /** In order of time. */
  readonly samples: readonly { readonly atMs: number; readonly usedBytes: number }[];
  /** Each from when on, in order of time. */
  readonly roles: readonly { readonly fromMs: number; readonly role: ReportRole }[];
}

export interface Mark {
  readonly atMs: number;
  readonly kind: 'scale-out' | 'retire' | 'late-roll';
  /** Why, as the journal says it. */
  readonly sentence: string;
}

export interface ReportRoll {
  readonly atMs: number;
  /** How long the spare had been waiting; negative if it came late. */
  readonly cushionSeconds: number;
}

/** One day of the shown policy: a row of the table of days. */
export interface DayRow extends Troubles {
  /** `Mon 7 Oct 2013`. */
  readonly label: string;
  readonly instanceHours: number;
  /** `null` where the oracle needed nothing. */
  readonly costVsOracle: number | null;
  readonly rolls: number;
  readonly minCushionSeconds: number | null;
  /** Late rolls that could be seen coming in time for a launch; absent where nobody has judged them. */
  readonly lateRollsAvoidable?: number;
}

/** A part of the cost above the oracle. */
export interface AboveOracleRow {
  readonly label: string;
  readonly hours: number;
  readonly usd: number;
  /** Of the oracle's cost. */
  readonly percent: number;
}

/** One way to scale, and what became of it: what the table compares. `null` where there is no basis. */
export interface PolicyRow extends Troubles, FixedServer {
  /** `threshold 60/80`. */
  readonly label: string;
  /** Local days that it was tried on. */
  readonly days: number;
  readonly instanceHours: number;
  readonly costUsd: number;
  /** Against the one big server. */
  readonly savingPercent: number | null;
  /** 1.03 is 3 % dearer than the fewest instance-hours that never roll late. */
  readonly costVsOracle: number | null;
  /** Late rolls that could be seen coming in time for a launch; absent where nobody has judged them. */
  readonly lateRollsAvoidable?: number;
  /** Most nodes at one moment. */
  readonly peakNodes: number;
  /** The shortest time that a spare had waited when it was needed; negative for a late one. */
  readonly minCushionSeconds: number | null;
  /** Time that nodes waited in the queue, summed. */
  readonly idleSpareHours: number;
}

export interface CostRow {
  readonly label: string;
  readonly usd: number;
  readonly kind: 'shown' | 'fixed' | 'oracle' | 'other';
  /** It did not keep all data in time, and compares with nothing. */
  readonly isIncomparable?: boolean;
}
