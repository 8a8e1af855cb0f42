// The simulated ports as a backtest needs them: the same telemetry, fleet and state, but a journal and an
// announcer that keep nothing, so that a year's memory stays flat, and reports that may go missing.
import type { GroupPorts } from '../../targets/rdb-group/ports/group-ports.ts';
import type { GroupJournalEntry } from '../../targets/rdb-group/ports/group-journal.ts';
import type { Telemetry } from '../../targets/rdb-group/ports/telemetry.ts';
import { createRandom } from '../../sim/random.ts';
import { createSimCalendarStore } from '../../sim/ports/sim-calendar-store.ts';
import { createSimFleetReader, createSimFleetWriter } from '../../sim/ports/sim-fleet.ts';
import { createSimStateStore } from '../../sim/ports/sim-state-store.ts';
import { createSimTelemetry } from '../../sim/ports/sim-telemetry.ts';
import type { World } from '../../sim/world.ts';

/** Ports over a world. `onJournal` sees each entry as it is written. */
export function createBacktestPorts(
  world: World,
  options: {
    readonly missingPercent: number;
    readonly seed: number;
    readonly onJournal?: (entry: GroupJournalEntry) => void;
  },
): GroupPorts {
  const telemetry = withGaps(createSimTelemetry(world), options);
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
      publishAttention: () => undefined,
      announce: () => Promise.resolve(),
    },
    calendars: createSimCalendarStore(world),
    clock: world.clock,
  };
}

/** Loses a share of the reports for good: the same node's same minute is lost at every look. */
function withGaps(telemetry: Telemetry, given: { missingPercent: number; seed: number }): Telemetry {
  const { missingPercent, seed } = given;
  if (missingPercent === 0) return telemetry;
  const random = createRandom(seed);
  const isLost = (instanceId: string, periodMs: number) =>
    random.fork(`${instanceId}/${periodMs}`).next() < missingPercent / 100;
  return {
    async readReports(queries) {
      const answers = await telemetry.readReports(queries);
      return answers.map((answer) => {
        if (!answer.ok) return answer;
        const reports = answer.value.reports.filter((r) => !isLost(r.instanceId, r.sampledFromMs));
        return { ok: true, value: { ...answer.value, reports } };
      });
    },
  };
}
