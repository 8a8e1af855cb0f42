// Reads what a group's nodes reported of their memory for days back, nodes long gone included; for backtests.
// Needs cloudwatch:ListMetrics and cloudwatch:GetMetricData of whoever runs the command; no function has the former.
import { GetMetricDataCommand, ListMetricsCommand, type CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DAY_MS, MINUTE_MS } from '../../../core/units.ts';
import type { MemoryHistoryQuery, MemorySample } from '../../../targets/rdb-group/ports/memory-history.ts';

/** Of ListMetrics: 500 metrics a page. */
const LIST_PAGES_MAX = 200;

/**
 * Queries a call, and pages of an answer: a page holds 100,800 datapoints, a day of 500 metrics takes eight.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
const QUERIES_PER_CALL_MAX = 500;
const DATA_PAGES_MAX = 20;

/** In order of time; day by day, so that weeks of a large group stream. Rejects with the SDK's errors. */
export async function* readMemoryHistory(
  client: Pick<CloudWatchClient, 'send'>,
  given: MemoryHistoryQuery,
): AsyncGenerator<MemorySample> {
  const instanceIds = await listInstances(client, given);
  const fromMs = Math.floor(given.nowMs / DAY_MS) * DAY_MS - (given.days - 1) * DAY_MS;
  for (let dayMs = fromMs; dayMs < given.nowMs; dayMs += DAY_MS) {
    const rows: MemorySample[] = [];
    for (let start = 0; start < instanceIds.length; start += QUERIES_PER_CALL_MAX) {
      const batch = instanceIds.slice(start, start + QUERIES_PER_CALL_MAX);
      rows.push(...(await readDay(client, { ...given, instanceIds: batch, dayMs })));
    }
    rows.sort((a, b) => a.atMs - b.atMs || (a.instanceId < b.instanceId ? -1 : 1));
    yield* rows;
  }
}

async function listInstances(
  client: Pick<CloudWatchClient, 'send'>,
  { groupName, namespace }: { groupName: string; namespace: string },
): Promise<readonly string[]> {
  const found = new Set<string>();
  let token: string | undefined;
  for (let page = 0; page < LIST_PAGES_MAX; page += 1) {
    const answer = await client.send(
      new ListMetricsCommand({
        Namespace: namespace,
        MetricName: 'MemoryUsedBytes',
        Dimensions: [{ Name: 'AutoScalingGroupName', Value: groupName }, { Name: 'InstanceId' }],
        ...(token !== undefined && { NextToken: token }),
      }),
    );
    for (const metric of answer.Metrics ?? []) {
      const id = metric.Dimensions?.find((dimension) => dimension.Name === 'InstanceId')?.Value;
      if (id !== undefined && metric.Dimensions?.length === 2) found.add(id);
    }
    token = answer.NextToken;
    if (token === undefined) return [...found].sort();
  }
  throw new Error(`${groupName}: more than ${LIST_PAGES_MAX} pages of metrics; export fewer days`);
}

async function readDay(
  client: Pick<CloudWatchClient, 'send'>,
  given: {
    groupName: string;
    namespace: string;
    instanceIds: readonly string[];
    dayMs: number;
    nowMs: number;
  },
): Promise<MemorySample[]> {
  const { groupName, namespace, instanceIds, dayMs, nowMs } = given;
  const rows: MemorySample[] = [];
  const MetricDataQueries = instanceIds.map((instanceId, i) => ({
    Id: `m${i}`,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: 'MemoryUsedBytes',
        Dimensions: [
          { Name: 'AutoScalingGroupName', Value: groupName },
          { Name: 'InstanceId', Value: instanceId },
        ],
      },
      Period: MINUTE_MS / 1_000,
      Stat: 'Maximum',
    },
  }));
  let token: string | undefined;
  for (let page = 0; page < DATA_PAGES_MAX; page += 1) {
    const answer = await client.send(
      new GetMetricDataCommand({
        MetricDataQueries,
        StartTime: new Date(dayMs),
        EndTime: new Date(Math.min(dayMs + DAY_MS, nowMs)),
        ScanBy: 'TimestampAscending',
        ...(token !== undefined && { NextToken: token }),
      }),
    );
    for (const { Id, Timestamps = [], Values = [] } of answer.MetricDataResults ?? []) {
      const instanceId = instanceIds[Number(Id?.slice(1))] ?? '';
      Timestamps.forEach((at, i) => {
        rows.push({ atMs: at.getTime() + MINUTE_MS, instanceId, usedBytes: Math.round(Values[i] ?? 0) });
      });
    }
    token = answer.NextToken;
    if (token === undefined) return rows;
  }
  throw new Error(`${groupName}: more than ${DATA_PAGES_MAX} pages of datapoints for one day`);
}
