// The ports that groups are observed and changed through, in one bundle; and the cycle's own, as groups use them.
// lib/wiring fills it for AWS, lib/sim for the simulated world.
import type { Announcer } from '../../../ports/announcer.ts';
import type { CalendarStore } from '../../../ports/calendar-store.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { RouteWriter } from '../../../ports/route-store.ts';
import type { StateStore } from '../../../ports/state-store.ts';
import type { Policy } from '../domain/policy.ts';
import type { GroupLearned } from '../domain/state.ts';
import type { FleetReader, FleetWriter } from './fleet.ts';
import type { Gateways } from './gateways.ts';
import type { GroupJournalEntry } from './group-journal.ts';
import type { GroupMetricsPublisher } from './group-metrics.ts';
import type { Telemetry } from './telemetry.ts';

export type GroupStateStore = StateStore<GroupLearned, GroupJournalEntry>;
export type GroupAnnouncer = Announcer & GroupMetricsPublisher;

export interface GroupPorts {
  readonly fleetReader: FleetReader;
  readonly fleetWriter: FleetWriter;
  /**
   * The channel that a group's policy asks for: the same for all that ask alike, which are then read together. One that
   * is not set up is the failure of the group that is read through it.
   */
  readonly telemetryFor: (policy: Policy) => Telemetry;
  readonly stateStore: GroupStateStore;
  readonly announcer: GroupAnnouncer;
  readonly calendars: CalendarStore;
  /** Where it is told which node holds what; absent where nobody asks. */
  readonly routes?: RouteWriter;
  /** Who is told of it without asking; absent where the stage has no probe. */
  readonly gateways?: Gateways;
  readonly clock: Clock;
}
