// Started by simulated-day.ts in a process of its own: lives through so many days, one after the other, and tells what each took.
import { DEMO_GROUP } from '../../cli/demo/demo-world.ts';
import { runTick } from '../../lib/cycle/triggers/run-tick.ts';
import { runDay } from '../../lib/sim/run-day.ts';
import { RDB_GROUP } from '../../lib/targets/rdb-group/rdb-group.ts';
import { MEASURED_TRACE, measuredDay } from './measured-day.ts';
import { simulatedPorts } from '../tick-fleet.ts';

/** What one day took. */
export interface DayTook {
  readonly clockMs: number;
  /** Of all threads: what a busy machine does not change much. The compiler and the collector are among them. */
  readonly processorMs: number;
  /** Nodes there are at its end. */
  readonly nodeCount: number;
}

const dayCount = Number(process.argv[2]);
const took: DayTook[] = [];
for (let seed = 0; seed < dayCount; seed += 1) took.push(await oneDay(seed));
process.send?.(took);

/** The world is made beforehand: it is not a part of the day. */
async function oneDay(seed: number): Promise<DayTook> {
  const world = measuredDay(seed);
  const ports = simulatedPorts(world);
  const [startedMs, before] = [performance.now(), process.cpuUsage()];
  await runDay(world, {
    untilMs: MEASURED_TRACE.endMs,
    onTick: async () => {
      const { failures } = await runTick(RDB_GROUP, ports);
      if (failures[0]) throw failures[0].error;
    },
  });
  const clockMs = performance.now() - startedMs;
  const { user, system } = process.cpuUsage(before);
  const nodeCount = world.tickerplants.get(DEMO_GROUP)?.nodes.size ?? 0;
  return { clockMs, processorMs: (user + system) / 1000, nodeCount };
}
