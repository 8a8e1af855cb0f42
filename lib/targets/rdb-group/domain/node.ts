// A node: one instance of a group, what Auto Scaling says of it, and what it says of itself.
// Roles are not here: they are concluded, in lib/targets/rdb-group/decide/roles.ts.
import type { MessageRange, Slice } from '../../../routing/route.ts';
import type { ReportSource } from './tags/report-sources.ts';

/**
 * Where an instance stands in its Auto Scaling lifecycle, reduced to what Spillway tells apart.
 *
 * - `pending`: `Pending`, `Pending:Wait`, `Pending:Proceed`; on its way, counts as active.
 * - `in-service`: `InService`.
 * - `terminating`: `Terminating`, `Terminating:Proceed`; nothing can keep it any more.
 * - `terminating-wait`: `Terminating:Wait`; a terminating hook holds it, and waits for us.
 * - `retained`: `Terminating:Retained`; its hook was abandoned, and the group's policy keeps it.
 * - `other`: Standby, Detaching, Warmed:… and whatever AWS adds; never counted, never touched.
 *
 * Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html
 */
export type LifecycleStage =
  'pending' | 'in-service' | 'terminating' | 'terminating-wait' | 'retained' | 'other';

const STAGE_OF_STATE: Readonly<Record<string, LifecycleStage>> = {
  Pending: 'pending',
  'Pending:Wait': 'pending',
  'Pending:Proceed': 'pending',
  InService: 'in-service',
  Terminating: 'terminating',
  'Terminating:Proceed': 'terminating',
  'Terminating:Wait': 'terminating-wait',
  'Terminating:Retained': 'retained',
};

/** Maps Auto Scaling's `LifecycleState` to a stage; an unknown state is `other`. */
export function lifecycleStageOf(lifecycleState: string): LifecycleStage {
  return STAGE_OF_STATE[lifecycleState] ?? 'other';
}

/** One instance of a group, as `DescribeAutoScalingGroups` shows it. */
export interface Node {
  readonly instanceId: string;
  readonly stage: LifecycleStage;
  /** AWS's own word, for messages: `Terminating:Wait`. */
  readonly lifecycleState: string;
  readonly availabilityZone: string;
  /** The same in all accounts, as `euw1-az1`; absent where AWS does not say. */
  readonly availabilityZoneId?: string;
  readonly protectedFromScaleIn: boolean;
  /** Launch time of the EC2 instance, ms since the epoch, where it was looked up; see `Telemetry`. */
  readonly launchedAtMs?: number;
}

/** A server, as EC2 has it. */
export interface ServerState {
  /** It is stopped, or terminated, all the way: nothing runs on it. */
  readonly isEnded: boolean;
  /** Its latest start, ms since the epoch; absent where EC2 does not say. */
  readonly startedAtMs?: number;
}

/** Memory of a node, in bytes, or in percent (total 100) where a node reports nothing better. */
export interface MemoryUse {
  readonly used: number;
  readonly total: number;
  readonly unit: 'bytes' | 'percent';
}

/**
 * What one node says of itself in one observation. Fields that the node did not report are absent;
 * all fields present are from the same observation, never patched together from several.
 */
export interface Report {
  readonly instanceId: string;
  readonly source: ReportSource;
  /**
   * The latest moment the values can be from, ms since the epoch: with CloudWatch the end of the
   * period (or now, for a period still running), with the probe the moment of the answer. Age counts
   * from here.
   */
  readonly observedAtMs: number;
  /**
   * The earliest moment the values can be from: with CloudWatch the start of the period. Proof counts
   * from here, so that "after the end of day" and "strictly later" hold for every sample in a period.
   */
  readonly sampledFromMs: number;
  readonly memory?: MemoryUse;
  /** Rows in the subscribed tables. */
  readonly rows?: number;
  readonly live?: boolean;
  readonly queued?: boolean;
  /** A write-down, replay or upload is running. */
  readonly busy?: boolean;
  /** Messages processed since the process started (probe only). */
  readonly updates?: number;
  /** What it holds of each subscribed table; absent where it was not asked (probe only). */
  readonly tables?: Readonly<Record<string, Slice>>;
  /** The tickerplant's messages that it holds, where they are counted (probe only). */
  readonly messages?: MessageRange;
}

/** A value that a node reported and that cannot be true; the observation that held it is refused. */
export interface OddReport {
  readonly instanceId: string;
  readonly metric: string;
  readonly value: number;
  readonly why: string;
  /** Of a node that writes an item, by a clock that runs ahead: the date of the newest line there, ms since the epoch. */
  readonly aheadToMs?: number;
}

/** Share of memory in use, percent; `undefined` where memory was not reported. */
export function memoryUsedPercent(report: Report): number | undefined {
  return report.memory && (100 * report.memory.used) / report.memory.total;
}
