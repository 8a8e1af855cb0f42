// Faults that stand for a while, whatever the target: struck at drawn moments, none of them beyond the calm.
import { MINUTE_MS } from '../../core/units.ts';
import type { CheckName } from '../world/finding.ts';
import type { FrameOptions, RunFrame } from '../world/run-frame.ts';

/** How often a fault of full strength strikes in a day. */
const TIMES_A_DAY = 4;

/** Strikes at drawn moments, each time for up to `minutesMax`; `begin` does it, and says how it ends. */
export function strikeForSpells<Fault extends string>(
  run: Pick<
    RunFrame<Fault, CheckName, FrameOptions<Fault>>,
    'options' | 'times' | 'world' | 'chanceOf' | 'nowMs' | 'occur'
  >,
  spell: { readonly name: Fault; readonly minutesMax: number },
  begin: (draw: number, untilMs: number) => () => void,
): void {
  const { name, minutesMax } = spell;
  const strength = run.options.faults[name];
  if (strength === undefined) return;
  const chance = run.chanceOf(name);
  const { startMs, calmFromMs } = run.times;
  const count = Math.ceil(strength * TIMES_A_DAY * run.options.dayCount);
  for (let i = 0; i < count; i += 1) {
    const [start, length, draw] = [chance.next(), chance.next(), chance.next()];
    const fromMs = Math.round(startMs + start * (calmFromMs - startMs));
    const untilMs = Math.round(Math.min(calmFromMs, fromMs + (1 + length * minutesMax) * MINUTE_MS));
    run.world.clock.schedule(fromMs, () => {
      if (untilMs <= run.nowMs()) return;
      run.occur(name);
      const end = begin(draw, untilMs);
      run.world.clock.schedule(untilMs, end);
    });
  }
}
