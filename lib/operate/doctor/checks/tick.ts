// Whether anybody looks at the target at all: the tick, by what the state table remembers.
import { formatDuration } from '../../../core/units.ts';
import { LOOK_AHEAD_MAX_MS, TICK_MS } from '../../../core/look-ahead.ts';
import { wrong, type Finding } from '../check.ts';

/** A quiet target is looked at every five minutes; two ticks more is late. */
const LATE_AFTER_MS = LOOK_AHEAD_MAX_MS + 2 * TICK_MS;

/** `noun`: what the target is called in a sentence. */
export function tickFindings(given: {
  readonly noun: string;
  readonly lastLookAtMs: number | undefined;
  readonly nowMs: number;
}): readonly Finding[] {
  const { noun, lastLookAtMs, nowMs } = given;
  const fix = 'aws logs tail /aws/lambda/spillway-<stage>-on-tick --since 15m';
  if (lastLookAtMs === undefined) {
    const text = `no cycle has looked at the ${noun} yet: is the stack deployed?`;
    return [wrong('never-looked', text, fix)];
  }
  const sinceMs = nowMs - lastLookAtMs;
  if (sinceMs <= LATE_AFTER_MS) return [];
  const text = `no cycle has looked at the ${noun} for ${formatDuration(sinceMs)}: does the tick run?`;
  return [wrong('tick-late', text, fix)];
}
