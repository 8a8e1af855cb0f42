// What may arrive, for how long ahead it is counted, and how many spares that takes: the arithmetic of ../wanted.ts.
import { TICK_MS } from '../../../../core/look-ahead.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { MARGIN_MS } from '../limits.ts';
import { pastOf, pastVolumesFrom } from '../past-days.ts';
import { nodesFilled, type Filling } from './filling.ts';

/** How far ahead a spare must be asked for, ms. */
export function horizonMs(leadTimeMs: number, reportAgeMs: number): number {
  return leadTimeMs + reportAgeMs + TICK_MS + MARGIN_MS;
}

/** What past days brought is their worst already: as much more is allowed for as one day is busier than another. */
const PAST_FACTOR = 1.5;

/** A rate, and how many times as much is allowed for. */
export interface AtRate {
  readonly rate: number;
  readonly factor: number;
}

/** What may arrive from now on within a time, ms: at that many times the rate, or what the group's own past days brought then. */
export type Arrivals = (at: AtRate, aheadMs: number) => number;

export function arrivalsFrom(snapshot: Snapshot, nowMs: number): Arrivals {
  const pastWithin = pastVolumesFrom(pastOf(snapshot), nowMs);
  return ({ rate, factor }, aheadMs) => Math.max(factor * rate * aheadMs, PAST_FACTOR * pastWithin(aheadMs));
}

/** Of what the burst factor allows for above the rate itself, so much is allowed for where spares beyond the first are counted. */
const FURTHER_SHARE = 0.25;

/**
 * By which rate spares are asked for. The first is the promise: what the busiest minute has brought, times the burst factor.
 * Those beyond it fill only if a burst lasts, and a burst that lasts is in the rate already: multiplied once more it asked
 * for servers that nobody used.
 */
export function ratesOf(
  { rate = 0, busiestRate = rate }: Filling,
  { burstFactor }: Policy,
): { readonly first: AtRate; readonly further: AtRate } {
  return {
    first: { rate: busiestRate, factor: burstFactor },
    further: { rate, factor: 1 + FURTHER_SHARE * (burstFactor - 1) },
  };
}

/** How many spares are wanted for what may arrive at a rate. */
export function sparesAhead(arrivalAt: (at: AtRate) => number, filling: Filling, policy: Policy): number {
  const { first, further } = ratesOf(filling, policy);
  return Math.max(
    Math.min(1, nodesFilled(arrivalAt(first), filling, policy)),
    nodesFilled(arrivalAt(further), filling, policy),
  );
}
