// What the contract suites of the fleet and of telemetry run on: a simulated world, with our ports over it
// (the simulated ones, or the AWS adapters by way of the emulator).
import { createWorld, type World, type WorldOptions } from '../../lib/sim/world.ts';
import type { FleetReader, FleetWriter } from '../../lib/targets/rdb-group/ports/fleet.ts';
import type { Telemetry } from '../../lib/targets/rdb-group/ports/telemetry.ts';

/** Ports over a world; `close` ends what they started. */
export interface PortsOverWorld {
  readonly fleetReader: FleetReader;
  readonly fleetWriter: FleetWriter;
  readonly telemetry: Telemetry;
  close(): Promise<void>;
}

export type OverWorld = (world: World) => Promise<PortsOverWorld>;

export const START_MS = Date.parse('2026-11-20T15:00:00Z');

export function aWorld(options: Partial<WorldOptions> = {}): World {
  return createWorld({ startMs: START_MS, seed: 1, ...options });
}
