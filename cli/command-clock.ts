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
}): CommandClock {
  const { endpoint, machine, awsClock } = given;
  // A day of an emulator is not today, and is over in minutes.
  if (endpoint !== undefined && isLoopback(endpoint)) {
    const nowMs = () => machine.nowMs() + (awsClock.aheadMs() ?? 0);
    return { clock: { ...machine, nowMs }, mustAgree: () => undefined };
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

/** `127.0.0.0/8`, `::1` or `localhost`. */
export function isLoopback(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { hostname } = new URL(endpoint);
  return (
    hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'))
  );
}
