// The ports a cycle works through, in one bundle. lib/wiring/wire-cycle.ts fills it for AWS, lib/sim for the simulated
// world.
import type { Policy } from '../targets/rdb-group/domain/policy.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { Clock } from '../ports/clock.ts';
import type { FleetReader, FleetWriter } from '../targets/rdb-group/ports/fleet.ts';
import type { StateStore } from '../ports/state-store.ts';
import type { Telemetry } from '../targets/rdb-group/ports/telemetry.ts';

export interface CyclePorts {
  readonly fleetReader: FleetReader;
  readonly fleetWriter: FleetWriter;
  /** The channel that a group's policy asks for. Throws `PortError` if it is not set up. */
  readonly telemetryFor: (policy: Policy) => Telemetry;
  readonly stateStore: StateStore;
  readonly announcer: Announcer;
  readonly clock: Clock;
}
