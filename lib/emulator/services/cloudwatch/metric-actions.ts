// CloudWatch actions on metrics: putting samples, reading statistics, listing.
// Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
import * as z from 'zod';
import type { Datapoint, MetricStore, Series } from '../../../sim/aws/metric-store.ts';
import { pageOf } from '../../wire/page.ts';
import { flag, integer, listOf, text, timestampMs } from '../../wire/params.ts';
import { serviceAction } from '../service-action.ts';
import { datum, samplesOf } from './metric-samples.ts';
import { invalidRequest, metricAnswer, metricStat } from './metric-shapes.ts';

/** AWS's bounds of one call. */
const METRIC_QUERIES_MAX = 500;
export const DATAPOINTS_PAGE_MAX = 100_800;
const METRIC_DATA_MAX = 1000;
const METRICS_PAGE_SIZE = 500;
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
        const ids = params.MetricDataQueries.map(({ Id }) => Id);
        if (new Set(ids).size < ids.length) {
          throw invalidRequest('The values for parameter id in MetricDataQueries are not unique.');
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
        Namespace: text.optional(),
        MetricName: text.optional(),
        Dimensions: listOf(z.object({ Name: text, Value: text.optional() })),
        NextToken: text.optional(),
      }),
      ({ Namespace, MetricName, Dimensions, NextToken }) => {
        const named =
          Namespace === undefined
            ? metrics.listAll().filter(({ metricName }) => metricName === (MetricName ?? metricName))
            : metrics.list(Namespace, MetricName);
        const found = named.filter((series) =>
          Dimensions.every(({ Name, Value }) => hasDimension(series, Name, Value)),
        );
        const page = pageOf(found, METRICS_PAGE_SIZE, NextToken);
        return { Metrics: page.entries.map(metricAnswer), NextToken: page.nextToken };
      },
    ),
  };
}

type GivenQuery = z.output<typeof query>;

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
  const shownOfId = new Map<string, Datapoint[]>();
  for (const { id, datapoint } of page.entries) {
    const shown = shownOfId.get(id);
    if (shown) shown.push(datapoint);
    else shownOfId.set(id, [datapoint]);
  }
  return {
    MetricDataResults: answers.flatMap(({ query: { Id, Label, MetricStat }, datapoints }) => {
      const shown = shownOfId.get(Id) ?? [];
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
