// The ports that streams are observed and changed through, in one bundle; and the cycle's own, as streams use them.
import type { Announcer } from '../../../ports/announcer.ts';
import type { CalendarStore } from '../../../ports/calendar-store.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { StateStore } from '../../../ports/state-store.ts';
import type { StreamLearned } from '../domain/learned.ts';
import type { DemandReader } from './demand.ts';
import type { StreamJournalEntry } from './kept-streams.ts';
import type { StreamMetricsPublisher } from './stream-metrics.ts';
import type { StreamReader, StreamWriter } from './streams.ts';

export type StreamStateStore = StateStore<StreamLearned, StreamJournalEntry>;
export type StreamAnnouncer = Announcer & StreamMetricsPublisher;

export interface StreamPorts {
  readonly streamReader: StreamReader;
  readonly streamWriter: StreamWriter;
  readonly demandReader: DemandReader;
  readonly stateStore: StreamStateStore;
  readonly announcer: StreamAnnouncer;
  readonly calendars: CalendarStore;
  readonly clock: Clock;
}
