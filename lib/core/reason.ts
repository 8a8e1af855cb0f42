// Why something was or was not done: every decision has it in this form.

/** A number, word or list that a decision compared; names carry their unit. */
export type Operand = number | string | boolean | null | readonly string[];

/** Why something was or was not done. `code` is stable, for counting; `text` is a sentence for people. */
export interface Reason {
  readonly code: string;
  readonly text: string;
  readonly operands: Readonly<Record<string, Operand>>;
}

/** `code` is kebab-case and stable; `text` is a sentence without its full stop. */
export function reason(code: string, text: string, operands: Readonly<Record<string, Operand>>): Reason {
  return { code, text, operands };
}
