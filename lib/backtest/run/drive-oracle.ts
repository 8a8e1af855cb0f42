// Carries out the oracle's plan in a simulated world: each launch at its moment, and each node ended once its data is gone. What
// the minimum keeps of those goes when a launch takes its place. The plan: lib/backtest/yardsticks/oracle.ts.
import type { DayCallbacks } from '../../sim/run-day.ts';
import type { SchedulePayload } from '../../core/schedule.ts';
import type { World } from '../../sim/world.ts';
import type { OraclePlan } from '../yardsticks/oracle.ts';

export function driveOracle(drive: {
  readonly world: World;
  readonly groupName: string;
  readonly oracle: OraclePlan;
}): DayCallbacks<SchedulePayload> {
  const { world, groupName, oracle } = drive;
  const { autoScaling, clock } = world;
  /** Written down, and kept by the minimum; the oldest first. */
  const kept: string[] = [];

  function endKept(): void {
    const [group] = autoScaling.describeGroups([groupName]);
    while (group && kept.length > 0 && group.desiredCapacity > group.minSize) {
      const instanceId = kept.shift();
      if (instanceId !== undefined) autoScaling.terminateInstance({ instanceId, decrement: true });
    }
  }

  for (const launchMs of oracle.launchesMs)
    clock.schedule(launchMs, () => {
      const [group] = autoScaling.describeGroups([groupName]);
      if (!group || group.desiredCapacity >= group.maxSize) return;
      autoScaling.setDesiredCapacity({ groupName, desiredCapacity: group.desiredCapacity + 1 });
      endKept();
    });
  world.onEvent((event) => {
    if (event.kind !== 'flushed') return;
    kept.push(event.instanceId);
    // After the event, not within it: the tickerplant is still telling of others. And how many may go is asked then, as others
    // that were written down at the same moment have gone by then.
    clock.schedule(clock.nowMs(), endKept);
  });
  return {};
}
