// How often targets are looked at.
import { MINUTE_MS, SECOND_MS } from './units.ts';

/** The tick's cadence; also the period of the metrics that are read. */
export const TICK_MS = MINUTE_MS;

/** A quiet target is looked at this often at the least. */
export const LOOK_AHEAD_MAX_MS = 5 * MINUTE_MS;

/**
 * From a look to the next tick, whenever it comes. Alarms, hooks and schedules look between two ticks: a minute from such a look
 * the tick half a minute after it would pass by, and the one after that comes too late for a burst. What is asked for is reckoned
 * in the trust that a look follows within a tick.
 *
 *   tick ──────── alarm, a look ──24 s──▶ tick ──────────60 s─────────▶ tick
 *                      └─ 20 s ─▶ due        (due after 60 s: this tick passes by, 84 s without a look)
 */
export const NEXT_TICK_MS = 20 * SECOND_MS;
