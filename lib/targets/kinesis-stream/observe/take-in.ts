// The cycle's step between looking and deciding: what a look at a stream teaches.
import { learn } from '../decide/learn/learn.ts';
import { isTold } from './minutes.ts';
import type { StreamSeen } from './observe.ts';

/** What was seen, with what is known after it; each minute teaches once, when all of it is told. Pure. */
export function takeIn(seen: StreamSeen): StreamSeen {
  const { stream, nowMs } = seen;
  const minutes = stream.minutes.filter(({ atMs }) => isTold(atMs, nowMs));
  return { ...seen, learned: learn(seen.learned, { ...stream, minutes }, nowMs) };
}
