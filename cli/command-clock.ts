// Whose time a command goes by: this machine's, if it agrees with AWS's, and an emulator's own where one is named.
import { isIPv4 } from 'node:net';
import { CLOCK_SKEW_MAX_MS } from '../lib/cycle/lease/lease-limits.ts';
import { formatDuration, HOUR_MS } from '../lib/core/units.ts';
import type { Clock, RemoteClock, ToldTime } from '../lib/ports/clock.ts';
import { CommandError } from './command-error.ts';

export interface CommandClock {
  readonly clock: Clock;
  /**
   * To be asked after a read and before the first write. Throws `CommandError` if this machine's clock differs from
   * AWS's by more than a lease allows for: a lease that it took would count for nothing, or for hours.
   */
  readonly mustAgree: () => void;
}

/** `machine` is this machine's clock, `awsClock` what AWS's answers have told so far. */
export function createCommandClock(given: {
  readonly endpoint?: string | undefined;
  readonly machine: Clock;
  readonly awsClock: RemoteClock;
  /** What time an emulator's answers tell, ms; for tests. */
  readonly askTime?: AskTime;
}): CommandClock {
  const { endpoint, machine, awsClock, askTime = askByHead } = given;
  // A day of an emulator is not today, and is over in minutes.
  if (endpoint !== undefined && isLoopback(endpoint)) {
    const ask = () => askTime(endpoint);
    return { clock: emulatorsClock({ machine, awsClock, ask }), mustAgree: () => undefined };
  }
  return {
    clock: machine,
    mustAgree: () => {
      const aheadMs = awsClock.told()?.aheadMs;
      if (aheadMs === undefined)
        throw new CommandError(
          'AWS has not said what time it is, so that this clock cannot be trusted to write',
        );
      if (Math.abs(aheadMs) <= CLOCK_SKEW_MAX_MS) return;
      throw new CommandError(
        `the clock of this machine is ${formatDuration(Math.abs(aheadMs))} ${aheadMs < 0 ? 'ahead of' : 'behind'} AWS's, ` +
          `allowed is ${formatDuration(CLOCK_SKEW_MAX_MS)}: nothing was changed. Set the clock, and run the command again`,
      );
    },
  };
}

type AskTime = (endpoint: string) => Promise<number | undefined>;

/** How often an emulator is asked whether enough of its time has passed. */
const ASKED_EVERY_MS = 25;

/** An emulator that tells an earlier time than this before has been started anew. */
const STARTED_ANEW_MS = HOUR_MS;

/**
 * The latest time that the emulator has told: between its answers its time may stand still, or pass sixty times as fast, so that
 * this machine's clock says nothing of it. It never goes back, as answers overtake each other; but for an emulator that was
 * started anew.
 *
 * What a command waits for happens in the emulator's time, so it sleeps until so much of that has passed: a function that has
 * the lease holds it up. Time that stands still, or is not told, is waited for as long as a clock on the wall says.
 */
function emulatorsClock(given: {
  readonly machine: Clock;
  readonly awsClock: RemoteClock;
  readonly ask: () => Promise<number | undefined>;
}): Clock {
  const { machine, awsClock, ask } = given;
  let latestMs: number | undefined;
  let heard: ToldTime | undefined;

  function hear(atMs: number): void {
    const isEarlier = latestMs !== undefined && atMs < latestMs && atMs > latestMs - STARTED_ANEW_MS;
    // Whole, as a machine's clock is: what is learned keeps times as they are told.
    if (!isEarlier) latestMs = Math.round(atMs);
  }

  function hearCalls(): void {
    const told = awsClock.told();
    if (told && told !== heard) hear(told.atMs);
    heard = told;
  }

  async function now(): Promise<number | undefined> {
    const atMs = await ask();
    hearCalls();
    if (atMs !== undefined) hear(atMs);
    return atMs;
  }

  return {
    nowMs: () => {
      hearCalls();
      return latestMs ?? machine.nowMs();
    },
    async sleep(durationMs) {
      const startMs = await now();
      for (let sleptMs = 0; sleptMs < durationMs; sleptMs += ASKED_EVERY_MS) {
        await machine.sleep(Math.min(ASKED_EVERY_MS, durationMs - sleptMs));
        const nowMs = startMs === undefined ? undefined : await now();
        if (startMs !== undefined && nowMs !== undefined && nowMs - startMs >= durationMs) return;
      }
      // Nobody answers: who waits for a moment must see it come all the same.
      if (startMs === undefined && latestMs !== undefined) latestMs += durationMs;
    },
  };
}

/** `Date` tells whole seconds, cut off: the moment lies half a second later on average. */
const HALF_A_SECOND_MS = 500;

/** Whatever is answered tells the time. */
async function askByHead(endpoint: string): Promise<number | undefined> {
  const answer = await fetch(endpoint, { method: 'HEAD' }).catch(() => undefined);
  const atMs = Date.parse(answer?.headers.get('date') ?? '');
  return Number.isNaN(atMs) ? undefined : atMs + HALF_A_SECOND_MS;
}

/** `127.0.0.0/8`, `::1` or `localhost`. */
export function isLoopback(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { hostname } = new URL(endpoint);
  return (
    hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'))
  );
}
