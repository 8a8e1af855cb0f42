// What befalls servers and the tickerplant at a moment: deaths, restarts, rolls by hand. At any time of the day, and more
// often where a mistake would be found: while a node waits in its hook.
import { MINUTE_MS, SECOND_MS } from '../../core/units.ts';
import { HEALTH_CHECK_MS } from '../../sim/aws/auto-scaling/upkeep.ts';
import { answeredHookOf, GROUP_NAME } from '../world/create-day.ts';
import type { Run } from '../world/run.ts';

export type Accident = 'node-dies' | 'node-restarts' | 'roll-by-hand';

const ACCIDENTS = ['node-dies', 'node-restarts', 'roll-by-hand'] as const;
const TIMES_A_DAY = 4;
/** Share of terminations that an accident of full strength follows, within so long. */
const AFTER_TERMINATION_SHARE = 0.5;
const AFTER_TERMINATION_MS = { min: SECOND_MS, max: 3 * MINUTE_MS } as const;

export function scheduleAccidents(run: Run): void {
  for (const name of ACCIDENTS) {
    const strength = run.options.faults[name];
    if (strength === undefined) continue;
    const chance = run.chanceOf(name);
    const { startMs, calmFromMs } = run.times;
    const count = Math.ceil(strength * TIMES_A_DAY * run.options.dayCount);
    const cause = () => befall(run, name, chance.next());
    for (let i = 0; i < count; i += 1)
      run.world.clock.schedule(chance.integer({ min: startMs, max: calmFromMs }), cause);
    let after = 0;
    run.world.onEvent((event) => {
      if (event.kind !== 'terminating' || run.strength(name) === 0 || after >= count) return;
      if (chance.next() >= AFTER_TERMINATION_SHARE * strength) return;
      after += 1;
      run.world.clock.schedule(run.nowMs() + chance.integer(AFTER_TERMINATION_MS), () => {
        if (run.strength(name) > 0) cause();
      });
    });
  }
}

/** `draw` chooses whom: the live node half of the time, else any. */
export function befall(run: Run, accident: Accident, draw: number): void {
  const { world, tickerplant } = run;
  if (accident === 'roll-by-hand') {
    if (!tickerplant.rollNow()) return;
    run.occur(accident);
    run.disturb();
    return;
  }
  // A process that restarts into the queue, and says nothing of it, cannot be told from one that an end of day emptied:
  // docs/adr/0007 has it among what is not proved.
  if (accident === 'node-restarts' && run.options.group.metrics === 'no-queue') return;
  const nodes = [...tickerplant.nodes.values()].filter(({ instanceId }) => isOfGroup(run, instanceId));
  const victim = draw < 0.5 ? tickerplant.live() : nodes[Math.floor(2 * (draw - 0.5) * nodes.length)];
  if (!victim || !isOfGroup(run, victim.instanceId)) return;
  // One that was let go, on a proof, cannot be called back, though another's hook may hold it for a while.
  if (accident === 'node-restarts' && hasBeenLetGo(run, victim.instanceId)) return;
  run.occur(accident);
  run.occur(`${accident}: ${victim.stage}`);
  // A dead one is shown in service until its health is looked at.
  run.disturb(run.nowMs() + (accident === 'node-dies' ? HEALTH_CHECK_MS : 0));
  const { instanceId } = victim;
  if (accident === 'node-dies') world.autoScaling.failInstance(instanceId);
  else {
    const downMs = Math.round((5 + 100 * draw) * SECOND_MS);
    // The group's other spares take over; until it is back, one fewer waits.
    run.disturb(run.nowMs() + downMs + run.options.group.replaySeconds * SECOND_MS);
    world.inject({
      kind: 'node-restarts',
      groupName: GROUP_NAME,
      node: { instanceId },
      downMs,
      atMs: run.nowMs(),
    });
  }
}

function hasBeenLetGo(run: Run, instanceId: string): boolean {
  const known = run.group().instances.get(instanceId);
  const hookName = answeredHookOf(run.options.group);
  if (!known?.lifecycleState.startsWith('Terminating') || hookName === undefined) return false;
  return known.lifecycleState !== 'Terminating:Retained' && !known.waits.has(hookName);
}

function isOfGroup(run: Run, instanceId: string): boolean {
  const known = run.group().instances.get(instanceId);
  return known !== undefined && known.instance.stoppedAtMs === undefined;
}
