// An alarm rings between two ticks: whether the tick after it looks again. The same for each kind whose targets are looked at
// every five minutes while they are quiet.
import { describe, expect, it } from 'vitest';
import { SECOND_MS } from '../../lib/core/units.ts';
import type { World } from '../../lib/sim/world.ts';

/** One target in its world. */
export interface TargetWorld {
  readonly world: World;
  /** A look that an alarm asked for. */
  readonly alarm: () => Promise<unknown>;
  /** A tick, and what it looked at. */
  readonly tick: () => Promise<{ readonly results: readonly unknown[] }>;
}

/** Makes the target each time anew: `nearlyFull` is below what is grown for, `full` is made to grow by the alarm's look. */
export interface TargetWorlds {
  readonly nearlyFull: () => Promise<TargetWorld>;
  readonly full: () => Promise<TargetWorld>;
  readonly quiet: () => Promise<TargetWorld>;
}

/** `noun`: what such a target is, as in titles. */
export function describeTickAfterAlarm(noun: string, { nearlyFull, full, quiet }: TargetWorlds): void {
  describe(`the tick after an alarm’s look at a ${noun}`, () => {
    it.each([
      [14, 0],
      [15, 1],
      [24, 1],
      [60, 1],
    ])('comes %d s later, and looks %d times at one that is nearly full', async (seconds, looks) => {
      expect(await looksAfterAlarm(await nearlyFull(), seconds)).toBe(looks);
    });

    it('looks at one that the alarm’s look has made grow', async () => {
      expect(await looksAfterAlarm(await full(), 24)).toBe(1);
    });

    it.each([
      [24, 0],
      [240, 0],
      [300, 1],
    ])('comes %d s later, and looks %d times at a quiet one', async (seconds, looks) => {
      expect(await looksAfterAlarm(await quiet(), seconds)).toBe(looks);
    });
  });
}

/** How many targets the tick looks at that comes so long after the alarm's look. */
async function looksAfterAlarm({ world, alarm, tick }: TargetWorld, seconds: number): Promise<number> {
  await alarm();
  await world.runUntil(world.clock.nowMs() + seconds * SECOND_MS);
  return (await tick()).results.length;
}
