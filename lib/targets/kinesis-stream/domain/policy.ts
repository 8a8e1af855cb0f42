// A stream's policy: its `spillway:` tags, parsed. Owns defaults, and what must hold between tags; names and ranges are
// tags.ts. A bad value never falls back to a default: the stream is held, and the problem says which tag.
import type * as z from 'zod';
import { readTags, type ParsedTags, type PolicyFrame } from '../../../core/tags/tag-policy.ts';
import { STREAM_TAGS, type StreamTagName } from './tags.ts';

export interface StreamPolicy extends PolicyFrame {
  readonly shardsMin: number;
  readonly shardsMax: number;
  /** Percent of a shard that is planned for; the rest is headroom. */
  readonly utilizationPercent: number;
  /** Of the day's ten changes, how many no plan may use. */
  readonly changesReserved: number;
  /** By its owner's word nobody reads the stream in a way that CloudWatch shows. */
  readonly consumers?: 'none';
}

/** With problems the stream is held. */
export type ParsedStreamPolicy = ParsedTags<StreamPolicy>;

const MAX_ALLOWED = 'required: the most shards that the stream may ever have, such as 64';

type TagValues = { [K in StreamTagName]?: z.output<(typeof STREAM_TAGS)[K]['admits']> };

/** Parses a stream's tags. All problems are reported at once; tags of others are ignored. */
export function parseStreamPolicy(tags: Readonly<Record<string, string>>): ParsedStreamPolicy {
  const read = readTags(STREAM_TAGS, tags);
  const problems = [...read.problems];
  const policy = policyOf(read.values as TagValues);
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
