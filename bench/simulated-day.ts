// A trading day on the simulated ports, no wire: reports and a tick each minute, the real cycle and decide.
import { createDemoWorld, DEMO_GROUP } from '../cli/demo/demo-world.ts';
import { DEFAULT_TRACE } from '../cli/demo/day-options.ts';
import { runTick } from '../lib/cycle/triggers/run-tick.ts';
import { readTrace } from '../lib/sim/read-trace.ts';
import { runDay } from '../lib/sim/run-day.ts';
import type { Measurement } from './measurement.ts';
import { median } from './median.ts';
import { RDB_GROUP } from '../lib/targets/rdb-group/rdb-group.ts';
import { simulatedPorts } from './tick-fleet.ts';

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
    const ports = simulatedPorts(world);
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
