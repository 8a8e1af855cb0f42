// What the nodes of clusters tell CloudWatch of themselves, by the minute.
// Source: https://docs.aws.amazon.com/memorydb/latest/devguide/metrics.memorydb.html
import type { Settled } from '../../../ports/settled.ts';

export interface NodesQuery {
  readonly clusters: readonly { readonly clusterName: string; readonly nodeNames: readonly string[] }[];
  /** Whole minutes: from the one that holds this moment. */
  readonly fromMs: number;
  /** Up to the last minute that is over by now. */
  readonly nowMs: number;
}

export interface NodeMetricsReader {
  /**
   * Of each cluster, in their order, its nodes in theirs; a node without any datapoint has no minutes. A cluster of which not
   * all was answered is a `PortError`, and no other's failure.
   */
  readNodes(query: NodesQuery): Promise<readonly Settled<readonly NodeTold[]>[]>;
}

export interface NodeTold {
  readonly nodeName: string;
  /** In order of time. */
  readonly minutes: readonly NodeMinute[];
}

/** A minute with any datapoint at all. */
export interface NodeMinute {
  /** Start of the minute, ms since the epoch. */
  readonly startMs: number;
  /** `IsPrimary`: 1 of a primary. */
  readonly isPrimary?: number;
  /** `DatabaseMemoryUsagePercentage`. */
  readonly memoryPercent?: number;
  /** `BytesUsedForMemoryDB`. */
  readonly usedBytes?: number;
  /** `EngineCPUUtilization`. */
  readonly engineCpuPercent?: number;
  /** `CPUUtilization`, of the host. */
  readonly hostCpuPercent?: number;
  /** `ReplicationLag`; of replicas only. */
  readonly replicaLagSeconds?: number;
  /** `Evictions`, counted over the minute. */
  readonly evictions?: number;
}
