// A target's metrics as a log line that CloudWatch turns into metrics: no API call, and no wait. Lean, only those are named
// to CloudWatch that something watches; the line says the others all the same, for who reads the log.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
import type { Clock } from '../ports/clock.ts';

/** `full`: each value is a metric, for graphs. `lean`: those alone that are watched, at a tenth of the cost. */
export type MetricsDetail = 'lean' | 'full';

/** Where metrics go. */
export interface MetricsWiring {
  readonly namespace: string;
  readonly metrics: MetricsDetail;
  /** Writes one line of the function's log, unadorned: CloudWatch reads no metrics out of a prefixed one. */
  readonly writeLine: (line: string) => void;
  readonly clock: Pick<Clock, 'nowMs'>;
}

export interface MetricsLine {
  readonly dimensions: Readonly<Record<string, string>>;
  readonly units: Readonly<Record<string, string>>;
  /** What is no number is left out. */
  readonly values: object;
  /** Whether a value is a metric where metrics are lean; without it none is. */
  readonly isLean?: (name: string, value: number) => boolean;
  /** What the line says besides. */
  readonly told?: object;
  /** The moment that the values are of, ms since the epoch; by default what the clock tells. */
  readonly atMs?: number;
}

/** Writes the values that are numbers; no line where there are none. */
export function publishTargetMetrics(
  { namespace, metrics, writeLine, clock }: MetricsWiring,
  { dimensions, units, values, isLean = () => false, told, atMs = clock.nowMs() }: MetricsLine,
): void {
  const said = Object.entries(values).filter(
    ([name, value]) => name in units && typeof value === 'number' && Number.isFinite(value),
  ) as (readonly [string, number])[];
  if (said.length === 0) return;
  const Metrics = said
    .filter(([name, value]) => metrics === 'full' || isLean(name, value))
    .map(([Name]) => ({ Name, Unit: units[Name] }));
  const CloudWatchMetrics = [{ Namespace: namespace, Dimensions: [Object.keys(dimensions)], Metrics }];
  writeLine(
    JSON.stringify({
      // A line without `_aws` is no metric, and costs its bytes alone.
      ...(Metrics.length > 0 ? { _aws: { Timestamp: atMs, CloudWatchMetrics } } : { timestamp: atMs }),
      ...dimensions,
      ...Object.fromEntries(said),
      ...told,
    }),
  );
}
