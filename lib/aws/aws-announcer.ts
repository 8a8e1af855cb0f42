// Tells others: metrics of groups and nodes, and what needs attention, as log lines that CloudWatch turns into metrics (no
// API call, no wait), and decisions on the event bus (event-bus.ts). What is worth telling is decided in lib/cycle.
import type { Report } from '../targets/rdb-group/domain/node.ts';
import { ATTENTION_METRIC, type AttentionEntry } from '../ports/announcer.ts';
import {
  GROUP_METRIC_UNITS,
  NODE_METRIC_UNITS,
  nodeMetricsOf,
} from '../targets/rdb-group/ports/group-metrics.ts';
import type { AwsCalls } from './aws-calls.ts';
import type { AwsClients } from './clients.ts';
import type { GroupAnnouncer } from '../targets/rdb-group/ports/group-ports.ts';
import { publishTargetMetrics } from './target-metrics.ts';

export interface AnnouncerOptions {
  readonly clients: Pick<AwsClients, 'eventBridge'>;
  readonly calls: AwsCalls;
  readonly namespace: string;
  /** Writes one line of the function's log, unadorned: CloudWatch reads no metrics out of a prefixed one. */
  readonly writeLine: (line: string) => void;
}

/** `Announcer` on CloudWatch's embedded metric format and EventBridge. */
export function createAwsAnnouncer({
  clients,
  calls,
  namespace,
  writeLine,
}: AnnouncerOptions): GroupAnnouncer {
  return {
    publishMetrics: (groupName, values) => {
      const dimension = ['AutoScalingGroupName', groupName] as const;
      publishTargetMetrics({ namespace, writeLine }, { dimension, units: GROUP_METRIC_UNITS, values });
    },

    publishNodeMetrics: (groupName, reports) => {
      for (const report of reports) writeLine(nodeMetricsLine(namespace, groupName, report));
    },

    publishAttention: (entries, atMs) => {
      for (const entry of entries) writeLine(attentionLine(namespace, entry, atMs));
    },

    announce: async (announcement) => {
      const { putEvent } = await import('./event-bus.ts');
      await putEvent(await clients.eventBridge(), calls, announcement);
    },
  };
}

/**
 * One node's line. Written by hand, as Powertools keeps one time for all: this is the sample's own, so that
 * what is read back from CloudWatch is never newer than what was observed.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
function nodeMetricsLine(namespace: string, groupName: string, report: Report): string {
  const values = nodeMetricsOf(report);
  const Metrics = Object.entries(NODE_METRIC_UNITS).flatMap(([Name, Unit]) =>
    Name in values ? [{ Name, Unit }] : [],
  );
  const Dimensions = [['AutoScalingGroupName', 'InstanceId']];
  return JSON.stringify({
    _aws: {
      Timestamp: report.sampledFromMs,
      CloudWatchMetrics: [{ Namespace: namespace, Dimensions, Metrics }],
    },
    AutoScalingGroupName: groupName,
    InstanceId: report.instanceId,
    ...values,
  });
}

/** One trouble of one target, at the tick's time: all of a tick's are one moment. */
function attentionLine(namespace: string, { target, kind }: AttentionEntry, atMs: number): string {
  const Metrics = [{ Name: ATTENTION_METRIC, Unit: 'Count' }];
  const Dimensions = [['Target', 'Kind']];
  return JSON.stringify({
    _aws: { Timestamp: atMs, CloudWatchMetrics: [{ Namespace: namespace, Dimensions, Metrics }] },
    Target: target,
    Kind: kind,
    [ATTENTION_METRIC]: 1,
  });
}
