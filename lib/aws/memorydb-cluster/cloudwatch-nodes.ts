// Reads what the nodes of clusters tell of themselves from CloudWatch: all nodes of several clusters in one call where they
// fit. What the metrics are called stands here and nowhere else.
// Source: https://docs.aws.amazon.com/memorydb/latest/devguide/metrics.memorydb.html, metrics.HostLevel.html
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { MINUTE_MS } from '../../core/units.ts';
import { settleNow, valueOf } from '../../ports/settled.ts';
import type {
  NodeMetricsReader,
  NodeMinute,
  NodeTold,
} from '../../targets/memorydb-cluster/ports/node-metrics.ts';
import type { AwsCalls } from '../aws-calls.ts';
import { readMetricSeries, type MetricPoint, type MetricQuery } from '../metric-series.ts';

const NAMESPACE = 'AWS/MemoryDB';

type Field = Exclude<keyof NodeMinute, 'startMs'>;

const METRICS: readonly (readonly [Field, string])[] = [
  ['isPrimary', 'IsPrimary'],
  ['memoryPercent', 'DatabaseMemoryUsagePercentage'],
  ['usedBytes', 'BytesUsedForMemoryDB'],
  ['engineCpuPercent', 'EngineCPUUtilization'],
  ['hostCpuPercent', 'CPUUtilization'],
  ['replicaLagSeconds', 'ReplicationLag'],
  ['evictions', 'Evictions'],
];

/** `NodeMetricsReader` on CloudWatch. */
export function createCloudWatchNodes(
  client: Pick<CloudWatchClient, 'send'>,
  calls: AwsCalls,
): NodeMetricsReader {
  return {
    readNodes: async ({ clusters, fromMs, nowMs }) => {
      const nodes = clusters.flatMap(({ clusterName, nodeNames }) =>
        nodeNames.map((nodeName) => ({ clusterName, nodeName })),
      );
      const series = await readMetricSeries(client, calls, {
        queries: nodes.flatMap(queriesOf),
        startMs: wholeMinute(fromMs),
        endMs: wholeMinute(nowMs),
      });
      let next = 0;
      return clusters.map(({ nodeNames }) => {
        const own = nodeNames.map((nodeName) => ({
          nodeName,
          answers: METRICS.map(([field]) => ({ field, answer: series[next++] })),
        }));
        return settleNow(() =>
          own.map(({ nodeName, answers }): NodeTold => ({
            nodeName,
            minutes: minutesOf(
              answers.map(({ field, answer }) => ({ field, points: answer ? valueOf(answer) : [] })),
            ),
          })),
        );
      });
    },
  };
}

/** The minute that has begun is not over. */
function wholeMinute(atMs: number): number {
  return Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
}

function queriesOf(node: {
  readonly clusterName: string;
  readonly nodeName: string;
}): readonly MetricQuery[] {
  return METRICS.map(([field, metricName]) => ({
    namespace: NAMESPACE,
    metricName,
    dimensions: { ClusterName: node.clusterName, NodeName: node.nodeName },
    statistic: field === 'evictions' ? 'Sum' : 'Maximum',
  }));
}

function minutesOf(
  answered: readonly { readonly field: Field; readonly points: readonly MetricPoint[] }[],
): readonly NodeMinute[] {
  const minutes = new Map<number, { -readonly [Name in keyof NodeMinute]: NodeMinute[Name] }>();
  for (const { field, points } of answered)
    for (const { startMs, value } of points) {
      const minute = minutes.get(startMs) ?? { startMs };
      minutes.set(startMs, minute);
      minute[field] = value;
    }
  return [...minutes.values()].sort((a, b) => a.startMs - b.startMs);
}
