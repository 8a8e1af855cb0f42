import { describe, expect, it } from 'vitest';
import { NOW_MS } from '../build/servers.ts';
import { parseShardPolicy, shardPolicyOf, shardTags } from '../../lib/sharded/shard-policy.ts';
import { whyNotSoMany, whyOwnerForbids } from '../../lib/sharded/what-overtook.ts';

const OURS = { 'spillway:managed': 'true', 'spillway:shards-min': '2', 'spillway:shards-max': '8' };
const TABLE = { tags: shardTags(100), noun: 'thing', example: 4, policyOf: shardPolicyOf };
const forbids = (tags: Record<string, string>, isByHand = false) =>
  whyOwnerForbids(tags, parseShardPolicy(tags, TABLE), { isByHand, nowMs: NOW_MS });
const iso = (atMs: number) => new Date(atMs).toISOString();

describe('the owner, between the look and the change', () => {
  it('lets be changed what was not touched', () => {
    expect(forbids(OURS)).toBeUndefined();
  });

  it.each([
    ['took it back', { ...OURS, 'spillway:managed': 'false' }, 'no tag spillway:managed = true'],
    ['left a tag that cannot be read', { ...OURS, 'spillway:shards-max': 'many' }, 'cannot be read'],
    ['wants it only told', { ...OURS, 'spillway:mode': 'dry-run' }, 'spillway:mode is dry-run now'],
    ['switched it off', { ...OURS, 'spillway:mode': 'off' }, 'spillway:mode is off now'],
  ])('%s: by hand or not, nothing is sent', (_, tags, why) => {
    for (const isByHand of [false, true]) expect(forbids(tags, isByHand)).toContain(why);
  });

  it.each([
    [NOW_MS + 1, false, 'it is paused now'],
    [NOW_MS + 1, true, undefined],
    [NOW_MS, false, undefined],
  ])('paused it until %d; asked by hand: %s', (untilMs, isByHand, why) => {
    expect(forbids({ ...OURS, 'spillway:pause-until': iso(untilMs) }, isByHand)).toBe(why);
  });
});

describe('how many shards the tags of now allow', () => {
  const { policy } = parseShardPolicy(OURS, TABLE);
  it.each([
    ['up to the maximum', { from: 4, shards: 8 }, undefined],
    ['not above it', { from: 4, shards: 9 }, 'its tags allow 8 shards now'],
    ['down to the minimum', { from: 4, shards: 2 }, undefined],
    ['not below it', { from: 4, shards: 1 }, 'its tags ask for 2 shards now'],
    ['down from above the maximum, though not below it yet', { from: 12, shards: 9 }, undefined],
    ['up from below the minimum, though not to it yet', { from: 1, shards: 1 }, undefined],
  ])('%s', (_, change, why) => {
    expect(whyNotSoMany(change, policy, change.from)).toBe(why);
  });

  it('and it must have as many as it had', () => {
    expect(whyNotSoMany({ from: 4, shards: 6 }, policy, 5)).toBe('it has 5 shards now, and had 4');
  });
});
