// A trading day on the simulated ports, no wire: reports and a tick each minute, the real cycle and decide.
import { createDemoWorld, DEMO_GROUP } from '../cli/demo/demo-world.ts';
import { DEFAULT_TRACE } from '../cli/demo/day-options.ts';
import type { GroupPorts } from '../lib/targets/rdb-group/ports/group-ports.ts';
import { runTick } from '../lib/cycle/triggers/run-tick.ts';
import { readTrace } from '../lib/sim/read-trace.ts';
import { runDay } from '../lib/sim/run-day.ts';
import { createSimAnnouncer } from '../lib/sim/ports/sim-announcer.ts';
import { createSimCalendarStore } from '../lib/sim/ports/sim-calendar-store.ts';
import { createSimFleetReader, createSimFleetWriter } from '../lib/sim/ports/sim-fleet.ts';
import { createSimStateStore } from '../lib/sim/ports/sim-state-store.ts';
import { createSimTelemetry } from '../lib/sim/ports/sim-telemetry.ts';
import type { Measurement } from './measurement.ts';
import { median } from './median.ts';
import { RDB_GROUP } from '../lib/targets/rdb-group/rdb-group.ts';

const ROUNDS = 9;

export async function benchSimulatedDay(): Promise<readonly Measurement[]> {
  const trace = readTrace(DEFAULT_TRACE);
  const times: number[] = [];
  let nodes = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const world = createDemoWorld(
      {
        traceFile: DEFAULT_TRACE,
        bytesPerMessage: 4096,
        nodeMemoryGib: 4,
        policy: 'lead-time',
        reports: 'cloudwatch',
        seed: round,
        reportFile: '',
        quiet: true,
      },
      trace,
    );
    const telemetry = createSimTelemetry(world);
    const ports: GroupPorts = {
      fleetReader: createSimFleetReader(world),
      fleetWriter: createSimFleetWriter(world),
      telemetryFor: () => telemetry,
      stateStore: createSimStateStore(world),
      announcer: createSimAnnouncer(world),
      calendars: createSimCalendarStore(world),
      clock: world.clock,
    };
    const startedAt = performance.now();
    await runDay(world, {
      untilMs: trace.endMs,
      onTick: async () => {
        const { failures } = await runTick(RDB_GROUP, ports);
        if (failures[0]) throw failures[0].error;
      },
    });
    times.push(performance.now() - startedAt);
    nodes = world.tickerplants.get(DEMO_GROUP)?.nodes.size ?? 0;
  }
  return [
    {
      what: `24 h, 1,440 ticks, ${nodes} nodes at the end (median of ${ROUNDS}; first ${(times[0] ?? 0).toFixed(0)} ms)`,
      measured: `${median(times).toFixed(0)} ms`,
      budget: 'under 200 ms',
    },
  ];
}
