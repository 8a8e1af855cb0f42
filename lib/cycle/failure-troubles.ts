// What a failure is, as trouble of its target: `failing`, and `throttled` where AWS said that it was asked too often.
import { continueTroubles, type AttentionKind, type Troubles } from '../core/attention.ts';
import { PortError } from '../core/errors.ts';

const OF_FAILURES = ['failing', 'throttled'] as const satisfies readonly AttentionKind[];

/** The troubles after a cycle that failed: nothing else was looked at, so all else is as it was known. */
export function troublesAfterFailure(known: Troubles, error: unknown, nowMs: number): Troubles {
  const present = new Set<AttentionKind>(['failing', ...(isThrottle(error) ? (['throttled'] as const) : [])]);
  return { ...withoutFailures(known), ...continueTroubles(known, present, nowMs) };
}

/** The troubles known before, once a cycle has not failed. */
export function withoutFailures(known: Troubles): Troubles {
  return Object.fromEntries(
    Object.entries(known).filter(([kind]) => !(OF_FAILURES as readonly string[]).includes(kind)),
  );
}

function isThrottle(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isThrottle);
  return error instanceof PortError && error.failure === 'throttled';
}
