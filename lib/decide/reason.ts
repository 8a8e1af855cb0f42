// Builds a reason: one place, so that every reason has the same form.
import type { Operand, Reason } from '../domain/plan.ts';

/** `code` is kebab-case and stable; `text` is a sentence without its full stop. */
export function reason(code: string, text: string, operands: Readonly<Record<string, Operand>>): Reason {
  return { code, text, operands };
}
