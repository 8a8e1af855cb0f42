// CloudWatch actions on metrics: putting samples, reading statistics, listing.
// Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
import * as z from 'zod';
import { AwsError } from '../../sim/aws/aws-error.ts';
import type { Datapoint, MetricStore, Series } from '../../sim/aws/metric-store.ts';
import { pageOf } from '../wire/page.ts';
import { float, flag, integer, listOf, text, timestampMs } from '../wire/params.ts';
import { serviceAction } from './service-action.ts';

/** AWS's bounds of one call. */
export const METRIC_QUERIES_MAX = 500;
export const DATAPOINTS_PAGE_MAX = 100_800;
export const METRIC_DATA_MAX = 1000;
const METRICS_PAGE_SIZE = 500;
/** Samples that one statistic set or value list may stand for; AWS has no such bound. */
const SAMPLES_MAX = 10_000;

export const dimensions = listOf(z.object({ Name: text, Value: text })).transform((pairs) =>
  Object.fromEntries(pairs.map(({ Name, Value }) => [Name, Value])),
);
export const statistic = z.enum(['Maximum', 'Minimum', 'Average', 'Sum', 'SampleCount']);
export const metricStat = z.object({
  Metric: z.object({ Namespace: text, MetricName: text, Dimensions: dimensions }),
  Period: integer.min(1),
  Stat: statistic,
});

const datum = z.object({
  MetricName: text,
  Dimensions: dimensions,
  Timestamp: timestampMs.optional(),
  Value: float.optional(),
  Values: listOf(float),
  Counts: listOf(float),
  StatisticValues: z.object({ SampleCount: float, Sum: float, Minimum: float, Maximum: float }).optional(),
});

const query = z.object({
  Id: z.string().regex(/^[a-z]\w*$/, { error: 'An Id starts with a lower-case letter' }),
  MetricStat: metricStat.optional(),
  Expression: text.optional(),
  Label: text.optional(),
  ReturnData: flag.default(true),
});

/** What a test may make smaller than AWS has it. */
export interface MetricLimits {
  /** Datapoints of one GetMetricData page; `DATAPOINTS_PAGE_MAX` by default. */
  readonly datapointsPageMax: number;
}

export function metricActions(metrics: MetricStore, limits: MetricLimits) {
  return {
    PutMetricData: serviceAction(
      z.object({
        Namespace: text,
        MetricData: listOf(datum).refine((data) => data.length <= METRIC_DATA_MAX, {
          error: `Member must have length less than or equal to ${METRIC_DATA_MAX}`,
        }),
      }),
      ({ Namespace, MetricData }, { nowMs }) => {
        for (const given of MetricData) {
          const series = metrics.open(Namespace, given.MetricName, given.Dimensions);
          for (const value of samplesOf(given))
            metrics.put(series, { atMs: given.Timestamp ?? nowMs, value });
        }
        return {};
      },
    ),
    GetMetricData: serviceAction(
      z.object({
        MetricDataQueries: listOf(query),
        StartTime: timestampMs,
        EndTime: timestampMs,
        ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
        MaxDatapoints: integer.min(1).max(DATAPOINTS_PAGE_MAX).optional(),
        NextToken: text.optional(),
      }),
      (params) => {
        if (params.MetricDataQueries.length > METRIC_QUERIES_MAX) {
          throw invalidRequest(
            `The collection MetricDataQueries must not have a size greater than ${METRIC_QUERIES_MAX}.`,
          );
        }
        if (params.StartTime >= params.EndTime) {
          throw invalidRequest('The parameter StartTime must be less than the parameter EndTime.');
        }
        const isDescending = params.ScanBy === 'TimestampDescending';
        const answers = params.MetricDataQueries.filter(({ ReturnData }) => ReturnData).map((one) => {
          const datapoints = datapointsOf(metrics, one, params);
          return { query: one, datapoints: isDescending ? datapoints.toReversed() : datapoints };
        });
        return pageOfAnswers(answers, {
          size: Math.min(params.MaxDatapoints ?? DATAPOINTS_PAGE_MAX, limits.datapointsPageMax),
          nextToken: params.NextToken,
        });
      },
    ),
    ListMetrics: serviceAction(
      z.object({
        Namespace: text,
        MetricName: text.optional(),
        Dimensions: listOf(z.object({ Name: text, Value: text.optional() })),
        NextToken: text.optional(),
      }),
      ({ Namespace, MetricName, Dimensions, NextToken }) => {
        const found = metrics
          .list(Namespace, MetricName)
          .filter((series) => Dimensions.every(({ Name, Value }) => hasDimension(series, Name, Value)));
        const page = pageOf(found, METRICS_PAGE_SIZE, NextToken);
        return { Metrics: page.entries.map(metricAnswer), NextToken: page.nextToken };
      },
    ),
  };
}

