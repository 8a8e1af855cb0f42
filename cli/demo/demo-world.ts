// The demo's world: one group as `spillway adopt` would leave it, its RDBs, and the alarm of the stack.
import { memoryAlarm } from '../../lib/sim/aws/memory-alarm.ts';
import type { Trace } from '../../lib/sim/trace.ts';
import { createWorld, type World, type WorldGroup } from '../../lib/sim/world.ts';
import { adoptedGroup, SCALE_THRESHOLD_PERCENT } from './adopted-group.ts';
import type { DemoOptions } from './demo-options.ts';

export const DEMO_GROUP = 'rdb-equities';

/** The end-of-day window stays open this long; the demo ends when the surplus is gone, at the latest then. */
export const WINDOW_MINUTES = 240;

/** `changes`: of its group. */
export function createDemoWorld(
  options: DemoOptions,
  trace: Trace,
  changes: Partial<WorldGroup> = {},
): World {
  const { policy, reports, nodeMemoryGib, bytesPerMessage, seed } = options;
  const world = createWorld({ startMs: trace.startMs, seed });
  const group = adoptedGroup({
    name: DEMO_GROUP,
    ...{ nodeMemoryGib, bytesPerMessage, reports },
    segments: trace.segments,
    endOfDaysMs: trace.endOfDaysMs,
    tags: { 'spillway:policy': policy },
  });
  world.addGroup({ ...group, ...changes });
  world.alarms.put(memoryAlarm(SCALE_THRESHOLD_PERCENT));
  return world;
}
