// Which targets need attention at the end of a tick, looked at or not: what their cycles found, else what their items
// say. The kinds, and how long each is waited for, stand in lib/core/attention.ts.
import { attentionOf, continueTroubles, type Troubles } from '../../core/attention.ts';
import type { AttentionEntry } from '../../ports/announcer.ts';
import type { DueTime, Lease } from '../../ports/state-store.ts';
import { troublesAfterFailure, withoutFailures } from '../failure-troubles.ts';
import { LEASE_AHEAD_MAX_MS } from '../lease/lease-limits.ts';
import type { CycleResult } from '../run-cycle.ts';

/** What a tick knows of one managed target. */
export interface TickedTarget {
  readonly name: string;
  /** As read before its cycle; absent for a target never seen. */
  readonly due?: DueTime | undefined;
  /** What became of its cycle, if it had one. */
  readonly result?: CycleResult | undefined;
  readonly failure?: { readonly error: unknown } | undefined;
}

/** All that is to be shown now, one entry for each target and kind. */
export function attentionAfterTick(
  targets: readonly TickedTarget[],
  nowMs: number,
): readonly AttentionEntry[] {
  return targets.flatMap((target) =>
    attentionOf(troublesOf(target, nowMs), nowMs).map((kind) => ({ target: target.name, kind })),
  );
}

function troublesOf({ due, result, failure }: TickedTarget, nowMs: number): Troubles {
  const known = due?.troubles ?? {};
  const held = due?.problem === undefined ? {} : continueTroubles(known, new Set(['held']), nowMs);
  if (failure) return { ...held, ...troublesAfterFailure(known, failure.error, nowMs) };
  if (!result) return { ...known, ...held, ...leaseTaken(due, nowMs) };
  const { kind } = result;
  if (kind === 'not-found' || kind === 'not-managed') return {};
  if (kind === 'lease-held') return { ...known, ...held, 'lease-taken': nowMs, ...leaseTaken(due, nowMs) };
  // Whoever decided had the lease, and gave it back.
  return { ...held, ...(result.troubles ?? withoutFailures(known)) };
}

/**
 * Since when the lease keeps the target from being looked at. One that is over and was never given back is trouble when
 * nobody has taken it since; one that cannot have been given by a healthy clock, at once.
 */
function leaseTaken(due: DueTime | undefined, nowMs: number): Troubles {
  if (!due) return {};
  const sinceMs = [due.takenSinceMs, leaseWrongSince(due.lease, nowMs)].filter((ms) => ms !== undefined);
  return sinceMs.length === 0 ? {} : { 'lease-taken': Math.min(...sinceMs) };
}

function leaseWrongSince(lease: Lease | undefined, nowMs: number): number | undefined {
  if (!lease) return undefined;
  if (lease.expiresAtMs > nowMs + LEASE_AHEAD_MAX_MS) return 0;
  return lease.expiresAtMs <= nowMs ? lease.expiresAtMs : undefined;
}
