// The metrics of groups and of their nodes: names, units, and who publishes them.
import { memoryUsedPercent, type Report } from '../domain/node.ts';

/** Names and units of the group metrics. */
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

/** What the line of a group's metrics says besides, and no metric is: what the dashboard reads out of the log. */
export interface GroupTold {
  readonly LeadTimeSeconds: number;
  readonly Plan: string;
  /** In a sentence, of a plan that acts. */
  readonly Why?: string;
}

/** What happens now and then: a metric of its hour alone. */
const COUNTERS: ReadonlySet<string> = new Set(['ScaleOuts', 'Retirements', 'LateRolls', 'LaunchFailures']);

/** A cycle's time worth telling, ms: half of what the alarm on slow cycles rings for. */
export const SLOW_CYCLE_MS = 10_000;

/**
 * Whether a value is published where metrics are lean: what an alarm watches, and what has happened. CloudWatch charges a
 * metric for the hours in which it is sent, so one that is sent now and then costs next to nothing.
 * https://aws.amazon.com/cloudwatch/pricing/
 */
export function isLeanGroupMetric(name: string, value: number): boolean {
  if (name === 'CycleDurationMs') return value > SLOW_CYCLE_MS;
  return name === 'LiveMemoryUsedPercent' || (COUNTERS.has(name) && value > 0);
}

/** Names and units of the node metrics. */
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

/** Costs no call: in a Lambda a metric is a log line. */
export interface GroupMetricsPublisher {
  /** Publishes a cycle's metrics with the dimension `AutoScalingGroupName`. */
  publishMetrics(groupName: string, metrics: GroupMetrics, told?: GroupTold): void;
  /**
   * Publishes reports that the probe brought as the node metrics of the contract (dimensions
   * `AutoScalingGroupName`, `InstanceId`), at the time from which they were sampled.
   */
  publishNodeMetrics(groupName: string, reports: readonly Report[]): void;
  /** The same as lines of the log alone, which nobody reads back as a report: for who reads the log, and for exports. */
  logNodes(groupName: string, reports: readonly Report[]): void;
}
