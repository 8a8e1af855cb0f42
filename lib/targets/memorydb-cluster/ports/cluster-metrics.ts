// The metrics of a cluster that we publish: names and units; and what alarms on clusters are called.
import type { Gauges } from '../domain/plan.ts';

/** Names and units; the dimension is `ClusterName`. */
export const CLUSTER_METRIC_UNITS = {
  Shards: 'Count',
  ShardsWanted: 'Count',
  Replicas: 'Count',
  MemoryPercent: 'Percent',
  MemoryAheadPercent: 'Percent',
} as const satisfies Readonly<Record<keyof Gauges, string>>;

/** Alarms with this prefix wake `on-alarm` by EventBridge; infra/alarm-routes.yml matches it. */
export const CLUSTER_ALARM_PREFIX = 'spillway-clusters-';

export type ClusterMetrics = Gauges;

/** Costs no call: in a Lambda a metric is a log line. */
export interface ClusterMetricsPublisher {
  /** Publishes a cycle's metrics with the dimension `ClusterName`. */
  publishClusterMetrics(clusterName: string, metrics: ClusterMetrics): void;
}
