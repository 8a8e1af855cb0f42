// Reads the nodes' metrics from CloudWatch, with plain MetricStat queries (never SEARCH or SQL, which see
// only recently active metrics and are priced by what they scan). What the datapoints mean stands in
// report-of-datapoints.ts.
import {
  GetMetricDataCommand,
  type CloudWatchClient,
  type GetMetricDataCommandInput,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { PortError } from '../../../core/errors.ts';
import { HOUR_MS, SECOND_MS } from '../../../core/units.ts';
import { NODE_METRICS, type Telemetry } from '../../../targets/rdb-group/ports/telemetry.ts';
import type { AwsCalls } from '../../aws-calls.ts';
import {
  AGENT_METRIC,
  PERIOD_MS,
  reportsOfDatapoints,
  type Datapoint,
  type NodeMetric,
} from './report-of-datapoints.ts';

/** AWS's limit: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export const QUERIES_PER_CALL_MAX = 500;

/** Pages read for one call's queries; a page holds 100,800 datapoints, 500 queries over three hours. */
export const METRIC_PAGES_MAX = 10;

/**
 * CloudWatch takes datapoints up to two hours ahead, so that far is looked: a node whose clock runs ahead
 * is found out before its datapoints become the present.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 */
const FUTURE_ACCEPTED_MS = 2 * HOUR_MS;

const CALL = 'cloudwatch:GetMetricData';
const AGENT_NAMESPACE = 'CWAgent';
const METRICS_ASKED: readonly NodeMetric[] = [...NODE_METRICS, AGENT_METRIC];

/** `Telemetry` on CloudWatch. `namespace` is where the nodes publish; `Spillway` by default. */
export function createCloudWatchTelemetry(
  client: CloudWatchClient,
  calls: AwsCalls,
  namespace: string,
): Telemetry {
  return {
    readReports: async ({ groupName, instanceIds, fromMs, nowMs }) => {
      const wanted = instanceIds.flatMap((instanceId) =>
        METRICS_ASKED.map((metric) => ({ groupName, instanceId, metric })),
      );
      const datapoints: Datapoint[] = [];
      for (let start = 0; start < wanted.length; start += QUERIES_PER_CALL_MAX) {
        const batch = wanted.slice(start, start + QUERIES_PER_CALL_MAX);
        const seriesOfQuery = await readSeries(client, calls, {
          MetricDataQueries: batch.map((series, index) => queryOf(series, index, namespace)),
          // Whole periods: CloudWatch answers faster, and never cuts one in two.
          StartTime: new Date(Math.floor(fromMs / PERIOD_MS) * PERIOD_MS - PERIOD_MS),
          EndTime: new Date(Math.ceil(nowMs / PERIOD_MS) * PERIOD_MS + FUTURE_ACCEPTED_MS),
        });
        batch.forEach(({ instanceId, metric }, index) => {
          for (const point of seriesOfQuery.get(queryId(index)) ?? []) {
            datapoints.push({ instanceId, metric, ...point });
          }
        });
      }
      return reportsOfDatapoints(datapoints, { fromMs, nowMs });
    },
  };
}

interface Series {
  readonly groupName: string;
  readonly instanceId: string;
  readonly metric: NodeMetric;
}

type Points = { timestampMs: number; value: number }[];

function queryOf(
  { groupName, instanceId, metric }: Series,
  index: number,
  namespace: string,
): MetricDataQuery {
  return {
    Id: queryId(index),
    MetricStat: {
      Metric: {
        Namespace: metric === AGENT_METRIC ? AGENT_NAMESPACE : namespace,
        MetricName: metric,
        Dimensions: [
          { Name: 'AutoScalingGroupName', Value: groupName },
          { Name: 'InstanceId', Value: instanceId },
        ],
      },
      Period: PERIOD_MS / SECOND_MS,
      // The worst of the period: the fullest memory, the most rows, live if it was live at any time.
      Stat: 'Maximum',
    },
  };
}

/** An id must begin with a lower-case letter. */
function queryId(index: number): string {
  return `m${index}`;
}

/** All pages of one call. Throws `PortError` unless every query was answered completely. */
async function readSeries(
  client: CloudWatchClient,
  calls: AwsCalls,
  input: GetMetricDataCommandInput,
): Promise<ReadonlyMap<string, Points>> {
  const points = new Map<string, Points>();
  const statusOfQuery = new Map<string, string>();
  let token: string | undefined;
  for (let page = 1; page <= METRIC_PAGES_MAX; page += 1) {
    const command = new GetMetricDataCommand({ ...input, ...(token !== undefined && { NextToken: token }) });
    const answer = await calls.read(CALL, (options) => client.send(command, options));
    if (!answer.MetricDataResults) throw incomplete('the answer has no MetricDataResults');
    for (const result of answer.MetricDataResults) {
      const id = result.Id ?? '';
      points.set(id, [...(points.get(id) ?? []), ...pointsOf(result)]);
      // Partial before a next page means only that there is one, even if it has nothing more of this query.
      statusOfQuery.set(id, answer.NextToken ? 'Complete' : (result.StatusCode ?? 'Complete'));
    }
    token = answer.NextToken;
    if (!token) {
      for (const { Id } of input.MetricDataQueries ?? []) {
        const status = statusOfQuery.get(Id ?? '');
        if (status !== 'Complete') throw incomplete(`query ${Id} ended ${status ?? 'without an answer'}`);
      }
      return points;
    }
  }
  throw new PortError(CALL, 'TooManyPages', `more than ${METRIC_PAGES_MAX} pages`);
}

/**
 * `PartialData` is followed by more pages; `InternalError` and `Forbidden` are no answer.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataResult.html
 */
function pointsOf({ Id, StatusCode, Timestamps = [], Values = [], Messages }: MetricDataResult): Points {
  if (StatusCode === 'InternalError' || StatusCode === 'Forbidden') {
    const said = (Messages ?? []).map(({ Code, Value }) => `${Code}: ${Value}`).join('; ');
    throw new PortError(CALL, StatusCode, `query ${Id} failed${said && `: ${said}`}`);
  }
  if (Timestamps.length !== Values.length) {
    throw incomplete(`query ${Id} has ${Timestamps.length} timestamps and ${Values.length} values`);
  }
  return Timestamps.map((timestamp, index) => ({
    timestampMs: timestamp.getTime(),
    value: Values[index] ?? Number.NaN,
  }));
}

function incomplete(what: string): PortError {
  return new PortError(CALL, 'IncompleteAnswer', what);
}
