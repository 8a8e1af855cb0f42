// The simulated ports as a backtest needs them: the same telemetry, fleet and state, but a journal and an
// announcer that keep nothing, so that a year's memory stays flat.
import type { GroupPorts } from '../../targets/rdb-group/ports/group-ports.ts';
import type { GroupJournalEntry } from '../../targets/rdb-group/ports/group-journal.ts';
import { createSimCalendarStore } from '../../sim/ports/sim-calendar-store.ts';
import { createSimFleetReader, createSimFleetWriter } from '../../sim/ports/sim-fleet.ts';
import { createSimStateStore } from '../../sim/ports/sim-state-store.ts';
import { createSimTelemetry } from '../../sim/ports/sim-telemetry.ts';
import type { World } from '../../sim/world.ts';

/** Ports over a world. `onJournal` sees each entry as it is written. */
export function createBacktestPorts(
  world: World,
  options: { readonly onJournal?: (entry: GroupJournalEntry) => void } = {},
): GroupPorts {
  const telemetry = createSimTelemetry(world);
  return {
    fleetReader: createSimFleetReader(world),
    fleetWriter: createSimFleetWriter(world),
    telemetryFor: () => telemetry,
    stateStore: {
      ...createSimStateStore(world),
      writeJournal: (entry) => {
        options.onJournal?.(entry);
        return Promise.resolve();
      },
    },
    announcer: {
      publishMetrics: () => undefined,
      publishNodeMetrics: () => undefined,
      logNodes: () => undefined,
      publishAttention: () => undefined,
      announce: () => Promise.resolve(),
    },
    calendars: createSimCalendarStore(world),
    clock: world.clock,
  };
}
