// What a spare takes until it is there, as Spillway may have to assume it, and what it allows for besides: what checks of launches allow for at least.
import { SECOND_MS } from '../../core/units.ts';
import type { GroupOptions } from '../options/options.ts';

/** A report's age, a tick, half a minute. */
export const LOOK_MARGIN_MS = 240 * SECOND_MS;
/** Spillway allows for as much again as past days had: lib/targets/rdb-group/decide/wanted.ts. */
export const PAST_FACTOR = 1.5;
const ASSUMED_LEAD_MS = 180 * SECOND_MS;

/** ms. What is assumed before a launch was seen, or what servers truly take, where that is longer. */
export function assumedLeadMs({ bootSeconds, replaySeconds }: GroupOptions): number {
  return Math.max(ASSUMED_LEAD_MS, (bootSeconds + replaySeconds) * SECOND_MS);
}
