// The lease's safety hangs on how long a write may take: what bounds the one bounds the other.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAwsCalls } from '../../../lib/aws/aws-calls.ts';
import {
  CLOCK_SKEW_MAX_MS,
  FUNCTION_TIMEOUT_MAX_MS,
  lastWriteAtMs,
  LEASE_AHEAD_MAX_MS,
  LEASE_DURATION_MS,
} from '../../../lib/cycle/lease/lease-limits.ts';

const lease = { expiresAtMs: LEASE_DURATION_MS };

afterEach(() => {
  vi.restoreAllMocks();
});

/** The limits, ms, under which calls are really sent. */
async function limitsOfWrites(): Promise<readonly number[]> {
  const limits = vi.spyOn(AbortSignal, 'timeout');
  const calls = createAwsCalls();
  await calls.write('autoscaling:SetDesiredCapacity', () => Promise.resolve());
  await calls.record('dynamodb:UpdateItem', () => Promise.resolve());
  return limits.mock.calls.map(([limitMs]) => limitMs);
}

describe('a lease taken at 0', () => {
  it('ends only after the last write was given up, on the slowest and the fastest clock', async () => {
    const limits = await limitsOfWrites();
    expect(limits).toHaveLength(2);
    for (const limitMs of limits)
      expect(lastWriteAtMs(lease) + limitMs + CLOCK_SKEW_MAX_MS).toBeLessThanOrEqual(lease.expiresAtMs);
  });

  it('outlasts every function that runs cycles, and lets it write until its time is up', () => {
    expect(lease.expiresAtMs).toBeGreaterThanOrEqual(FUNCTION_TIMEOUT_MAX_MS + CLOCK_SKEW_MAX_MS);
    expect(lastWriteAtMs(lease)).toBeGreaterThanOrEqual(FUNCTION_TIMEOUT_MAX_MS);
  });

  it('is impossible to nobody whose request was underway while its function lived', () => {
    const askedAtMs = -FUNCTION_TIMEOUT_MAX_MS - CLOCK_SKEW_MAX_MS;
    expect(lease.expiresAtMs).toBeLessThanOrEqual(askedAtMs + LEASE_AHEAD_MAX_MS);
  });
});
