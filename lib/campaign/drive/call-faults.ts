// Which fault strikes a call, and when AWS refuses every one for a while.
import { PortError } from '../../core/errors.ts';
import { HOUR_MS } from '../../core/units.ts';
import type { RunFrame } from '../world/run-frame.ts';

/** Shares of calls that a fault of full strength strikes. */
export const SHARE = {
  throttled: 0.08,
  failed: 0.08,
  timedOut: 0.08,
  slow: 0.15,
  late: 0.5,
  killed: 0.02,
} as const;

export interface CallFault {
  readonly code: string;
  readonly message: string;
  /** Nothing came back. */
  readonly isUnanswered: boolean;
  /** It was carried out nevertheless. */
  readonly isDone: boolean;
  /** AWS said no: nothing was done, for certain. */
  readonly isRefusal: boolean;
}

/** Carries a call out under a fault: at the port itself, or on the wire behind it. `name`: IAM's, or the action's. */
export type Strike = <T>(fault: CallFault, name: string, carryOut: () => Promise<T>) => Promise<T>;

/** The port answers as AWS's adapters would. */
export const strikeAtPort: Strike = async (fault, name, carryOut) => {
  if (fault.isDone) await carryOut();
  throw new PortError(name, fault.code, fault.message, {
    failure: fault.isRefusal ? 'throttled' : 'unknown',
  });
};

/** The fault of this call; `undefined` for a healthy one. */
export function faultOf(run: RunFrame): CallFault | undefined {
  if (run.happens('calls-throttled', SHARE.throttled))
    return {
      code: 'Throttling',
      message: 'Rate exceeded',
      isUnanswered: false,
      isDone: false,
      isRefusal: true,
    };
  if (run.happens('calls-failed', SHARE.failed)) {
    const isDone = run.chanceOf('calls-failed').next() < 0.5;
    return {
      code: 'InternalFailure',
      message: 'An internal error has occurred',
      isUnanswered: false,
      isDone,
      isRefusal: false,
    };
  }
  if (run.happens('calls-timed-out', SHARE.timedOut)) {
    const isDone = run.chanceOf('calls-timed-out').next() < 0.5;
    return {
      code: 'TimeoutError',
      message: 'The call was not answered in time',
      isUnanswered: true,
      isDone,
      isRefusal: false,
    };
  }
  return undefined;
}

/** Half an hour in three, at full strength. */
const REFUSED_PERIOD_MS = 1.5 * HOUR_MS;

export function isRefusedNow(run: RunFrame, name: 'writes-denied' | 'reads-refused'): boolean {
  const strength = run.strength(name);
  return strength > 0 && (run.nowMs() % REFUSED_PERIOD_MS) / REFUSED_PERIOD_MS < strength / 3;
}

/** Throttled for one period, not allowed for the next. */
export function refusalOfReads(run: RunFrame, name: string): PortError {
  return Math.floor(run.nowMs() / REFUSED_PERIOD_MS) % 2 === 0
    ? new PortError(name, 'Throttling', 'Rate exceeded', { failure: 'throttled' })
    : new PortError(name, 'AccessDenied', 'User is not authorized to perform this', { failure: 'denied' });
}
