// Whose time a command goes by: this machine's, if it agrees with AWS's, and an emulator's own where one is named.
import { isIPv4 } from 'node:net';
import { CLOCK_SKEW_MAX_MS } from '../lib/cycle/lease/lease-limits.ts';
import { formatDuration } from '../lib/core/units.ts';
import type { Clock, RemoteClock } from '../lib/ports/clock.ts';
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
      const aheadMs = awsClock.aheadMs();
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

/**
 * What a command waits for happens in the emulator's time, so it sleeps until so much of that has passed: a function that has
 * the lease holds it up. Time that stands still, or is not told, is waited for as long as a clock on the wall says.
 */
function emulatorsClock(given: {
  readonly machine: Clock;
  readonly awsClock: RemoteClock;
  readonly ask: () => Promise<number | undefined>;
}): Clock {
  const { machine, awsClock, ask } = given;
  /** What was heard on waking, and what AWS's calls had told before it: the later of the two holds. */
  let woken: { readonly aheadMs: number; readonly callsToldMs: number | undefined } | undefined;

  function aheadMs(): number {
    const callsToldMs = awsClock.aheadMs();
    return woken?.callsToldMs === callsToldMs ? (woken?.aheadMs ?? callsToldMs ?? 0) : (callsToldMs ?? 0);
  }

  async function now(): Promise<number | undefined> {
    const nowMs = await ask();
    if (nowMs !== undefined) woken = { aheadMs: nowMs - machine.nowMs(), callsToldMs: awsClock.aheadMs() };
    return nowMs;
  }

  return {
    // Whole, as a machine's clock is: what is learned keeps times as they are told.
    nowMs: () => Math.round(machine.nowMs() + aheadMs()),
    async sleep(durationMs) {
      const startMs = await now();
      for (let sleptMs = 0; sleptMs < durationMs; sleptMs += ASKED_EVERY_MS) {
        await machine.sleep(Math.min(ASKED_EVERY_MS, durationMs - sleptMs));
        const nowMs = startMs === undefined ? undefined : await now();
        if (startMs !== undefined && nowMs !== undefined && nowMs - startMs >= durationMs) return;
      }
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
