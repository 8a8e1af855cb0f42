// A stream's policy: its `spillway:` tags, parsed. Owns defaults, and what must hold between tags; names and ranges are
// tags.ts. A bad value never falls back to a default: the stream is held, and the problem says which tag.
import type * as z from 'zod';
import { STREAM_TAGS, type StreamTagName } from './tags.ts';

export interface StreamPolicy {
  readonly mode: 'act' | 'dry-run' | 'off';
  /** Hold until this moment, ms since the epoch. */
  readonly pauseUntilMs?: number;
  readonly calendar: string;
  readonly shardsMin: number;
  readonly shardsMax: number;
  /** Percent of a shard that is planned for; the rest is headroom. */
  readonly utilizationPercent: number;
  /** Of the day's ten changes, how many no plan may use. */
  readonly changesReserved: number;
  /** By its owner's word nobody reads the stream in a way that CloudWatch shows. */
  readonly consumers?: 'none';
}

/** A tag whose value is not allowed. */
export interface TagProblem {
  readonly tag: string;
  readonly given: string;
  readonly allowed: string;
}

/** With problems, `policy` has the defaults in the place of what cannot be read: to look with, never to act on. */
export type ParsedStreamPolicy =
  | { readonly ok: true; readonly policy: StreamPolicy }
  | { readonly ok: false; readonly problems: readonly TagProblem[]; readonly policy: StreamPolicy };

const MAX_ALLOWED = 'required: the most shards that the stream may ever have, such as 64';

type TagValues = { [K in StreamTagName]?: z.output<(typeof STREAM_TAGS)[K]['admits']> };

/** Parses a stream's tags. All problems are reported at once; tags of others are ignored. */
export function parseStreamPolicy(tags: Readonly<Record<string, string>>): ParsedStreamPolicy {
  const problems: TagProblem[] = [];
  const values = readTags(tags, problems);
  const policy = policyOf(values);
  if (!Object.hasOwn(tags, 'spillway:shards-max'))
    problems.push({ tag: 'spillway:shards-max', given: 'nothing', allowed: MAX_ALLOWED });
  else if (problems.length === 0 && policy.shardsMin > policy.shardsMax)
    problems.push({
      tag: 'spillway:shards-min',
      given: String(policy.shardsMin),
      allowed: `a whole number up to spillway:shards-max (${policy.shardsMax})`,
    });
  return problems.length > 0 ? { ok: false, problems, policy } : { ok: true, policy };
}

function policyOf(values: TagValues): StreamPolicy {
  const shardsMin = values['spillway:shards-min'] ?? 1;
  return {
    mode: values['spillway:mode'] ?? 'act',
    calendar: values['spillway:calendar'] ?? 'default',
    shardsMin,
    shardsMax: values['spillway:shards-max'] ?? shardsMin,
    utilizationPercent: values['spillway:utilization'] ?? 70,
    changesReserved: values['spillway:changes-reserved'] ?? 2,
    ...(values['spillway:pause-until'] !== undefined && { pauseUntilMs: values['spillway:pause-until'] }),
    ...(values['spillway:consumers'] !== undefined && { consumers: values['spillway:consumers'] }),
  };
}

function readTags(tags: Readonly<Record<string, string>>, problems: TagProblem[]): TagValues {
  const values: Record<string, unknown> = {};
  for (const [tag, { admits }] of Object.entries(STREAM_TAGS)) {
    const given = Object.hasOwn(tags, tag) ? tags[tag] : undefined;
    if (given === undefined) continue;
    const parsed = admits.safeParse(given);
    if (parsed.success) values[tag] = parsed.data;
    else problems.push({ tag, given, allowed: parsed.error.issues[0]?.message ?? 'another value' });
  }
  return values as TagValues;
}
