// Reads the nodes' metrics from CloudWatch, with plain MetricStat queries (never SEARCH or SQL, which see
// only recently active metrics and are priced by what they scan). What the datapoints mean stands in
// report-of-datapoints.ts.
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { HOUR_MS } from '../../../core/units.ts';
import { NODE_METRICS, type Telemetry } from '../../../targets/rdb-group/ports/telemetry.ts';
import type { AwsCalls } from '../../aws-calls.ts';
import { readMetricSeries, type MetricQuery } from '../../metric-series.ts';
import { AGENT_METRIC, PERIOD_MS, reportsOfDatapoints, type NodeMetric } from './report-of-datapoints.ts';

/**
 * CloudWatch takes datapoints up to two hours ahead, so that far is looked: a node whose clock runs ahead
 * is found out before its datapoints become the present.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 */
const FUTURE_ACCEPTED_MS = 2 * HOUR_MS;

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
      const series = await readMetricSeries(client, calls, {
        queries: wanted.map((one) => queryOf(one, namespace)),
        startMs: Math.floor(fromMs / PERIOD_MS) * PERIOD_MS - PERIOD_MS,
        endMs: Math.ceil(nowMs / PERIOD_MS) * PERIOD_MS + FUTURE_ACCEPTED_MS,
      });
      const datapoints = wanted.flatMap(({ instanceId, metric }, index) =>
        (series[index] ?? []).map(({ startMs, value }) => ({
          instanceId,
          metric,
          timestampMs: startMs,
          value,
        })),
      );
      return reportsOfDatapoints(datapoints, { fromMs, nowMs });
    },
  };
}

interface Wanted {
  readonly groupName: string;
  readonly instanceId: string;
  readonly metric: NodeMetric;
}

function queryOf({ groupName, instanceId, metric }: Wanted, namespace: string): MetricQuery {
  return {
    namespace: metric === AGENT_METRIC ? AGENT_NAMESPACE : namespace,
    metricName: metric,
    dimensions: { AutoScalingGroupName: groupName, InstanceId: instanceId },
    // The worst of the period: the fullest memory, the most rows, live if it was live at any time.
    statistic: 'Maximum',
  };
}
