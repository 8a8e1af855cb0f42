// One invocation of a function: its own clock, its faults, and its end. It shares the world's time: a call that takes
// seconds lets the world and other invocations go on meanwhile.
import type { Report } from '../../targets/rdb-group/domain/node.ts';
import type { Intent } from '../../core/schedule.ts';
import { SECOND_MS } from '../../core/units.ts';
import type { Clock } from '../../ports/clock.ts';
import type { VirtualClock } from '../../sim/virtual-clock.ts';
import type { RunFrame } from '../world/run-frame.ts';

export type Trigger = 'tick' | 'alarm' | 'schedule' | 'lifecycle';

/** Mutable: what happened to it so far, whatever its target is. */
export interface InvocationFrame {
  readonly trigger: Trigger;
  readonly startedAtMs: number;
  /** Which event woke it: an event that comes three times wakes three. Absent: nobody asks. */
  readonly eventName?: string;
  /** It goes on with what another one has left, and knows of that alone. */
  readonly goesOn?: true;
  readonly clock: Clock;
  /** Calls that were interfered with; an error is expected only after one. */
  faultCount: number;
  isKilled: boolean;
  /** It left what it found to another one, which has been asked to go on. */
  handsOn?: true;
  /** When it last read the target. */
  targetReadAtMs?: number;
  readonly calls: CallsMade;
}

/** One that looks at a group. */
export interface Invocation extends InvocationFrame {
  /** The latest report that it was shown of each node. */
  readonly reports: Map<string, Report>;
}

/** Mutable: what became of an invocation's calls for the target, as they were answered. */
export interface CallsMade {
  /** It found the lease taken, and could tell the next tick. */
  toldOfLease: boolean;
  /** It may have given the lease back; nobody knows of a call without an answer. */
  triedToGiveBack: boolean;
  /** It has, and with it what the cycle left behind was written. */
  gaveBack: boolean;
  /** A read of the target, or of what is told of it, gave no answer. */
  failedToLook: boolean;
  /** Changes of the target that were refused, or not answered; protection aside: it is tried again without those refused. */
  refusedCount: number;
  /** Of the faults that struck it, those that struck such reads and changes: it went on to its end. */
  faultCount: number;
  /** The intent as its schedule left it; `unknown` where that was not answered, absent where there was none. */
  intent?: Intent | 'unknown';
}

export function noCalls(): CallsMade {
  return {
    toldOfLease: false,
    triedToGiveBack: false,
    gaveBack: false,
    failedToLook: false,
    refusedCount: 0,
    faultCount: 0,
  };
}

/** The function was ended in the middle: no call of it ever answers again. */
export class KilledError extends Error {
  override readonly name = 'KilledError';
}

/** Functions are ended after so long: serverless.yml. */
const FUNCTION_TIMEOUT_MS = 60 * SECOND_MS;
const SKEW_MAX_MS = 4 * SECOND_MS;
const PAUSE_MS = { min: 200, max: 1_000 } as const;

export interface Threads {
  /** Runs work until it is done or waits for the world's time; resolves then. */
  start(work: () => Promise<void>): Promise<void>;
  /** Waits, in the world's time. */
  park(durationMs: number): Promise<void>;
}

/**
 * Lets work wait for the world's clock although the clock waits for work: an event ends as soon as what it started is
 * done or parked.
 */
export function createThreads(clock: VirtualClock): Threads {
  let settle: (() => void) | undefined;
  const until = (begin: () => void): Promise<void> =>
    new Promise((resolve) => {
      settle = resolve;
      begin();
    });
  const yieldToWorld = (): void => {
    const settled = settle;
    settle = undefined;
    settled?.();
  };
  return {
    start: (work) => until(() => void work().then(yieldToWorld, yieldToWorld)),
    park: (durationMs) =>
      new Promise((resume) => {
        clock.schedule(clock.nowMs() + durationMs, () => until(resume));
        yieldToWorld();
      }),
  };
}

export function createInvocation(run: RunFrame, trigger: Trigger, threads: Threads): InvocationFrame {
  const skew = run.strength('clock-skew');
  const skewMs =
    skew === 0 ? 0 : Math.round((2 * run.chanceOf('clock-skew').next() - 1) * skew * SKEW_MAX_MS);
  if (skewMs !== 0) run.occur('clock-skew');
  return {
    trigger,
    startedAtMs: run.nowMs(),
    faultCount: 0,
    isKilled: false,
    calls: noCalls(),
    clock: {
      nowMs: () => run.nowMs() + skewMs,
      // How long is the caller's draw, which no seed governs; the world's own draw takes its place.
      sleep: () => threads.park(run.world.random.integer(PAUSE_MS)),
    },
  };
}

/** Rejects once the function has been ended, by a fault or its time-out. */
export function mustLive(run: RunFrame, invocation: InvocationFrame): void {
  if (!invocation.isKilled && run.nowMs() - invocation.startedAtMs > FUNCTION_TIMEOUT_MS) {
    invocation.isKilled = true;
    invocation.faultCount += 1;
  }
  if (invocation.isKilled) throw new KilledError('The function was ended');
}
