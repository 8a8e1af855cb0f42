// The history that export-metrics writes, against a CloudWatch client that answers in pages.
import { GetMetricDataCommand, ListMetricsCommand, type CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { readMemoryHistory } from '../../lib/aws/rdb-group/telemetry/read-memory-history.ts';

const NOW_MS = Date.parse('2026-03-03T12:00:00Z');
const at = (text: string) => new Date(`2026-03-0${text}:00Z`);

/** Two nodes, one a page; their memory on two days. */
function fakeClient(starts: string[]): Pick<CloudWatchClient, 'send'> {
  const metric = (id: string) => ({
    Dimensions: [
      { Name: 'AutoScalingGroupName', Value: 'rdb' },
      { Name: 'InstanceId', Value: id },
    ],
  });
  const send = (command: unknown) => {
    if (command instanceof ListMetricsCommand)
      return command.input.NextToken === undefined
        ? { Metrics: [metric('i-b')], NextToken: 'more' }
        : { Metrics: [metric('i-a')] };
    if (!(command instanceof GetMetricDataCommand)) throw new Error('an unknown command');
    starts.push(command.input.StartTime?.toISOString() ?? '');
    if (starts.length > 1) return { MetricDataResults: [] };
    return {
      MetricDataResults: [
        { Id: 'm1', Timestamps: [at('2T09:00')], Values: [5] },
        { Id: 'm0', Timestamps: [at('2T09:00'), at('2T09:01')], Values: [7, 8.4] },
      ],
    };
  };
  return { send: (command: unknown) => Promise.resolve(send(command)) } as unknown as CloudWatchClient;
}

describe('the memory history', () => {
  it('has all nodes of all pages, in order of time, by the end of each period, day by day', async () => {
    const starts: string[] = [];
    const samples = [];
    const given = { groupName: 'rdb', namespace: 'Spillway', days: 2, nowMs: NOW_MS };
    for await (const sample of readMemoryHistory(fakeClient(starts), given)) samples.push(sample);
    expect(samples).toEqual([
      { atMs: at('2T09:01').getTime(), instanceId: 'i-a', usedBytes: 7 },
      { atMs: at('2T09:01').getTime(), instanceId: 'i-b', usedBytes: 5 },
      { atMs: at('2T09:02').getTime(), instanceId: 'i-a', usedBytes: 8 },
    ]);
    expect(starts).toEqual(['2026-03-02T00:00:00.000Z', '2026-03-03T00:00:00.000Z']);
  });
});
