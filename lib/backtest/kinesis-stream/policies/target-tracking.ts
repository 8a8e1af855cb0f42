// Target tracking of Application Auto Scaling on the share of the shards that is used, through a custom resource that
// calls UpdateShardCount. Its alarms: three minutes above the target; fifteen below nine tenths of it.
// https://aws.amazon.com/blogs/big-data/scaling-amazon-kinesis-data-streams-with-aws-application-auto-scaling/
// https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
import { fewestShards, mostShards } from '../../../targets/kinesis-stream/domain/limits.ts';
import {
  SHARD_BYTES_PER_SECOND,
  SHARD_RECORDS_PER_SECOND,
} from '../../../targets/kinesis-stream/domain/limits.ts';
import type { Driver } from './driver.ts';

const OUT_MINUTES = 3;
const IN_MINUTES = 15;
const IN_SHARE = 0.9;

export function targetTracking(given: {
  readonly min: number;
  readonly max: number;
  readonly targetPercent: number;
}): Driver {
  const { min, max } = given;
  const target = given.targetPercent / 100;
  return {
    look({ minutes, open, isUpdating }) {
      if (isUpdating) return undefined;
      const shares = minutes
        .slice(-IN_MINUTES)
        .map(
          ({ bytes, records }) =>
            Math.max(bytes / SHARD_BYTES_PER_SECOND, records / SHARD_RECORDS_PER_SECOND) / 60 / open,
        );
      const latest = shares.at(-1) ?? 0;
      if (shares.length >= OUT_MINUTES && shares.slice(-OUT_MINUTES).every((share) => share > target)) {
        const wanted = Math.min(max, mostShards(open), Math.ceil((open * latest) / target));
        return wanted > open ? wanted : undefined;
      }
      if (shares.length === IN_MINUTES && shares.every((share) => share < target * IN_SHARE)) {
        const wanted = Math.max(min, fewestShards(open), Math.ceil((open * Math.max(...shares)) / target));
        return wanted < open ? wanted : undefined;
      }
      return undefined;
    },
  };
}
