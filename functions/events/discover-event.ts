// What `discover` is asked: {"group", "table"?, "from"?, "to"?}; nothing at all asks for every group.
import * as z from 'zod';
import { UnknownEventError } from '../../lib/core/errors.ts';
import { parseQuestion } from '../../lib/routing/parse-question.ts';
import type { Question } from '../../lib/routing/route.ts';

export interface DiscoverEvent {
  /** Absent: all. */
  readonly group?: string;
  readonly question: Question;
}

const EXPECTED =
  'a question: {"group": "<name>", "table": "<name>", "from": "<ISO 8601 time>", "to": "<ISO 8601 time>"}, each of them optional';

const text = z.string().min(1).optional();
const EVENT = z.strictObject({ group: text, table: text, from: text, to: text });

/** Throws `UnknownEventError`: a key that is misspelled would ask for more than was meant. */
export function parseDiscoverEvent(event: unknown): DiscoverEvent {
  const parsed = EVENT.safeParse(event ?? {});
  if (!parsed.success)
    throw new UnknownEventError(`${EXPECTED} (${z.prettifyError(parsed.error)})`, event, {
      cause: parsed.error,
    });
  const { group, ...asked } = parsed.data;
  const read = parseQuestion(asked);
  if (!read.ok) throw new UnknownEventError(`${EXPECTED} (${read.problem})`, event);
  return { question: read.question, ...(group !== undefined && { group }) };
}
