// Shapes that CloudWatch's metric and alarm actions share: dimensions, a metric with its statistic.
import * as z from 'zod';
import { AwsError } from '../../../sim/aws/aws-error.ts';
import type { Series } from '../../../sim/aws/metric-store.ts';
import { integer, listOf, text } from '../../wire/params.ts';

/** A list of names and values, to a record. */
export const dimensions = listOf(z.object({ Name: text, Value: text })).transform((pairs) =>
  Object.fromEntries(pairs.map(({ Name, Value }) => [Name, Value])),
);
export const statistic = z.enum(['Maximum', 'Minimum', 'Average', 'Sum', 'SampleCount']);
export const metricStat = z.object({
  Metric: z.object({ Namespace: text, MetricName: text, Dimensions: dimensions }),
  Period: integer.min(1),
  Stat: statistic,
});

/** CloudWatch's code for a request that contradicts itself. */
export function invalidRequest(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

/** A metric as ListMetrics and DescribeAlarms show it. */
export function metricAnswer({
  namespace,
  metricName,
  dimensions,
}: Pick<Series, 'namespace' | 'metricName' | 'dimensions'>) {
  return {
    Namespace: namespace,
    MetricName: metricName,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  };
}
