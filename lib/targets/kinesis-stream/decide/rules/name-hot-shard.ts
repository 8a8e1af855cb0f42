// Says which shard is too hot, where Kinesis tells of shards one by one. It decides nothing: more shards do not help.
import { PASS } from '../../../../core/first-verdict.ts';
import { reason } from '../../../../core/reason.ts';
import { isThrottledByHotShard } from '../hot-shard.ts';
import type { Rule } from './rule.ts';

export const nameHotShard: Rule = ({ question: { stream }, recent, utilization }) => {
  const { hottestShard } = stream;
  if (!hottestShard || !isThrottledByHotShard(recent, stream, utilization)) return PASS;
  const { shardId, demandShards } = hottestShard;
  const percent = Math.round(100 * demandShards);
  const text = `Shard ${shardId} is asked for ${percent} % of what a shard takes. More shards do not help`;
  return { kind: 'pass', reason: reason('hot-shard', text, { shardId, percent }) };
};
