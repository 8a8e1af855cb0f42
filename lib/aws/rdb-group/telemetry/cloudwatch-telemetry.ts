// Reads the nodes' metrics from CloudWatch, with plain MetricStat queries (never SEARCH or SQL, which see
// only recently active metrics and are priced by what they scan). What the datapoints mean stands in
// report-of-datapoints.ts.
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { HOUR_MS } from '../../../core/units.ts';
import { settleNow, valueOf, type Settled } from '../../../ports/settled.ts';
import {
  NODE_METRICS,
  type Telemetry,
  type TelemetryAnswer,
  type TelemetryQuery,
} from '../../../targets/rdb-group/ports/telemetry.ts';
import type { AwsCalls } from '../../aws-calls.ts';
import {
  QUERIES_PER_CALL_MAX,
  readMetricSeries,
  type MetricPoint,
  type MetricQuery,
} from '../../metric-series.ts';
import {
  AGENT_METRIC,
  PERIOD_MS,
  reportsOfDatapoints,
  type Datapoint,
  type NodeMetric,
} from './report-of-datapoints.ts';

/**
 * CloudWatch takes datapoints up to two hours ahead, so that far is looked: a node whose clock runs ahead
 * is found out before its datapoints become the present.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 */
const FUTURE_ACCEPTED_MS = 2 * HOUR_MS;

const AGENT_NAMESPACE = 'CWAgent';

/** `Telemetry` on CloudWatch. `namespace` is where the nodes publish; `Spillway` by default. */
export function createCloudWatchTelemetry(
  client: CloudWatchClient,
  calls: AwsCalls,
  namespace: string,
): Telemetry {
  /** What each node of each query said of these metrics, in their order: as many queries in a call as it takes. */
  async function readEach(
    asked: readonly TelemetryQuery[],
    metrics: readonly NodeMetric[],
  ): Promise<readonly Settled<readonly Datapoint[]>[]> {
    const wanted = asked.map((query) =>
      query.instanceIds.flatMap((instanceId) => metrics.map((metric) => ({ query, instanceId, metric }))),
    );
    const spans = asked.map(spanOf);
    const series = await readMetricSeries(client, calls, {
      queries: wanted.flat().map((one) => queryOf(one, namespace)),
      // The longest of all; what lies before a query's own is left out again.
      startMs: Math.min(...spans.map(({ startMs }) => startMs)),
      endMs: Math.max(...spans.map(({ endMs }) => endMs)),
    });
    let next = 0;
    return wanted.map((ofQuery, index) => {
      const own = ofQuery.map((one) => ({ ...one, points: series[next++] }));
      return settleNow(() => own.flatMap(({ points, ...one }) => datapointsOf(one, points, spans[index])));
    });
  }

  return {
    readReports: async (queries) => {
      if (agentsCostNoCall(queries)) {
        const all = await readEach(queries, [...NODE_METRICS, AGENT_METRIC]);
        return queries.map((query, index) => reportsOf(query, [all[index]]));
      }
      const own = await readEach(queries, NODE_METRICS);
      const silent = queries.map((query, index) => ({ ...query, instanceIds: silentOf(query, own[index]) }));
      const agents = await readEach(silent, [AGENT_METRIC]);
      return queries.map((query, index) => reportsOf(query, [own[index], agents[index]]));
    },
  };
}

/** The agent speaks only for nodes whose RDB says nothing. Asked about all, it must not cost a call more. */
function agentsCostNoCall(queries: readonly TelemetryQuery[]): boolean {
  const nodeCount = queries.reduce((sum, { instanceIds }) => sum + instanceIds.length, 0);
  const callsFor = (metricCount: number) => Math.ceil((nodeCount * metricCount) / QUERIES_PER_CALL_MAX);
  return callsFor(NODE_METRICS.length + 1) === callsFor(NODE_METRICS.length);
}

function reportsOf(
  query: TelemetryQuery,
  read: readonly (Settled<readonly Datapoint[]> | undefined)[],
): Settled<TelemetryAnswer> {
  return settleNow(() =>
    reportsOfDatapoints(
      read.flatMap((one) => (one ? valueOf(one) : [])),
      query,
    ),
  );
}

interface Wanted {
  readonly query: TelemetryQuery;
  readonly instanceId: string;
  readonly metric: NodeMetric;
}

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

function spanOf({ fromMs, nowMs }: TelemetryQuery): Span {
  return {
    startMs: Math.floor(fromMs / PERIOD_MS) * PERIOD_MS - PERIOD_MS,
    endMs: Math.ceil(nowMs / PERIOD_MS) * PERIOD_MS + FUTURE_ACCEPTED_MS,
  };
}

function queryOf({ query: { groupName }, instanceId, metric }: Wanted, namespace: string): MetricQuery {
  return {
    namespace: metric === AGENT_METRIC ? AGENT_NAMESPACE : namespace,
    metricName: metric,
    dimensions: { AutoScalingGroupName: groupName, InstanceId: instanceId },
    // The worst of the period: the fullest memory, the most rows, live if it was live at any time.
    statistic: 'Maximum',
  };
}

/** Throws where CloudWatch gave no complete answer. */
function datapointsOf(
  { instanceId, metric }: Omit<Wanted, 'query'>,
  series: Settled<readonly MetricPoint[]> | undefined,
  span: Span | undefined,
): readonly Datapoint[] {
  if (!series || !span) return [];
  return valueOf(series)
    .filter(({ startMs }) => startMs >= span.startMs && startMs < span.endMs)
    .map(({ startMs, value }) => ({ instanceId, metric, timestampMs: startMs, value }));
}

/** Nodes without a datapoint; none where the group could not be read: it has failed already. */
function silentOf(
  { instanceIds }: TelemetryQuery,
  own: Settled<readonly Datapoint[]> | undefined,
): readonly string[] {
  if (!own?.ok) return [];
  const heard = new Set(own.value.map(({ instanceId }) => instanceId));
  return instanceIds.filter((id) => !heard.has(id));
}
