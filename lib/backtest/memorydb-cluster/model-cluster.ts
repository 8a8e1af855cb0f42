// A cluster over minutes: its shards, and what each holds while it reshards. What moves does so evenly over the time that the
// change takes, and both the old and the new nodes are paid for meanwhile. Pure but for its own state.
import { GIB } from '../../core/units.ts';
import type { ClusterScenario } from './scenario.ts';

export interface Resharding {
  readonly from: number;
  readonly to: number;
  readonly beganMinute: number;
  readonly endMinute: number;
}

export interface ModelCluster {
  readonly shards: () => number;
  readonly resharding: () => Resharding | undefined;
  /** Begins a change that ends later; one at a time. */
  readonly change: (to: number, minute: number, heldBytes: number) => void;
  /** Ends what is due. */
  readonly settle: (minute: number) => void;
  /** Of all that is held, what each shard holds; those that come or go are among them. */
  readonly shares: (minute: number) => readonly number[];
}

export function modelCluster(start: number, { reshard }: Pick<ClusterScenario, 'reshard'>): ModelCluster {
  let shards = start;
  let under: Resharding | undefined;
  return {
    shards: () => shards,
    resharding: () => under,
    change(to, minute, heldBytes) {
      if (under) throw new Error('a change is under way');
      const minutes = Math.ceil(reshard.minutes + (reshard.minutesPerGiB * heldBytes) / GIB);
      under = { from: shards, to, beganMinute: minute, endMinute: minute + minutes };
    },
    settle(minute) {
      if (!under || minute < under.endMinute) return;
      shards = under.to;
      under = undefined;
    },
    shares(minute) {
      if (!under) return Array.from({ length: shards }, () => 1 / shards);
      const { from, to, beganMinute, endMinute } = under;
      const moved = (minute - beganMinute) / (endMinute - beganMinute);
      return Array.from({ length: Math.max(from, to) }, (_, i) => {
        const before = i < from ? 1 / from : 0;
        const after = i < to ? 1 / to : 0;
        return before + (after - before) * moved;
      });
    },
  };
}
