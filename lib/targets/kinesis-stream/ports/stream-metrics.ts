// The metrics of a stream: names, units, who publishes them, and what alarms on streams are called.
import type { Gauges } from '../domain/plan.ts';

/** Names and units; the dimension is `StreamName`. */
export const STREAM_METRIC_UNITS = {
  ShardsOpen: 'Count',
  ShardsWanted: 'Count',
  ChangesLeft: 'Count',
  DemandPercent: 'Percent',
} as const satisfies Readonly<Record<keyof Gauges, string>>;

/** Alarms with this prefix wake `on-alarm` by EventBridge; infra/alarm-routes.yml matches it. */
export const STREAM_ALARM_PREFIX = 'spillway-streams-';

export type StreamMetrics = Gauges;

/** Costs no call: in a Lambda a metric is a log line. */
export interface StreamMetricsPublisher {
  /** Publishes a cycle's metrics with the dimension `StreamName`. */
  publishStreamMetrics(streamName: string, metrics: StreamMetrics): void;
}
