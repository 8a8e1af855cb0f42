// How long a lease lasts, and what it must outlast.
//
//   take ────────────── function's time-out ──┐
//   │   last mutating call is sent ▼          │
//   ├──────────────────────────────┼──────────┼── margin for clock skew ──┤ expires
//
// A mutating call in flight cannot be called back: it must land before anybody else may take the lease.
import { SECOND_MS } from '../domain/units.ts';

/** Every function that runs cycles has a time-out of at most this (serverless.yml; a test compares). */
export const FUNCTION_TIMEOUT_MAX_MS = 60 * SECOND_MS;

/** Clocks of two Lambdas differ by far less; the lease allows for this much. */
export const CLOCK_SKEW_MAX_MS = 10 * SECOND_MS;

/** The longest that one mutating call may take before it counts as unknown. */
export const WRITE_DEADLINE_MS = 8 * SECOND_MS;

export const LEASE_DURATION_MS = FUNCTION_TIMEOUT_MAX_MS + CLOCK_SKEW_MAX_MS + WRITE_DEADLINE_MS;

/**
 * No healthy clock gives a lease that ends later than this from now. A request to take it may be underway until its
 * function times out, while the lease of another is given: it must not count as impossible because of that.
 */
export const LEASE_AHEAD_MAX_MS = LEASE_DURATION_MS + CLOCK_SKEW_MAX_MS + FUNCTION_TIMEOUT_MAX_MS;

/** A trigger that finds the lease taken tries again this often, then leaves the group to the tick. */
export const LEASE_ATTEMPTS_MAX = 4;

/** Shortest and longest pause between two tries; the pause is drawn between them. */
export const LEASE_PAUSE_MIN_MS = 200;
export const LEASE_PAUSE_MAX_MS = 1_000;
