// What may have become of a target between the look and the change that rests on it, as far as its tags and its count of shards
// tell. Pure.
import { MANAGED_TAG, type ParsedTags } from '../core/tags/tag-policy.ts';
import type { ShardPolicy } from './shard-policy.ts';

/** Whether the owner still lets it be changed, by its tags of now; else why not. An operator may act in a pause. */
export function whyOwnerForbids(
  tags: Readonly<Record<string, string>>,
  { ok, policy }: ParsedTags<ShardPolicy>,
  { isByHand, nowMs }: { readonly isByHand: boolean; readonly nowMs: number },
): string | undefined {
  if (tags[MANAGED_TAG] !== 'true') return `it has no tag ${MANAGED_TAG} = true any more`;
  if (!ok) return 'its tags cannot be read any more';
  if (policy.mode !== 'act') return `its tag spillway:mode is ${policy.mode} now`;
  const { pauseUntilMs = 0 } = policy;
  return !isByHand && pauseUntilMs > nowMs ? 'it is paused now' : undefined;
}

/** Whether the tags of now let it go from so many shards to so many, and it has as many as it had; else why not. */
export function whyNotSoMany(
  { from, shards }: { readonly from: number; readonly shards: number },
  { shardsMin, shardsMax }: ShardPolicy,
  count: number,
): string | undefined {
  if (shards > from && shards > shardsMax) return `its tags allow ${shardsMax} shards now`;
  if (shards < from && shards < shardsMin) return `its tags ask for ${shardsMin} shards now`;
  return count === from ? undefined : `it has ${count} shards now, and had ${from}`;
}
