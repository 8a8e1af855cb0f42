// Many metrics in few calls: GetMetricData with plain MetricStat queries, 500 to a call, all pages. An answer that is
// not complete is an error of its queries, never a gap.
// Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
import {
  GetMetricDataCommand,
  type CloudWatchClient,
  type GetMetricDataCommandInput,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { PortError } from '../core/errors.ts';
import { eachSettled, settleNow, type Settled } from '../ports/settled.ts';
import { MINUTE_MS, SECOND_MS } from '../core/units.ts';
import type { AwsCalls } from './aws-calls.ts';

/** AWS's limit. */
export const QUERIES_PER_CALL_MAX = 500;

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
 * Calls at once. AWS allows fifty a second, and 180,000 datapoints; a hundred groups of twenty nodes take 28 calls, and what
 * is throttled is tried again.
 * Source: https://aws.amazon.com/premiumsupport/knowledge-center/cloudwatch-getmetricdata-api
 */
const CALLS_AT_ONCE = 10;

/**
 * What each query found from `startMs` until `endMs`, in their order; oldest first. Both are whole minutes: CloudWatch
 * answers faster, and never cuts one in two. A query without a complete answer has its `PortError`; a call that failed has
 * failed for its queries, and for no others.
 */
export async function readMetricSeries(
  client: Pick<CloudWatchClient, 'send'>,
  calls: AwsCalls,
  { queries, startMs, endMs }: { queries: readonly MetricQuery[]; startMs: number; endMs: number },
): Promise<readonly Settled<readonly MetricPoint[]>[]> {
  const [StartTime, EndTime] = [new Date(startMs), new Date(endMs)];
  if (EndTime <= StartTime) return queries.map(() => ({ ok: true, value: [] }));
  const starts = Array.from(
    { length: Math.ceil(queries.length / QUERIES_PER_CALL_MAX) },
    (_, call) => call * QUERIES_PER_CALL_MAX,
  );
  const answered = await eachSettled(starts, CALLS_AT_ONCE, async (start) => {
    const MetricDataQueries = queries.slice(start, start + QUERIES_PER_CALL_MAX).map(queryOf);
    return readBatch(client, calls, { MetricDataQueries, StartTime, EndTime });
  });
  return queries.map((_, index) => {
    const batch = answered[Math.floor(index / QUERIES_PER_CALL_MAX)];
    if (!batch?.ok) return { ok: false, error: batch?.error };
    return batch.value[index % QUERIES_PER_CALL_MAX] ?? { ok: true, value: [] };
  });
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
): Promise<readonly Settled<readonly MetricPoint[]>[]> {
  const ids = (input.MetricDataQueries ?? []).map(({ Id }) => Id ?? '');
  const answerOfId = new Map(ids.map((id): [string, Answered] => [id, { points: [] }]));
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
      const answered = answerOfId.get(result.Id ?? '');
      if (answered) takeIn(answered, result, token);
    }
    if (token) continue;
    return ids.map((id) => settleNow(() => pointsOf(id, answerOfId.get(id))));
  }
  const tooMany = new PortError(CALL, 'TooManyPages', `more than ${METRIC_PAGES_MAX} pages`);
  return ids.map((id) => ({ ok: false, error: answerOfId.get(id)?.problem ?? tooMany }));
}

/** Of one query, page by page. */
interface Answered {
  readonly points: MetricPoint[];
  /** The latest page's. */
  status?: string;
  problem?: PortError;
}

/**
 * `PartialData` is followed by more pages; `InternalError` and `Forbidden` are no answer.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataResult.html
 */
function takeIn(answered: Answered, result: MetricDataResult, token: string | undefined): void {
  const { Id, StatusCode, Timestamps = [], Values = [], Messages = [] } = result;
  if (StatusCode === 'InternalError' || StatusCode === 'Forbidden') {
    const said = Messages.map(({ Code, Value }) => `${Code}: ${Value}`).join('; ');
    answered.problem ??= new PortError(CALL, StatusCode, `query ${Id} failed${said && `: ${said}`}`);
  }
  if (Timestamps.length !== Values.length)
    answered.problem ??= incomplete(
      `query ${Id} has ${Timestamps.length} timestamps and ${Values.length} values`,
    );
  Timestamps.forEach((at, index) => {
    answered.points.push({ startMs: at.getTime(), value: Values[index] ?? Number.NaN });
  });
  // Partial before a next page means only that there is one.
  answered.status = token ? 'Complete' : (StatusCode ?? 'Complete');
}

function pointsOf(id: string, answered: Answered | undefined): readonly MetricPoint[] {
  if (answered?.problem) throw answered.problem;
  if (answered?.status !== 'Complete')
    throw incomplete(`query ${id} ended ${answered?.status ?? 'without an answer'}`);
  return answered.points.sort((a, b) => a.startMs - b.startMs);
}

function incomplete(what: string): PortError {
  return new PortError(CALL, 'IncompleteAnswer', what);
}
