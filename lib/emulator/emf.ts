// Embedded metric format: the log lines by which Lambda functions publish metrics without a call.
// Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
import * as z from 'zod';

/** One datapoint, as PutMetricData would have taken it. */
export interface EmfDatapoint {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  readonly unit: string;
}

const document = z.looseObject({
  _aws: z.object({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string(), Unit: z.string().default('None') })),
      }),
    ),
  }),
});

/**
 * The datapoints of one log line; none for a line that is not EMF. Their own timestamp is not taken over:
 * the writer's clock is real, the world's is virtual.
 */
export function parseEmf(line: string): readonly EmfDatapoint[] {
  if (!line.includes('"_aws"')) return [];
  const parsed = document.safeParse(parseJson(line));
  if (!parsed.success) return [];
  const root = parsed.data;
  return root._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Metrics.flatMap(({ Name, Unit }) =>
      valuesOf(root[Name]).flatMap((value) =>
        (Dimensions.length > 0 ? Dimensions : [[]]).map((names) => ({
          namespace: Namespace,
          metricName: Name,
          dimensions: Object.fromEntries(names.map((name) => [name, String(root[name])])),
          value,
          unit: Unit,
        })),
      ),
    ),
  );
}

function valuesOf(target: unknown): readonly number[] {
  const candidates: readonly unknown[] = Array.isArray(target) ? target : [target];
  return candidates.filter((value) => typeof value === 'number');
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined; // an ordinary log line
  }
}
