// A provisioned stream with AWS's rules: at most ten changes in a rolling 24 hours, each within half and double, none while
// one is under way; while it reshards the lesser count takes records and the larger is paid for.
import { CHANGES_PER_DAY, CHANGES_WINDOW_MS, RATIO_MAX } from '../../targets/kinesis-stream/domain/limits.ts';
import { SECOND_MS } from '../../core/units.ts';
import type { StreamScenario } from './scenario.ts';

export interface ChangeMade {
  readonly atMs: number;
  readonly from: number;
  readonly to: number;
}

export type Answer = 'taken' | 'spent' | 'resharding' | 'ratio';

export interface ModelStream {
  /** Shards that can be relied on at that moment. */
  readonly capacityAt: (atMs: number) => number;
  /** Shards that are paid for at that moment. */
  readonly paidAt: (atMs: number) => number;
  readonly isUpdatingAt: (atMs: number) => boolean;
  /** `UpdateShardCount`: carried out, or refused as AWS would. */
  readonly update: (shards: number, atMs: number) => Answer;
  readonly changes: readonly ChangeMade[];
}

export function createModelStream({
  start,
  reshardSeconds,
}: {
  readonly start: number;
  readonly reshardSeconds: StreamScenario['reshardSeconds'];
}): ModelStream {
  const changes: ChangeMade[] = [];
  let from = start;
  let to = start;
  let untilMs = Number.NEGATIVE_INFINITY;
  const isUpdatingAt = (atMs: number) => atMs < untilMs;
  return {
    changes,
    isUpdatingAt,
    capacityAt: (atMs) => (isUpdatingAt(atMs) ? Math.min(from, to) : to),
    paidAt: (atMs) => (isUpdatingAt(atMs) ? Math.max(from, to) : to),
    update(shards, atMs) {
      if (isUpdatingAt(atMs)) return 'resharding';
      if (shards > to * RATIO_MAX || shards * RATIO_MAX < to || shards < 1 || !Number.isInteger(shards))
        return 'ratio';
      if (changes.filter((change) => change.atMs > atMs - CHANGES_WINDOW_MS).length >= CHANGES_PER_DAY)
        return 'spent';
      changes.push({ atMs, from: to, to: shards });
      from = to;
      to = shards;
      untilMs = atMs + reshardMs(reshardSeconds, Math.max(from, to));
      return 'taken';
    },
  };
}

export function reshardMs(reshardSeconds: StreamScenario['reshardSeconds'], shards: number): number {
  const seconds = typeof reshardSeconds === 'number' ? reshardSeconds : reshardSeconds.perShard * shards;
  return seconds * SECOND_MS;
}
