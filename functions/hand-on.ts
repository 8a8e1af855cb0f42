// What an invocation has no time for: handed to another one of the same function, or told of as the invocation's own failure.
// Never neither. The event: events/left-event.ts.
import { DeadlineError } from '../lib/core/errors.ts';
import { ALL_TARGETS, type TargetFailure } from '../lib/cycle/triggers/run-batches.ts';
import { GENERATIONS_MAX, type NextInvocation } from '../lib/ports/next-invocation.ts';
import { eachSettled } from '../lib/ports/settled.ts';
import { leftEvents, type LeftNames } from './events/left-event.ts';

/** Events handed on at once; there is more than one only for thousands of targets. */
const EVENTS_AT_ONCE = 5;

export interface Leaving {
  readonly left: LeftNames;
  /** Of the invocation that leaves them: 0 of a tick, or of a schedule. */
  readonly generation: number;
  /** What each event has besides the names. */
  readonly more?: object;
  /** Who serves them where they cannot be handed on: `the next tick serves them first`. */
  readonly otherwise: string;
  /** What a kind's names have before them where people read them. */
  readonly prefixOf: (kind: string) => string;
  /** Absent outside Lambda. */
  readonly nextInvocation?: NextInvocation | undefined;
}

export interface HandedOn {
  readonly handedOnCount: number;
  /** Under the name `*`, for all that could not be handed on. */
  readonly failures: readonly TargetFailure[];
}

/** Throws nothing. */
export async function handOnLeft(leaving: Leaving): Promise<HandedOn> {
  const { left, generation, more = {}, prefixOf, nextInvocation, otherwise } = leaving;
  const namesIn = (names: LeftNames) =>
    Object.entries(names).flatMap(([kind, ofKind]) => ofKind.map((name) => `${prefixOf(kind)}${name}`));
  const all = namesIn(left);
  if (all.length === 0) return { handedOnCount: 0, failures: [] };
  if (!nextInvocation) return { handedOnCount: 0, failures: [noTimeFor(all, { otherwise })] };
  if (generation >= GENERATIONS_MAX) {
    const why = `, after ${generation + 1} invocations one after the other`;
    return { handedOnCount: 0, failures: [noTimeFor(all, { why, otherwise })] };
  }
  const events = leftEvents(left, generation + 1, more);
  const handed = await eachSettled(events, EVENTS_AT_ONCE, (event) => nextInvocation.handOn(event));
  const lost = events
    .filter((_, index) => handed[index]?.ok !== true)
    .flatMap((event) => namesIn(event.left));
  if (lost.length === 0) return { handedOnCount: all.length, failures: [] };
  const cause = handed.flatMap((one) => (one.ok ? [] : [one.error]))[0];
  const why = `, and they could not be handed on (${String(cause)})`;
  return { handedOnCount: all.length - lost.length, failures: [noTimeFor(lost, { why, cause, otherwise })] };
}

function noTimeFor(
  names: readonly string[],
  { why = '', cause, otherwise }: Pick<Leaving, 'otherwise'> & { why?: string; cause?: unknown },
): TargetFailure {
  const text = `no time was left for ${names.length} targets that are due, from ${names[0]} on${why}: ${otherwise}`;
  return { name: ALL_TARGETS, error: new DeadlineError(text, { cause }) };
}
