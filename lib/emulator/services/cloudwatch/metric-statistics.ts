// CloudWatch's older way to read a metric, which the AWS CLI's users try first: one metric, several statistics.
// Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
import * as z from 'zod';
import { SECOND_MS } from '../../../core/units.ts';
import { AwsError } from '../../../sim/aws/aws-error.ts';
import type { MetricStore } from '../../../sim/aws/metric-store.ts';
import { integer, listOf, text, timestampMs } from '../../wire/params.ts';
import { serviceAction } from '../service-action.ts';
import { dimensions, statistic } from './metric-shapes.ts';

/** AWS's bound of one call; there are no pages. */
const DATAPOINTS_MAX = 1_440;

export function metricStatistics(metrics: MetricStore) {
  return {
    GetMetricStatistics: serviceAction(
      z.object({
        Namespace: text,
        MetricName: text,
        Dimensions: dimensions,
        StartTime: timestampMs,
        EndTime: timestampMs,
        Period: integer.min(1),
        Statistics: listOf(statistic),
      }),
      (given) => {
        const { Namespace, MetricName, StartTime: fromMs, EndTime: toMs, Period, Statistics } = given;
        if (fromMs >= toMs) throw contradiction('The parameter StartTime must be less than EndTime.');
        if (Statistics.length === 0)
          throw contradiction('At least one of the parameters Statistics and ExtendedStatistics is needed.');
        const periodMs = Period * SECOND_MS;
        const asked = Math.ceil((toMs - fromMs) / periodMs);
        if (asked > DATAPOINTS_MAX)
          throw contradiction(
            `You have requested up to ${asked} datapoints, which exceeds the limit of ${DATAPOINTS_MAX}.`,
          );
        const series = metrics.find(Namespace, MetricName, given.Dimensions);
        if (!series) return { Label: MetricName, Datapoints: [] };
        const byStart = new Map<number, Record<string, number>>();
        for (const one of Statistics)
          for (const { startMs, value } of metrics.statistics(series, {
            ...{ fromMs, toMs, periodMs },
            statistic: one,
          }))
            byStart.set(startMs, { ...byStart.get(startMs), [one]: value });
        const Datapoints = [...byStart].map(([startMs, values]) => ({
          Timestamp: new Date(startMs),
          ...values,
          Unit: 'None',
        }));
        return { Label: MetricName, Datapoints };
      },
    ),
  };
}

function contradiction(message: string): AwsError {
  return new AwsError('InvalidParameterCombinationException', message);
}
