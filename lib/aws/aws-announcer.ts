// Tells others: metrics of groups and nodes, and what needs attention, as log lines that CloudWatch turns into metrics (no
// API call, no wait), and decisions on the event bus (event-bus.ts). What is worth telling is decided in lib/cycle.
import type { Report } from '../targets/rdb-group/domain/node.ts';
import { ATTENTION_METRIC } from '../ports/announcer.ts';
import {
  GROUP_METRIC_UNITS,
  isLeanGroupMetric,
  NODE_METRIC_UNITS,
  nodeMetricsOf,
} from '../targets/rdb-group/ports/group-metrics.ts';
import type { AwsCalls } from './aws-calls.ts';
import type { AwsClients } from './clients.ts';
import type { GroupAnnouncer } from '../targets/rdb-group/ports/group-ports.ts';
import { publishTargetMetrics, type MetricsDetail, type MetricsWiring } from './target-metrics.ts';

export interface AnnouncerOptions extends MetricsWiring {
  readonly clients: Pick<AwsClients, 'eventBridge'>;
  readonly calls: AwsCalls;
}

/** `Announcer` on CloudWatch's embedded metric format and EventBridge. */
export function createAwsAnnouncer({ clients, calls, ...wiring }: AnnouncerOptions): GroupAnnouncer {
  /** At the sample's own time, so that what is read back from CloudWatch is never newer than what was observed. */
  function writeNodes(metrics: MetricsDetail, groupName: string, reports: readonly Report[]): void {
    for (const report of reports)
      publishTargetMetrics(
        { ...wiring, metrics },
        {
          dimensions: { AutoScalingGroupName: groupName, InstanceId: report.instanceId },
          units: NODE_METRIC_UNITS,
          values: nodeMetricsOf(report),
          atMs: report.sampledFromMs,
        },
      );
  }

  return {
    publishMetrics: (groupName, values, told) => {
      publishTargetMetrics(wiring, {
        dimensions: { AutoScalingGroupName: groupName },
        units: GROUP_METRIC_UNITS,
        values,
        isLean: isLeanGroupMetric,
        ...(told && { told }),
      });
    },

    publishNodeMetrics: (groupName, reports) => {
      writeNodes(wiring.metrics, groupName, reports);
    },

    logNodes: (groupName, reports) => {
      writeNodes('lean', groupName, reports);
    },

    publishAttention: (entries, atMs) => {
      // One trouble of one target each, at the tick's time: all of a tick's are one moment.
      for (const { target, kind } of entries)
        publishTargetMetrics(wiring, {
          dimensions: { Target: target, Kind: kind },
          units: { [ATTENTION_METRIC]: 'Count' },
          values: { [ATTENTION_METRIC]: 1 },
          isLean: () => true,
          atMs,
        });
    },

    announce: async (announcement) => {
      const { putEvent } = await import('./event-bus.ts');
      await putEvent(await clients.eventBridge(), calls, announcement);
    },
  };
}
