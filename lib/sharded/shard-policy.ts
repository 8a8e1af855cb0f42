// What the policies of all sharded targets have in common: the tags of how many shards there may be, and what must hold between
// them. A kind's own table holds these and its own tags, and its parser adds its own defaults.
import type * as z from 'zod';
import { MODE_TAGS, nameTag } from '../core/tags/frame-tags.ts';
import { readTags, type ParsedTags, type PolicyFrame } from '../core/tags/tag-policy.ts';
import { numberTag } from '../core/units.ts';

export interface ShardPolicy extends PolicyFrame {
  readonly shardsMin: number;
  readonly shardsMax: number;
}

/** The tags that every sharded target has; `most` is the most shards that AWS ever gives one. */
export function shardTags(most: number) {
  const shards = numberTag({ min: 1, max: most, integer: true });
  return {
    ...MODE_TAGS,
    'spillway:calendar': { admits: nameTag, meaning: 'whose time zone and holidays apply' },
    'spillway:shards-min': { admits: shards, meaning: 'never fewer shards' },
    'spillway:shards-max': { admits: shards, meaning: 'never more shards; required' },
  } as const;
}

type ShardTags = ReturnType<typeof shardTags>;

/** What the tags of a table come to, each that is there. */
export type TagValues<Tags extends Readonly<Record<string, { readonly admits: z.ZodType }>>> = {
  [Tag in keyof Tags]?: z.output<Tags[Tag]['admits']>;
};

export interface ShardPolicyParser<Tags extends ShardTags, Policy extends ShardPolicy> {
  readonly tags: Tags;
  /** `stream`, for what a problem says. */
  readonly noun: string;
  /** A likely number of shards, for the same. */
  readonly example: number;
  /** Owns the defaults of the kind's own tags. */
  policyOf(values: TagValues<Tags>): Policy;
}

/** Parses a target's tags. All problems are reported at once; tags of others are ignored. */
export function parseShardPolicy<Tags extends ShardTags, Policy extends ShardPolicy>(
  given: Readonly<Record<string, string>>,
  { tags, noun, example, policyOf }: ShardPolicyParser<Tags, Policy>,
): ParsedTags<Policy> {
  const read = readTags(tags, given);
  const problems = [...read.problems];
  const policy = policyOf(read.values as TagValues<Tags>);
  if (!Object.hasOwn(given, 'spillway:shards-max'))
    problems.push({
      tag: 'spillway:shards-max',
      given: 'nothing',
      allowed: `required: the most shards that the ${noun} may ever have, such as ${example}`,
    });
  else if (problems.length === 0 && policy.shardsMin > policy.shardsMax)
    problems.push({
      tag: 'spillway:shards-min',
      given: given['spillway:shards-min'] ?? String(policy.shardsMin),
      allowed: `a whole number up to spillway:shards-max (${policy.shardsMax})`,
    });
  return problems.length > 0 ? { ok: false, problems, policy } : { ok: true, policy };
}

/** What the common tags say, with their defaults. */
export function shardPolicyOf(values: TagValues<ShardTags>): ShardPolicy {
  const shardsMin = values['spillway:shards-min'] ?? 1;
  return {
    mode: values['spillway:mode'] ?? 'act',
    calendar: values['spillway:calendar'] ?? 'default',
    shardsMin,
    shardsMax: values['spillway:shards-max'] ?? shardsMin,
    ...(values['spillway:pause-until'] !== undefined && { pauseUntilMs: values['spillway:pause-until'] }),
  };
}
