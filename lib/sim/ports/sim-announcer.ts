// The announcer over the simulated world: metrics go to the world's CloudWatch, announcements to
// whoever asks.
import { ATTENTION_METRIC, type Announcement } from '../../ports/announcer.ts';
import {
  nodeMetricsOf,
  type GroupMetrics,
  type NodeMetrics,
} from '../../targets/rdb-group/ports/group-metrics.ts';
import type { Dimensions } from '../aws/metric-store.ts';
import { read } from './sim-calls.ts';
import type { World } from '../world.ts';
import type { GroupAnnouncer } from '../../targets/rdb-group/ports/group-ports.ts';
import type {
  StreamMetrics,
  StreamMetricsPublisher,
} from '../../targets/kinesis-stream/ports/stream-metrics.ts';
import type {
  ClusterMetrics,
  ClusterMetricsPublisher,
} from '../../targets/memorydb-cluster/ports/cluster-metrics.ts';

export interface SimAnnouncer extends GroupAnnouncer, StreamMetricsPublisher, ClusterMetricsPublisher {
  /** Announced so far, oldest first; the last `ANNOUNCEMENTS_MAX` of them. */
  readonly announcements: readonly Announcement[];
}

const ANNOUNCEMENTS_MAX = 10_000;

/** Publishing metrics costs no call: in a Lambda it is a log line. */
export function createSimAnnouncer(world: World, namespace = 'Spillway'): SimAnnouncer {
  const announcements: Announcement[] = [];
  const put = (
    metrics: GroupMetrics | NodeMetrics | StreamMetrics | ClusterMetrics,
    dimensions: Dimensions,
    atMs: number,
  ): void => {
    // Found once for all of them: whose they are is one key.
    const known = world.metrics.ofDimensions(namespace, dimensions);
    for (const [name, value] of Object.entries(metrics)) {
      const series = known.get(name) ?? world.metrics.open(namespace, name, dimensions);
      world.metrics.put(series, { atMs, value });
    }
  };
  return {
    announcements,
    publishMetrics: (groupName, metrics) => {
      put(metrics, { AutoScalingGroupName: groupName }, world.clock.nowMs());
    },
    publishStreamMetrics: (streamName, metrics) => {
      put(metrics, { StreamName: streamName }, world.clock.nowMs());
    },
    publishClusterMetrics: (clusterName, metrics) => {
      put(metrics, { ClusterName: clusterName }, world.clock.nowMs());
    },
    publishNodeMetrics(groupName, reports) {
      for (const report of reports) {
        const dimensions = { AutoScalingGroupName: groupName, InstanceId: report.instanceId };
        put(nodeMetricsOf(report), dimensions, report.sampledFromMs);
      }
    },
    logNodes: () => undefined,
    publishAttention(entries, atMs) {
      for (const { target, kind } of entries) {
        const series = world.metrics.open(namespace, ATTENTION_METRIC, { Target: target, Kind: kind });
        world.metrics.put(series, { atMs, value: 1 });
      }
    },
    announce: (announcement) =>
      read(world, 'events', 'PutEvents', { type: announcement.type }, () => {
        announcements.push(announcement);
        if (announcements.length > ANNOUNCEMENTS_MAX) announcements.shift();
      }),
  };
}
