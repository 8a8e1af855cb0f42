// When people do to a target from outside what they do, whatever its kind: at drawn moments, each deed for a drawn while.
import { MINUTE_MS } from '../../core/units.ts';
import type { SharedFaultName } from '../options/shared-faults.ts';
import type { FrameOptions, RunFrame } from '../world/run-frame.ts';
import type { CheckName } from '../world/finding.ts';

const TIMES_A_DAY = 3;

/** One deed, about to be done. */
export interface Moment<Fault> {
  readonly name: Fault;
  /** When it is to be put right, if it has to be: before the calm. */
  readonly untilMs: number;
}

/** Schedules each of these faults that is on, from the start until `lastMs`. */
export function scheduleDeeds<Fault extends string = SharedFaultName>(
  run: Pick<RunFrame<Fault, CheckName, FrameOptions<Fault>>, 'options' | 'times' | 'world' | 'chanceOf'>,
  given: {
    readonly names: readonly Fault[];
    readonly lastMs: number;
    readonly act: (moment: Moment<Fault>) => void;
  },
): void {
  const { startMs, calmFromMs } = run.times;
  for (const name of given.names) {
    const strength = run.options.faults[name];
    if (strength === undefined) continue;
    const chance = run.chanceOf(name);
    const count = Math.ceil(strength * TIMES_A_DAY * run.options.dayCount);
    for (let i = 0; i < count; i += 1) {
      const atMs = chance.integer({ min: startMs, max: given.lastMs });
      const lastsMs = Math.round((5 + 240 * chance.next() ** 2) * MINUTE_MS);
      const untilMs = Math.min(calmFromMs, atMs + lastsMs);
      run.world.clock.schedule(atMs, () => {
        given.act({ name, untilMs });
      });
    }
  }
}
