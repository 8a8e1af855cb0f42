// A stream's policy: its `spillway:` tags, parsed. Owns defaults, and what must hold between tags; names and ranges are
// tags.ts. A bad value never falls back to a default: the stream is held, and the problem says which tag.
import type { ParsedTags } from '../../../core/tags/tag-policy.ts';
import {
  parseShardPolicy,
  shardPolicyOf,
  type ShardPolicy,
  type TagValues,
} from '../../../sharded/shard-policy.ts';
import { STREAM_TAGS } from './tags.ts';

export interface StreamPolicy extends ShardPolicy {
  /** Percent of a shard that is planned for; the rest is headroom. */
  readonly utilizationPercent: number;
  /** Of the day's ten changes, how many no plan may use. */
  readonly changesReserved: number;
  /** By its owner's word nobody reads the stream in a way that CloudWatch shows. */
  readonly consumers?: 'none';
}

/** With problems the stream is held. */
export type ParsedStreamPolicy = ParsedTags<StreamPolicy>;

/** Parses a stream's tags. All problems are reported at once; tags of others are ignored. */
export function parseStreamPolicy(tags: Readonly<Record<string, string>>): ParsedStreamPolicy {
  return parseShardPolicy(tags, { tags: STREAM_TAGS, noun: 'stream', example: 64, policyOf });
}

function policyOf(values: TagValues<typeof STREAM_TAGS>): StreamPolicy {
  return {
    ...shardPolicyOf(values),
    utilizationPercent: values['spillway:utilization'] ?? 70,
    changesReserved: values['spillway:changes-reserved'] ?? 2,
    ...(values['spillway:consumers'] !== undefined && { consumers: values['spillway:consumers'] }),
  };
}
