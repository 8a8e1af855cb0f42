// The ports that clusters are observed and changed through, in one bundle; and the cycle's own, as clusters use them.
import type { Announcer } from '../../../ports/announcer.ts';
import type { CalendarStore } from '../../../ports/calendar-store.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { StateStore } from '../../../ports/state-store.ts';
import type { ClusterLearned } from '../domain/learned.ts';
import type { ClusterMetricsPublisher } from './cluster-metrics.ts';
import type { ClusterReader, ClusterWriter } from './clusters.ts';
import type { ClusterJournalEntry } from './kept-clusters.ts';
import type { NodeMetricsReader } from './node-metrics.ts';

export type ClusterStateStore = StateStore<ClusterLearned, ClusterJournalEntry>;
export type ClusterAnnouncer = Announcer & ClusterMetricsPublisher;

export interface ClusterPorts {
  readonly clusterReader: ClusterReader;
  readonly clusterWriter: ClusterWriter;
  readonly nodeMetrics: NodeMetricsReader;
  readonly stateStore: ClusterStateStore;
  readonly announcer: ClusterAnnouncer;
  readonly calendars: CalendarStore;
  readonly clock: Clock;
}
