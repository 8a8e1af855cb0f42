// One evaluation of one alarm (or contributor): M of the last N periods, and what missing data mean.
// Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
import type { AlarmSpec, AlarmState } from './alarms.ts';
import {
  merged,
  type MetricStore,
  type Series,
  type Statistic,
  type StatisticsQuery,
} from './metric-store.ts';

export interface Evaluation {
  readonly state: AlarmState;
  /** In a sentence. Worded for who asks: most evaluations change nothing, and nobody reads why. */
  readonly reason: () => string;
  /** The datapoints compared, newest first. */
  readonly datapoints: readonly number[];
}

/**
 * CloudWatch looks further back than it evaluates, so that late datapoints are not missed; it does not say
 * how far. With enough real datapoints in that range, missing ones are not looked at.
 */
const EXTRA_PERIODS = 3;

export function evaluate(given: {
  metrics: MetricStore;
  /** As one: of each period the statistic over all of them. */
  series: readonly Series[];
  spec: AlarmSpec;
  /** What it is now; kept where missing data say nothing. */
  state: AlarmState;
  nowMs: number;
}): Evaluation {
  const { spec, state } = given;
  const datapoints = recentDatapoints(given);
  const breaching = datapoints.filter((value) => isBreaching(value, spec)).length;
  const missing = spec.evaluationPeriods - datapoints.length;
  const counted = breaching + (spec.treatMissingData === 'breaching' ? missing : 0);
  if (counted >= spec.datapointsToAlarm) {
    return {
      state: 'ALARM',
      reason: () =>
        `Threshold Crossed: ${counted} out of the last ${spec.evaluationPeriods} datapoints ` +
        `[${datapoints.join(', ')}] was ${WORDS[spec.comparisonOperator]} the threshold (${spec.threshold}).`,
      datapoints,
    };
  }
  if (datapoints.length === 0 && spec.treatMissingData === 'ignore')
    return { state, reason: () => 'No datapoints; state maintained.', datapoints };
  if (datapoints.length === 0 && spec.treatMissingData === 'missing')
    return {
      state: 'INSUFFICIENT_DATA',
      reason: () => `Insufficient Data: ${spec.evaluationPeriods} datapoint was unknown.`,
      datapoints,
    };
  return {
    state: 'OK',
    reason: () =>
      `Threshold Crossed: ${datapoints.length - breaching} datapoint [${datapoints.join(', ')}] was not ${WORDS[spec.comparisonOperator]} the threshold (${spec.threshold}).`,
    datapoints,
  };
}

const WORDS = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
} as const;

/** Datapoints of complete periods, newest first, at most as many as are evaluated. */
function recentDatapoints(given: {
  metrics: MetricStore;
  series: readonly Series[];
  spec: AlarmSpec;
  nowMs: number;
}): number[] {
  const { metrics, series, spec, nowMs } = given;
  const periodMs = spec.watched.periodSeconds * 1000;
  const toMs = Math.floor(nowMs / periodMs) * periodMs;
  const fromMs = toMs - (spec.evaluationPeriods + EXTRA_PERIODS) * periodMs;
  const of = (statistic: Statistic) => together(metrics, series, { fromMs, toMs, periodMs, statistic });
  const { stat } = spec.watched;
  const [only] = series;
  // As is usual: one time series has nothing to be put together with.
  if (only && series.length === 1)
    return metrics
      .statistics(only, { fromMs, toMs, periodMs, statistic: stat })
      .slice(-spec.evaluationPeriods)
      .reverse()
      .map(({ value }) => value);
  // Of averages no other average can be made.
  const [values, counts] = stat === 'Average' ? [of('Sum'), of('SampleCount')] : [of(stat), undefined];
  return [...values]
    .sort(([a], [b]) => b - a)
    .slice(0, spec.evaluationPeriods)
    .map(([startMs, value]) => value / (counts?.get(startMs) ?? 1));
}

/** The statistic over all time series, by the start of the period. */
function together(
  metrics: MetricStore,
  all: readonly Series[],
  query: StatisticsQuery,
): ReadonlyMap<number, number> {
  const values = new Map<number, number>();
  for (const series of all)
    for (const { startMs, value } of metrics.statistics(series, query)) {
      const before = values.get(startMs);
      values.set(startMs, before === undefined ? value : merged(query.statistic, before, value));
    }
  return values;
}

function isBreaching(value: number, { comparisonOperator, threshold }: AlarmSpec): boolean {
  switch (comparisonOperator) {
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
  }
}
