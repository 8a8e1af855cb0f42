// What is wrong with a settings file: file, key, what was given, what is allowed. All of it at once.
import type * as z from 'zod';

/** One wrong value. */
export interface SettingsProblem {
  /** As the reader knows it: `config/prod.yml`. */
  readonly file: string;
  /** Path of the value: `schedules[0].timeZone`. */
  readonly key: string;
  /** The value as JSON, or `nothing`. */
  readonly given: string;
  readonly allowed: string;
}

/** Settings that cannot be deployed. Nothing is packaged. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly problems: readonly SettingsProblem[];
  constructor(problems: readonly SettingsProblem[]) {
    super(problems.map(describeProblem).join('\n'));
    this.problems = problems;
  }
}

/** `config/prod.yml: tick.everyMinutes: given 7; allowed: a whole number from 1 to 5` */
function describeProblem({ file, key, given, allowed }: SettingsProblem): string {
  return `${file}: ${key === '' ? 'the file' : key}: given ${given}; allowed: ${allowed}`;
}

/** A zod issue as a problem; an unknown key is a problem of its own, one for each. */
export function problemsOf(
  file: string,
  issue: z.core.$ZodIssue,
  data: unknown,
  allowedKeys: (path: string) => readonly string[],
): readonly SettingsProblem[] {
  const key = keyOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = allowedKeys(key);
    return issue.keys.map((unknown) => ({
      file,
      key: key === '' ? unknown : `${key}.${unknown}`,
      given: 'an unknown key',
      allowed: known.length > 0 ? `the keys ${known.join(', ')}` : 'no such key',
    }));
  }
  return [{ file, key, given: showGiven(valueAt(data, issue.path)), allowed: issue.message }];
}

/** `['schedules', 0, 'cron']` as `schedules[0].cron`. */
export function keyOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((key, step) => {
    if (typeof step === 'number') return `${key}[${step}]`;
    return key === '' ? String(step) : `${key}.${String(step)}`;
  }, '');
}

/** A value in a message; long ones are cut. */
export function showGiven(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined,
    data,
  );
}
