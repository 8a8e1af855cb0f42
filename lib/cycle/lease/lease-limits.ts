// How long a lease lasts, and what it must outlast.
//
//   take ────────────── function's time-out ──┐
//   │              last write is sent here at the latest ▼
//   ├─────────────────────────────────────────┼── the write's limit ──┼── clock skew ──┤ expires
//
// A write is given up by its sender before anybody else may take the lease. It cannot be called back, though: one
// that was given up counts as unknown, and may land later, under another's lease. What makes that harmless stands in
// docs/adr/0002, and is not the lease.
import { SECOND_MS } from '../../core/units.ts';
import type { Lease } from '../../ports/state-store.ts';
import { WRITE_LIMIT_MS } from '../../ports/write-limit.ts';

/** Every function that runs cycles has a time-out of at most this (serverless.yml; a test compares). */
export const FUNCTION_TIMEOUT_MAX_MS = 60 * SECOND_MS;

/** Clocks of two Lambdas differ by far less; the lease allows for this much. */
export const CLOCK_SKEW_MAX_MS = 10 * SECOND_MS;

export const LEASE_DURATION_MS = FUNCTION_TIMEOUT_MAX_MS + WRITE_LIMIT_MS + CLOCK_SKEW_MAX_MS;

/** Under this lease nothing is sent to AWS at this moment or later, ms since the epoch. */
export function lastWriteAtMs({ expiresAtMs }: Pick<Lease, 'expiresAtMs'>): number {
  return expiresAtMs - CLOCK_SKEW_MAX_MS - WRITE_LIMIT_MS;
}

/**
 * No healthy clock gives a lease that ends later than this from now. A request to take it may be underway until its
 * function times out, while the lease of another is given: it must not count as impossible because of that.
 */
export const LEASE_AHEAD_MAX_MS = LEASE_DURATION_MS + CLOCK_SKEW_MAX_MS + FUNCTION_TIMEOUT_MAX_MS;

/** A trigger that finds the lease taken tries again this often, then leaves the target to the tick. */
export const LEASE_ATTEMPTS_MAX = 4;

/** Shortest and longest pause between two tries; the pause is drawn between them. */
export const LEASE_PAUSE_MIN_MS = 200;
export const LEASE_PAUSE_MAX_MS = 1_000;
