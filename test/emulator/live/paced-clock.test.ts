import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../lib/core/units.ts';
import { createPacedClock, type PacedClockParts } from '../../../lib/emulator/live/paced-clock.ts';
import { createVirtualClock } from '../../../lib/sim/virtual-clock.ts';

/** Real time that passes by sleeping, and what is done meanwhile. */
function aPacedClock(
  changes: Partial<PacedClockParts> = {},
  onSleep: (realMs: number) => void = () => undefined,
) {
  const clock = createVirtualClock(0);
  let realMs = 0;
  const real = {
    nowMs: () => realMs,
    sleep: async (durationMs: number) => {
      realMs += durationMs;
      onSleep(realMs);
    },
  };
  const paced = createPacedClock({ clock, real, speed: 60, heldUpBy: () => undefined, ...changes });
  return {
    clock,
    paced,
    passReal: (durationMs: number) => void (realMs += durationMs),
    realNowMs: real.nowMs,
  };
}

describe('virtual time', () => {
  it('passes so many times as fast as real time, and at another speed from the moment that it is set', async () => {
    const made = aPacedClock({}, (realMs) => {
      if (realMs === 1_000) made.paced.setSpeed(600);
      if (realMs === 2_000) made.paced.stop();
    });
    await made.paced.run();
    // The step that ends as the speed is set goes by the new one; so does none that ends as it stops.
    expect(made.clock.nowMs()).toBe(60 * 950 + 600 * 1_000);
  });

  it('stands still while it is paused or held up, and does not make up for it', async () => {
    let held: string | undefined;
    const seen: (string | undefined)[] = [];
    const made = aPacedClock({ heldUpBy: () => held }, (realMs) => {
      if (realMs === 1_000) made.paced.pause();
      if (realMs === 2_000) made.paced.resume();
      if (realMs === 3_000) held = 'a lease';
      if (realMs === 3_500) seen.push(made.paced.pace().heldUpBy);
      if (realMs === 4_000) held = undefined;
      if (realMs === 5_000) made.paced.stop();
    });
    await made.paced.run();
    expect(made.clock.nowMs()).toBe(60 * (950 + 1_000 + 1_000));
    expect(seen).toEqual(['a lease']);
  });

  it('is held up before the next event, not only at the end of a step', async () => {
    let held: string | undefined;
    const made = aPacedClock({ heldUpBy: () => held, speed: 600 }, (realMs) => {
      if (realMs === 500) made.paced.stop();
    });
    made.clock.schedule(1_000, () => void (held = 'a lease that an event has taken'));
    made.clock.schedule(2_000, () => expect.unreachable());
    await made.paced.run();
    expect(made.clock.nowMs()).toBe(1_000);
  });

  it('makes up for a function that took a little, and not for one that took long', async () => {
    const took = async (durationMs: number) => {
      const made = aPacedClock({}, (realMs) => {
        if (realMs >= 20_000) made.paced.stop();
      });
      made.clock.schedule(60, async () => made.passReal(durationMs));
      await made.paced.run();
      return 60 * made.realNowMs() - made.clock.nowMs();
    };
    // The last step is not taken.
    expect(await took(400)).toBe(60 * 50);
    expect(await took(10_000)).toBe(60 * (50 + 10_000 - 500));
  });

  it('pauses at a time of day, once each day', async () => {
    const paused: number[] = [];
    const nextPauseMs = (afterMs: number) => (Math.floor(afterMs / MINUTE_MS) + 1) * MINUTE_MS;
    const made = aPacedClock({ nextPauseMs }, () => {
      if (made.paced.pace().isPaused) {
        paused.push(made.clock.nowMs());
        made.paced.resume();
      }
      if (paused.length === 2) made.paced.stop();
    });
    await made.paced.run();
    expect(paused).toEqual([MINUTE_MS, 2 * MINUTE_MS]);
  });

  it('lets what is due happen while it stands still, and no more', async () => {
    const done: number[] = [];
    const { clock, paced } = aPacedClock();
    paced.pause();
    clock.schedule(0, () => void done.push(0));
    clock.schedule(1, () => void done.push(1));
    await paced.settle();
    expect(done).toEqual([0]);
  });

  it('ends with what the world threw', async () => {
    const { clock, paced } = aPacedClock();
    clock.schedule(60, () => Promise.reject(new Error('a broken world')));
    await expect(paced.run()).rejects.toThrow('a broken world');
  });
});
