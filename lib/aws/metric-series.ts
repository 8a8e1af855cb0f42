// Many metrics in few calls: GetMetricData with plain MetricStat queries, 500 to a call, all pages. An answer that is
// not complete is an error, never a gap.
// Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
import {
  GetMetricDataCommand,
  type CloudWatchClient,
  type GetMetricDataCommandInput,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { PortError } from '../core/errors.ts';
import { MINUTE_MS, SECOND_MS } from '../core/units.ts';
import type { AwsCalls } from './aws-calls.ts';

/** AWS's limit. */
const QUERIES_PER_CALL_MAX = 500;

/** Pages read for one call's queries; a page holds 100,800 datapoints, 500 queries over three hours. */
export const METRIC_PAGES_MAX = 10;

const CALL = 'cloudwatch:GetMetricData';

/** One metric, by the minute. */
export interface MetricQuery {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Maximum';
}

export interface MetricPoint {
  /** Start of its minute. */
  readonly startMs: number;
  readonly value: number;
}

/**
 * What each query found from `startMs` until `endMs`, in their order; oldest first. Both are whole minutes: CloudWatch answers
 * faster, and never cuts one in two. Throws `PortError`.
 */
export async function readMetricSeries(
  client: Pick<CloudWatchClient, 'send'>,
  calls: AwsCalls,
  { queries, startMs, endMs }: { queries: readonly MetricQuery[]; startMs: number; endMs: number },
): Promise<readonly (readonly MetricPoint[])[]> {
  const [StartTime, EndTime] = [new Date(startMs), new Date(endMs)];
  if (EndTime <= StartTime) return queries.map(() => []);
  const series: (readonly MetricPoint[])[] = [];
  for (let start = 0; start < queries.length; start += QUERIES_PER_CALL_MAX) {
    const batch = queries.slice(start, start + QUERIES_PER_CALL_MAX);
    const MetricDataQueries = batch.map(queryOf);
    series.push(...(await readBatch(client, calls, { MetricDataQueries, StartTime, EndTime })));
  }
  return series;
}

/** An id must begin with a lower-case letter. */
function queryOf({ namespace, metricName, dimensions, statistic }: MetricQuery, index: number) {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: namespace, MetricName: metricName, Dimensions };
  return { Id: `m${index}`, MetricStat: { Metric, Period: MINUTE_MS / SECOND_MS, Stat: statistic } };
}

async function readBatch(
  client: Pick<CloudWatchClient, 'send'>,
  calls: AwsCalls,
  input: GetMetricDataCommandInput & Required<Pick<GetMetricDataCommandInput, 'MetricDataQueries'>>,
): Promise<readonly (readonly MetricPoint[])[]> {
  const ids = (input.MetricDataQueries ?? []).map(({ Id }) => Id ?? '');
  const pointsOfId = new Map(ids.map((id) => [id, new Array<MetricPoint>()]));
  const statusOfId = new Map<string, string>();
  let token: string | undefined;
  for (let page = 1; page <= METRIC_PAGES_MAX; page += 1) {
    const command = new GetMetricDataCommand({
      ...input,
      ScanBy: 'TimestampAscending',
      ...(token !== undefined && { NextToken: token }),
    });
    const answer = await calls.read(CALL, (options) => client.send(command, options));
    if (!answer.MetricDataResults) throw incomplete('the answer has no MetricDataResults');
    token = answer.NextToken;
    for (const result of answer.MetricDataResults) {
      const id = result.Id ?? '';
      pointsOfId.get(id)?.push(...pointsOf(result));
      // Partial before a next page means only that there is one.
      statusOfId.set(id, token ? 'Complete' : (result.StatusCode ?? 'Complete'));
    }
    if (token) continue;
    const unanswered = ids.find((id) => statusOfId.get(id) !== 'Complete');
    if (unanswered !== undefined)
      throw incomplete(`query ${unanswered} ended ${statusOfId.get(unanswered) ?? 'without an answer'}`);
    return ids.map((id) => (pointsOfId.get(id) ?? []).sort((a, b) => a.startMs - b.startMs));
  }
  throw new PortError(CALL, 'TooManyPages', `more than ${METRIC_PAGES_MAX} pages`);
}

/**
 * `PartialData` is followed by more pages; `InternalError` and `Forbidden` are no answer.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataResult.html
 */
function pointsOf({ Id, StatusCode, Timestamps = [], Values = [], Messages = [] }: MetricDataResult) {
  if (StatusCode === 'InternalError' || StatusCode === 'Forbidden') {
    const said = Messages.map(({ Code, Value }) => `${Code}: ${Value}`).join('; ');
    throw new PortError(CALL, StatusCode, `query ${Id} failed${said && `: ${said}`}`);
  }
  if (Timestamps.length !== Values.length)
    throw incomplete(`query ${Id} has ${Timestamps.length} timestamps and ${Values.length} values`);
  return Timestamps.map((at, index) => ({ startMs: at.getTime(), value: Values[index] ?? Number.NaN }));
}

function incomplete(what: string): PortError {
  return new PortError(CALL, 'IncompleteAnswer', what);
}
