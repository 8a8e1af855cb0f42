// What was learned of a target, from its state item, held to its schema. What cannot be read holds the target: changes that were
// made and proofs that were gathered are never guessed at.
import type * as z from 'zod';
import { reason, type Reason } from '../core/reason.ts';
import type { LearnedFrame } from '../learning/learned-frame.ts';

export type ParsedLearned<Learned> =
  { readonly ok: true; readonly learned: Learned } | { readonly ok: false; readonly problem: string };

/** What stands in the state item. Pure. */
export function parseLearned<Learned>(schema: z.ZodType<Learned>, value: unknown): ParsedLearned<Learned> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, learned: parsed.data };
  const [issue] = parsed.error.issues;
  return { ok: false, problem: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not readable'}` };
}

/** What a look goes by, and why its target is held where what was learned cannot be read. */
export interface Known<Learned, Kept> {
  readonly learned: Learned;
  readonly heldFor?: Reason;
  /** What was learned, where it cannot be read: it is kept as it stands. */
  readonly unread?: Kept;
}

/** What is known of the target `name` when it is looked at. Pure. */
export function knownOf<Learned, Kept extends LearnedFrame>(
  name: string,
  given: Kept,
  { parse, nothing }: { parse(value: unknown): ParsedLearned<Learned>; readonly nothing: Learned },
): Known<Learned, Kept> {
  const { lastPlan: _, ...learned } = given;
  const parsed = parse(learned);
  if (parsed.ok) return { learned: parsed.learned };
  const { problem } = parsed;
  const text = `${name} is held: what was learned of it, in the state table, cannot be read: ${problem}`;
  return { learned: nothing, unread: given, heldFor: reason('bad-item', text, { problem }) };
}
