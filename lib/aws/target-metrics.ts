// A target's metrics as a log line that CloudWatch turns into metrics: no API call, and no wait.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { MetricUnit } from '@aws-lambda-powertools/metrics/types';

/** Where metrics go. */
export interface MetricsWiring {
  readonly namespace: string;
  /** Writes one line of the function's log, unadorned: CloudWatch reads no metrics out of a prefixed one. */
  readonly writeLine: (line: string) => void;
}

/** Publishes the values that are numbers, under their one dimension; no line where there are none. */
export function publishTargetMetrics(
  { namespace, writeLine }: MetricsWiring,
  given: {
    readonly dimension: readonly [name: string, value: string];
    readonly units: Readonly<Record<string, MetricUnit>>;
    readonly values: object;
  },
): void {
  const values = given.values as Readonly<Record<string, number | undefined>>;
  // A fresh one for each target: a shared one would put many targets' values under one dimension.
  const metrics = new Metrics({ namespace });
  // Powertools adds the dimension `service`; the contract has the target's alone.
  metrics.clearDefaultDimensions();
  metrics.addDimension(...given.dimension);
  let metricCount = 0;
  for (const [metric, unit] of Object.entries(given.units)) {
    const value = values[metric];
    if (value === undefined || !Number.isFinite(value)) continue;
    metrics.addMetric(metric, unit, value);
    metricCount += 1;
  }
  if (metricCount > 0) writeLine(JSON.stringify(metrics.serializeMetrics()));
}
