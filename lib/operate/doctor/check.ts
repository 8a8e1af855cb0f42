// What a check of `spillway doctor` is, for whatever kind of target: a pure function from what was examined to findings.
// What all kinds are checked for is in checks/; a kind's own checks, their order, and what they look at are the kind's.
import { PortError } from '../../core/errors.ts';

/** An answer, or why there is none: one refused read must not hide the other findings. */
export type Asked<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: PortError };

export interface Finding {
  /** `wrong`: data is in danger, or the target would not scale. `note`: worth knowing, and no more. */
  readonly severity: 'wrong' | 'note';
  /** Stable, kebab-case; for counting and for tests. */
  readonly code: string;
  /** A sentence without its full stop. */
  readonly text: string;
  /** A command to run, complete but for what stands in angle brackets. */
  readonly fix: string;
}

/** A family of checks under one title. */
export interface Check<Examined> {
  readonly title: string;
  readonly findings: (examined: Examined) => readonly Finding[];
}

/** Asks a port. Throws only for what is no answer of one. */
export async function ask<Value>(read: () => Promise<Value>): Promise<Asked<Value>> {
  try {
    return { ok: true, value: await read() };
  } catch (error) {
    if (error instanceof PortError) return { ok: false, error };
    throw error;
  }
}

/** What was answered; `undefined` if it was not. checks/permissions.ts reports what was not. */
export function answered<Value>(asked: Asked<Value>): Value | undefined {
  return asked.ok ? asked.value : undefined;
}

export function wrong(code: string, text: string, fix: string): Finding {
  return { severity: 'wrong', code, text, fix };
}

export function note(code: string, text: string, fix: string): Finding {
  return { severity: 'note', code, text, fix };
}

/** A word for a shell, quoted where it must be. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
