// Lets a world's time pass beside real time, so many times as fast, until it is stopped. Time stands still while it is
// paused, and while somebody outside holds it up: a function that a client invoked, a lease that a command holds.
// Functions that the world itself wakes are awaited by its clock. What is made of each slice of time: the caller's.
import { SECOND_MS } from '../../core/units.ts';
import type { Clock } from '../../ports/clock.ts';
import type { VirtualClock } from '../../sim/virtual-clock.ts';

export const SPEED_MIN = 1;
export const SPEED_MAX = 600;

/** Real time between two steps: what is shown of time moves this smoothly. */
const SLICE_MS = 50;

/** What a slow function took is made up for by this much at the most; beyond it the day is later than it would be. */
const MADE_UP_MAX_MS = SECOND_MS / 2;

export interface Pace {
  /** Virtual by real time. */
  readonly speed: number;
  readonly isPaused: boolean;
  /** What holds time up now, besides a pause: a few words. */
  readonly heldUpBy: string | undefined;
}

export interface PacedClock {
  /** Resolves when it was stopped; rejects with what the world threw. */
  readonly run: () => Promise<void>;
  readonly stop: () => void;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly setSpeed: (speed: number) => void;
  readonly pace: () => Pace;
  /** What is due at this very moment happens, also while time stands still. */
  readonly settle: () => Promise<void>;
}

export interface PacedClockParts {
  readonly clock: Pick<VirtualClock, 'nowMs' | 'nextEventAtMs' | 'runUntil'>;
  readonly real: Clock;
  readonly speed: number;
  /** What holds time up, in a few words; asked before each event. */
  readonly heldUpBy: () => string | undefined | Promise<string | undefined>;
  /** When to pause next, strictly after a moment; never without it. */
  readonly nextPauseMs?: (afterMs: number) => number;
  /** After each step, whether time moved or not. */
  readonly onStep?: () => void;
}

export function createPacedClock(parts: PacedClockParts): PacedClock {
  const { clock, real, nextPauseMs, onStep } = parts;
  let { speed } = parts;
  let isPaused = false;
  let isStopped = false;
  let heldUpBy: string | undefined;
  let pauseAtMs = nextPauseMs?.(clock.nowMs()) ?? Number.POSITIVE_INFINITY;
  let busy: Promise<unknown> = Promise.resolve();

  /** One after the other: the world's events are run by one at a time. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = busy.then(work);
    busy = done.catch(() => undefined);
    return done;
  }

  async function advance(untilMs: number): Promise<void> {
    const targetMs = Math.min(untilMs, pauseAtMs);
    while (!isStopped && !isPaused) {
      heldUpBy = await parts.heldUpBy();
      if (heldUpBy !== undefined) return;
      const nextMs = clock.nextEventAtMs() ?? Number.POSITIVE_INFINITY;
      await clock.runUntil(Math.min(nextMs, targetMs));
      if (nextMs <= targetMs) continue;
      if (targetMs < pauseAtMs) return;
      isPaused = true;
      pauseAtMs = nextPauseMs?.(targetMs) ?? Number.POSITIVE_INFINITY;
    }
  }

  return {
    async run() {
      let steppedAtMs = real.nowMs();
      while (!isStopped) {
        await real.sleep(SLICE_MS);
        const passedMs = Math.min(real.nowMs() - steppedAtMs, SLICE_MS + MADE_UP_MAX_MS);
        steppedAtMs = real.nowMs();
        await inTurn(() => advance(clock.nowMs() + Math.round(passedMs * speed)));
        // What stood still is not made up for.
        if (isPaused || heldUpBy !== undefined) steppedAtMs = real.nowMs();
        onStep?.();
      }
    },
    stop: () => {
      isStopped = true;
    },
    pause: () => {
      isPaused = true;
    },
    resume: () => {
      isPaused = false;
    },
    setSpeed: (given) => {
      speed = given;
    },
    pace: () => ({ speed, isPaused, heldUpBy }),
    settle: () => inTurn(() => clock.runUntil(clock.nowMs())),
  };
}
