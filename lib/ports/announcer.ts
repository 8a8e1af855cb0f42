// Telling others: group and node metrics for graphs and alarms, decisions for chat and runbooks.
import type { AttentionKind } from '../core/attention.ts';
import { memoryUsedPercent, type Report } from '../targets/rdb-group/domain/node.ts';
import type { JournalEntry } from './journal.ts';

/** Names and units of the group metrics: the contract of the design, section 7. */
export const GROUP_METRIC_UNITS = {
  SparesHave: 'Count',
  SparesWanted: 'Count',
  TimeToRollSeconds: 'Seconds',
  NodesInService: 'Count',
  NodesSuspect: 'Count',
  NodesRetained: 'Count',
  ScaleOuts: 'Count',
  Retirements: 'Count',
  LateRolls: 'Count',
  HeldUnproven: 'Count',
  AtMaximum: 'Count',
  LaunchFailures: 'Count',
  TwoLive: 'Count',
  CycleDurationMs: 'Milliseconds',
  /** Of the live node, where the probe read it: the metric that the memory alarm watches. */
  LiveMemoryUsedPercent: 'Percent',
} as const;

export type GroupMetrics = { readonly [Name in keyof typeof GROUP_METRIC_UNITS]?: number };

/** Names and units of the node metrics: the contract of the design, section 7. */
export const NODE_METRIC_UNITS = {
  MemoryUsedPercent: 'Percent',
  MemoryUsedBytes: 'Bytes',
  MemoryTotalBytes: 'Bytes',
  Rows: 'Count',
  Live: 'None',
  Queued: 'None',
  Busy: 'None',
} as const;

export type NodeMetrics = { readonly [Name in keyof typeof NODE_METRIC_UNITS]?: number };

/** A report in the words of the node metrics; what it does not say is absent. */
export function nodeMetricsOf(report: Report): NodeMetrics {
  const { memory, rows, live, queued, busy } = report;
  const percent = memoryUsedPercent(report);
  return {
    ...(percent !== undefined && { MemoryUsedPercent: percent }),
    ...(memory?.unit === 'bytes' && { MemoryUsedBytes: memory.used, MemoryTotalBytes: memory.total }),
    ...(rows !== undefined && { Rows: rows }),
    ...(live !== undefined && { Live: Number(live) }),
    ...(queued !== undefined && { Queued: Number(queued) }),
    ...(busy !== undefined && { Busy: Number(busy) }),
  };
}

/** The one metric of trouble that lasts; dimensions `Target` and `Kind`, value 1, unit Count. */
export const ATTENTION_METRIC = 'Attention';

export interface AttentionEntry {
  /** A group's name. */
  readonly target: string;
  readonly kind: AttentionKind;
}

export interface Announcer {
  /** Publishes a cycle's metrics with the dimension `AutoScalingGroupName`. */
  publishMetrics(groupName: string, metrics: GroupMetrics): void;
  /**
   * Publishes reports that the probe brought as the node metrics of the contract (dimensions
   * `AutoScalingGroupName`, `InstanceId`), at the time from which they were sampled.
   */
  publishNodeMetrics(groupName: string, reports: readonly Report[]): void;
  /** Publishes what needs attention, one datapoint for each entry; nothing where there are none. */
  publishAttention(entries: readonly AttentionEntry[], atMs: number): void;
  /** Puts a decision that acted, or a launch failure, on the event bus. Throws `PortError`. */
  announce(event: Announcement): Promise<void>;
}

export type Announcement =
  | { readonly type: 'Spillway Scaling Decision'; readonly entry: JournalEntry }
  | {
      readonly type: 'Spillway Launch Failure';
      readonly groupName: string;
      readonly atMs: number;
      readonly message: string;
    };
