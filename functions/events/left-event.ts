// What an invocation leaves to the next one: the event that a function hands to itself. Who hands it on: ../hand-on.ts. What a
// schedule's has besides: left-schedule-event.ts.
import * as z from 'zod';
import { UnknownEventError } from '../../lib/core/errors.ts';
import { EVENT_BYTES_MAX, GENERATIONS_MAX } from '../../lib/ports/next-invocation.ts';

/** Names of targets by kind, as the log’s fields call these (`groups`); those due for longest first. */
export type LeftNames = Readonly<Record<string, readonly string[]>>;

export interface LeftEvent {
  readonly left: LeftNames;
  /** How many invocations before this one had no time for them: 1 to `GENERATIONS_MAX`. */
  readonly generation: number;
}

const EXPECTED = 'what a tick has left: {"left": {"<kind>": ["<name>", …]}, "generation": <1 …>}';

/**
 * Of an event with a key `left`, which no schedule sends; `undefined` of any other, which only says that it is time. Throws
 * `UnknownEventError` for a list that is none, or that names a kind which is not served.
 */
export function parseLeftEvent(event: unknown, kinds: readonly string[]): LeftEvent | undefined {
  if (typeof event !== 'object' || event === null || !('left' in event)) return undefined;
  const parsed = leftEventSchema(kinds).safeParse(event);
  if (parsed.success) return parsed.data as LeftEvent;
  throw new UnknownEventError(`${EXPECTED} (${z.prettifyError(parsed.error)})`, event, {
    cause: parsed.error,
  });
}

/** Of targets of these kinds. */
export function leftEventSchema(kinds: readonly string[]) {
  return z.strictObject({
    left: z.partialRecord(z.enum(kinds), z.array(z.string().min(1)).min(1)),
    generation: z.int().min(1).max(GENERATIONS_MAX),
  });
}

/** Room for all of an event but its names, and what it has besides. */
const FRAME_BYTES = 1_024;

/** The events that tell of all these, and of `more` each, small enough to be handed on, in their order. */
export function leftEvents<More extends object>(
  left: LeftNames,
  generation: number,
  more: More,
): readonly (LeftEvent & More)[] {
  const frameBytes = FRAME_BYTES + bytesOf(more);
  const parts: Record<string, string[]>[] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const [kind, names] of Object.entries(left))
    for (const name of names) {
      const nameBytes = bytesOf(name) + 1;
      if (bytes + nameBytes > EVENT_BYTES_MAX) {
        parts.push({});
        bytes = frameBytes;
      }
      const part = parts.at(-1);
      if (part) (part[kind] ??= []).push(name);
      bytes += nameBytes;
    }
  return parts.map((part) => ({ ...more, left: part, generation }));
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
