// What the policies of all kinds share: each is read from a target's `spillway:` tags, and a value that is not allowed
// holds the target.

/** The tag that opts a target in, whatever its kind: without it, `true`, nothing is ever touched. */
export const MANAGED_TAG = 'spillway:managed';

export interface PolicyFrame {
  readonly mode: 'act' | 'dry-run' | 'off';
  /** Hold until this moment, ms since the epoch. */
  readonly pauseUntilMs?: number;
  /** Which schedules mean this target. */
  readonly calendar: string;
}

/** A tag whose value is not allowed. */
export interface TagProblem {
  readonly tag: string;
  readonly given: string;
  readonly allowed: string;
}

/** With problems, `policy` has the defaults in the place of what cannot be read: to look with, never to act on. */
export type ParsedTags<Policy> =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly problems: readonly TagProblem[]; readonly policy: Policy };

/** What a tag admits, as of zod's schemas. */
interface Admits {
  safeParse(given: string):
    | { readonly success: true; readonly data: unknown }
    | {
        readonly success: false;
        readonly error: { readonly issues: readonly { readonly message: string }[] };
      };
}

/** Reads the tags of a table; all problems at once. Tags that are not in it are somebody else's. */
export function readTags(
  table: Readonly<Record<string, { readonly admits: Admits }>>,
  tags: Readonly<Record<string, string>>,
): { readonly values: Readonly<Record<string, unknown>>; readonly problems: readonly TagProblem[] } {
  const values: Record<string, unknown> = {};
  const problems: TagProblem[] = [];
  for (const [tag, { admits }] of Object.entries(table)) {
    const given = Object.hasOwn(tags, tag) ? tags[tag] : undefined;
    if (given === undefined) continue;
    const parsed = admits.safeParse(given);
    if (parsed.success) values[tag] = parsed.data;
    else problems.push({ tag, given, allowed: parsed.error.issues[0]?.message ?? 'another value' });
  }
  return { values, problems };
}
