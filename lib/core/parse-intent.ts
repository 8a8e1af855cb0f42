// Reads an intent as it stands in the state item. Everything that a schedule may have written is checked: an intent
// says which servers may be ended, so a bad one is never guessed at, and holds its target.
import * as z from 'zod';
import type { Intent } from './schedule.ts';

const atMs = z.number();
const nodeCount = z.int().min(0);

/** Fields that a later version has added are left alone. */
const intentShape = z.object({
  scheduledAtMs: atMs,
  taken: z
    .object({ scaleIn: atMs.optional(), ensureCapacity: atMs.optional(), scaleToZero: atMs.optional() })
    .optional(),
  lastEndOfDayMs: atMs.optional(),
  endOfDaysMs: z.array(atMs).optional(),
  window: z.object({ endOfDayMs: atMs, untilMs: atMs }).optional(),
  floor: z.object({ nodeCount, untilMs: atMs }).optional(),
  dormant: z.object({ sinceMs: atMs, untilMs: atMs.optional() }).optional(),
});

export type ParsedIntent =
  | { readonly ok: true; readonly intent: Intent }
  /** `problem` completes "the intent …". */
  | { readonly ok: false; readonly problem: string };

/** The longest excerpt of a bad intent that is shown. */
const EXCERPT_LENGTH = 100;

/** The intent of its JSON text, or what is wrong with it. */
export function parseIntent(text: unknown): ParsedIntent {
  const excerpt = `: ${String(text).slice(0, EXCERPT_LENGTH)}`;
  if (typeof text !== 'string') return { ok: false, problem: `is no text${excerpt}` };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: `is no JSON${excerpt}` };
  }
  const parsed = intentShape.safeParse(value);
  // What was written is kept, in its order of keys: by its text an intent is known to be unchanged.
  if (parsed.success) return { ok: true, intent: value as Intent };
  const faults = parsed.error.issues.map(({ path, message }) => [...path, message].join(': '));
  return { ok: false, problem: `has a wrong shape (${faults.join('; ')})${excerpt}` };
}
