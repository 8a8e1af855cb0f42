// A shard's failover, as somebody tests it: the primary takes no writes until a replica has its role, and is then recovered. What
// happened is told in events. Whether it may be: the checks below, in AWS's words where they are published.
// Source: https://docs.aws.amazon.com/memorydb/latest/devguide/autofailover.html#auto-failover-test
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../core/units.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { ClusterState, ShardState } from './cluster-state.ts';
import { invalidValue, noFailoverLeft, noSuchShard, testFailoverNotAvailable } from './memorydb-errors.ts';

/** "You can use this operation up to five times in any 24-hour period." Same page. */
export const FAILOVERS_PER_DAY_MAX = 5;

/** "Typically just a few seconds" for the promotion; the page gives no time for the recovery. */
export const FAILOVER_TIMES: FailoverTimes = { promotionMs: 8 * SECOND_MS, recoveryMs: 5 * MINUTE_MS };

export interface FailoverTimes {
  /** From the call until the replica takes writes. */
  readonly promotionMs: number;
  /** From then until the old primary is a replica in step. */
  readonly recoveryMs: number;
}

/** Something that happened to a cluster, as `DescribeEvents` tells of it. */
export interface ClusterEvent {
  readonly clusterName: string;
  readonly atMs: number;
  readonly message: string;
}

export interface Failovers {
  /** Throws `AwsError` where AWS refuses; the cluster is `available`. Resolves nothing: `atEnd` is called. */
  begin(cluster: ClusterState, shardName: string, atEnd: () => void): void;
  /** Oldest first. */
  readonly events: readonly ClusterEvent[];
}

/** Of an account in a region: it has five a day, whatever the cluster. */
export function createFailovers(clock: VirtualClock, times: FailoverTimes = FAILOVER_TIMES): Failovers {
  const events: ClusterEvent[] = [];
  const begunAtMs: number[] = [];

  function tell(cluster: ClusterState, message: string): void {
    events.push({ clusterName: cluster.name, atMs: clock.nowMs(), message });
  }

  return {
    events,
    begin(cluster, shardName, atEnd) {
      const shard = shardToFail(cluster, shardName);
      const replica = shard.nodeNames.find((node) => node !== shard.primary);
      if (replica === undefined) throw testFailoverNotAvailable(cluster.name);
      const counted = begunAtMs.filter((atMs) => atMs > clock.nowMs() - DAY_MS);
      if (counted.length >= FAILOVERS_PER_DAY_MAX) throw noFailoverLeft();
      begunAtMs.push(clock.nowMs());
      const failed = shard.primary;
      shard.isFailingOver = true;
      tell(cluster, `FailoverShard API called for shard ${shard.name}`);
      clock.schedule(clock.nowMs() + times.promotionMs, () => {
        shard.primary = replica;
        shard.isFailingOver = false;
        tell(cluster, `Failover from primary node ${failed} to replica node ${replica} completed`);
        tell(cluster, `Recovering nodes ${failed}`);
        clock.schedule(clock.nowMs() + times.recoveryMs, () => {
          tell(cluster, `Finished recovery for nodes ${failed}`);
          atEnd();
        });
      });
    },
  };
}

function shardToFail({ name, shards }: ClusterState, shardName: string): ShardState {
  if (shardName === '') throw invalidValue('A shard must be named.');
  const shard = shards.find((one) => one.name === shardName);
  if (!shard) throw noSuchShard(name, shardName);
  return shard;
}
