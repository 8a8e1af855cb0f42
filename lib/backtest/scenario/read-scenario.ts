// Reads a scenario: JSON text → a scenario, or every problem at once, each with path, given and allowed. Other kinds of
// scenario are read by the same steps: ../kinesis-stream/read-stream-scenario.ts.
import { readFileSync } from 'node:fs';
import type * as z from 'zod';
import type { Scenario } from './scenario.ts';
import { scenarioSchema, TARGET_ALLOWED } from './scenario.ts';

/** One thing wrong with a scenario. */
export interface ScenarioProblem {
  /** `node.memoryGiB`, `policies[1].kind`; `(whole file)` where it is no scenario at all. */
  readonly path: string;
  readonly given: string;
  readonly allowed: string;
}

/** A scenario that cannot be run; every problem is named. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  readonly file: string;
  readonly problems: readonly ScenarioProblem[];
  constructor(file: string, problems: readonly ScenarioProblem[], options?: ErrorOptions) {
    const lines = problems.map((p) => `  ${p.path}: given ${p.given}; allowed: ${p.allowed}`);
    super(`${file} is not a scenario:\n${lines.join('\n')}`, options);
    this.file = file;
    this.problems = problems;
  }
}

const WHOLE = '(whole file)';

/** Reads and checks a scenario file. Throws `ScenarioError`. */
export function readScenario(file: string): Scenario {
  return parseScenario(file, readScenarioJson(file));
}

/** What stands in a scenario file, not checked yet. Throws `ScenarioError` where it is no JSON. */
export function readScenarioJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const given = cause instanceof Error ? cause.message : String(cause);
    throw new ScenarioError(file, [{ path: WHOLE, given, allowed: 'a readable JSON file' }], { cause });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const given = cause instanceof Error ? cause.message : String(cause);
    throw new ScenarioError(file, [{ path: WHOLE, given, allowed: 'JSON' }], { cause });
  }
}

/** Checks a value that was read already; `file` is its name in errors. Throws `ScenarioError`. */
export function parseScenario(file: string, value: unknown): Scenario {
  const target = valueAt(value, ['target']);
  // What is wrong with the rest cannot be said of a kind that is not known.
  if (target !== undefined && target !== 'rdb-group')
    throw new ScenarioError(file, [{ path: 'target', given: quote(target), allowed: TARGET_ALLOWED }]);
  return parseBy(scenarioSchema, file, value);
}

/** Checks a value against a kind's schema; its errors have the words for what is allowed. Throws `ScenarioError`. */
export function parseBy<T>(schema: z.ZodType<T>, file: string, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ScenarioError(
    file,
    parsed.error.issues.flatMap((issue) => problemsOf(issue, value)),
  );
}

function problemsOf(issue: z.core.$ZodIssue, value: unknown): readonly ScenarioProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return {
        path: pathText(path),
        given: quote(valueAt(value, path)),
        allowed: 'no such key: leave it out',
      };
    });
  }
  return [
    { path: pathText(issue.path), given: quote(valueAt(value, issue.path)), allowed: allowedOf(issue) },
  ];
}

/** Schemas carry words for what they allow; zod's own remain where a whole object is missing. */
function allowedOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')
    ? `${issue.expected === 'object' ? 'an object' : issue.expected}`
    : issue.message;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}

function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return WHOLE;
  return path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${String(key)}`))
    .join('');
}

function quote(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
