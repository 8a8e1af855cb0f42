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

/** A group's name has at most 255 characters: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html */
const GROUP_LENGTH_MAX = 255;
/** More than any table's name or time needs. */
const TEXT_LENGTH_MAX = 1_024;
/** Of what is wrong, in an error: an event may have thousands of keys. */
const PROBLEM_LENGTH_MAX = 500;

const text = z.string().min(1).max(TEXT_LENGTH_MAX).optional();
const group = z.string().min(1).max(GROUP_LENGTH_MAX).optional();
const EVENT = z.strictObject({ group, table: text, from: text, to: text });

/** Throws `UnknownEventError`: a key that is misspelled would ask for more than was meant. */
export function parseDiscoverEvent(event: unknown): DiscoverEvent {
  const parsed = EVENT.safeParse(event ?? {});
  if (!parsed.success)
    throw new UnknownEventError(expectedBut(z.prettifyError(parsed.error)), event, { cause: parsed.error });
  const { group: named, ...asked } = parsed.data;
  const read = parseQuestion(asked);
  if (!read.ok) throw new UnknownEventError(expectedBut(read.problem), event);
  return { question: read.question, ...(named !== undefined && { group: named }) };
}

function expectedBut(problem: string): string {
  return `${EXPECTED} (${problem.slice(0, PROBLEM_LENGTH_MAX)})`;
}