/** CloudWatch's code for a request that contradicts itself. */
export function invalidRequest(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

type GivenDatum = z.output<typeof datum>;
type GivenQuery = z.output<typeof query>;

function samplesOf({ Value, Values, Counts, StatisticValues }: GivenDatum): readonly number[] {
  if (Value !== undefined) return [Value];
  const samples = StatisticValues
    ? samplesOfSet(StatisticValues)
    : Values.flatMap((value, index) => repeat(value, Counts[index] ?? 1));
  if (samples.length === 0) {
    throw new AwsError(
      'MissingRequiredParameterException',
      'At least one of the parameters Value, Values, StatisticValues must be specified.',
    );
  }
  return samples;
}

/** Samples with the set's count, sum, minimum and maximum. */
function samplesOfSet(set: { SampleCount: number; Sum: number; Minimum: number; Maximum: number }) {
  if (set.SampleCount <= 1) return [set.Sum];
  const rest = set.SampleCount - 2;
  const mean = rest > 0 ? (set.Sum - set.Minimum - set.Maximum) / rest : 0;
  return [set.Minimum, set.Maximum, ...repeat(mean, rest)];
}

function repeat(value: number, count: number): readonly number[] {
  if (count > SAMPLES_MAX) {
    throw new AwsError(
      'InvalidParameterValueException',
      `The emulator keeps at most ${SAMPLES_MAX} samples a datum.`,
    );
  }
  return Array.from({ length: count }, () => value);
}

function datapointsOf(
  metrics: MetricStore,
  one: GivenQuery,
  range: { StartTime: number; EndTime: number },
): readonly Datapoint[] {
  if (!one.MetricStat) {
    throw invalidRequest(`Query ${one.Id}: the emulator reads MetricStat queries, no expressions.`);
  }
  const { Metric, Period, Stat } = one.MetricStat;
  const series = metrics.find(Metric.Namespace, Metric.MetricName, Metric.Dimensions);
  if (!series) return [];
  return metrics.statistics(series, {
    fromMs: range.StartTime,
    toMs: range.EndTime,
    periodMs: Period * 1000,
    statistic: Stat,
  });
}

interface QueryAnswer {
  readonly query: GivenQuery;
  readonly datapoints: readonly Datapoint[];
}

/** One page over all queries together: a query cut by the page's end is `PartialData`, and goes on in the next. */
function pageOfAnswers(
  answers: readonly QueryAnswer[],
  { size, nextToken }: { size: number; nextToken: string | undefined },
) {
  const flat = answers.flatMap(({ query: { Id }, datapoints }) =>
    datapoints.map((datapoint) => ({ id: Id, datapoint })),
  );
  const page = pageOf(flat, size, nextToken);
  const lastId = page.nextToken === undefined ? undefined : page.entries.at(-1)?.id;
  return {
    MetricDataResults: answers.flatMap(({ query: { Id, Label, MetricStat }, datapoints }) => {
      const shown = page.entries.filter(({ id }) => id === Id).map(({ datapoint }) => datapoint);
      // Queries without any datapoint are answered once, on the first page.
      if (shown.length === 0 && (datapoints.length > 0 || nextToken !== undefined)) return [];
      return {
        Id,
        Label: Label ?? MetricStat?.Metric.MetricName ?? Id,
        Timestamps: shown.map(({ startMs }) => new Date(startMs)),
        Values: shown.map(({ value }) => value),
        StatusCode: Id === lastId ? 'PartialData' : 'Complete',
      };
    }),
    NextToken: page.nextToken,
    Messages: [],
  };
}

function hasDimension(series: Series, name: string, value: string | undefined): boolean {
  const actual = series.dimensions[name];
  return actual !== undefined && (value === undefined || value === actual);
}

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
