// How often targets are looked at.
import { MINUTE_MS } from './units.ts';

/** The tick's cadence; also the period of the metrics that are read. */
export const TICK_MS = MINUTE_MS;

/** A quiet target is looked at this often at the least. */
export const LOOK_AHEAD_MAX_MS = 5 * MINUTE_MS;
