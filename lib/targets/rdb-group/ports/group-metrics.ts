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
  publishMetrics(groupName: string, metrics: GroupMetrics): void;
  /**
   * Publishes reports that the probe brought as the node metrics of the contract (dimensions
   * `AutoScalingGroupName`, `InstanceId`), at the time from which they were sampled.
   */
  publishNodeMetrics(groupName: string, reports: readonly Report[]): void;
}
