// Builders of what is asked about a stream: ten shards at rest, half of them used, readers that keep up.
import {
  NOTHING_LEARNED,
  SLOTS_PER_DAY,
  type Learned,
} from '../../../lib/targets/kinesis-stream/domain/learned.ts';
import type { Question } from '../../../lib/targets/kinesis-stream/domain/plan.ts';
import type { StreamPolicy } from '../../../lib/targets/kinesis-stream/domain/policy.ts';
import type { Stream, StreamMinute } from '../../../lib/targets/kinesis-stream/domain/stream.ts';
import { DAY_MS, MIB, MINUTE_MS } from '../../../lib/core/units.ts';
import { deepFreeze } from '../../build/freeze.ts';

/** A Wednesday, noon. */
export const NOW_MS = Date.parse('2026-03-04T12:00:00Z');

export const POLICY: StreamPolicy = {
  mode: 'act',
  calendar: 'default',
  shardsMin: 1,
  shardsMax: 64,
  utilizationPercent: 70,
  changesReserved: 2,
};

/** A minute that fills so many shards by bytes. */
export function aMinute(atMs: number, shards: number, throttledRecords = 0): StreamMinute {
  return { atMs, bytes: shards * MIB * 60, records: shards * 60, throttledRecords };
}

/** The last hour up to now, oldest first; `demand` by minutes ago, from 60 to 1. */
export function anHour(demand: (minutesAgo: number) => number, nowMs = NOW_MS): readonly StreamMinute[] {
  return Array.from({ length: 60 }, (_, i) => aMinute(nowMs - (60 - i) * MINUTE_MS, demand(60 - i)));
}

export function aStream(change: Partial<Stream> = {}): Stream {
  return {
    name: 'feed',
    capacityMode: 'provisioned',
    status: 'active',
    openShards: 10,
    minutes: anHour(() => 5),
    consumerLagMs: 0,
    tags: {},
    ...change,
  };
}

/** Two whole days before the one of `nowMs`; `demand` by hour of the day, UTC. */
export function learnedDays(demand: (hour: number) => number, nowMs = NOW_MS): Learned {
  const today = Math.floor(nowMs / DAY_MS);
  const busiest = Array.from({ length: SLOTS_PER_DAY }, (_, slot) => demand((slot * 24) / SLOTS_PER_DAY));
  return {
    ...NOTHING_LEARNED,
    demand: { days: [today - 2, today - 1].map((day) => ({ day, busiest })) },
  };
}

export function aQuestion(
  change: {
    readonly stream?: Partial<Stream>;
    readonly policy?: Partial<StreamPolicy>;
    readonly learned?: Learned;
    readonly nowMs?: number;
  } = {},
): Question {
  return deepFreeze({
    stream: aStream(change.stream),
    policy: { ok: true as const, policy: { ...POLICY, ...change.policy } },
    learned: change.learned ?? NOTHING_LEARNED,
    calendar: { timeZone: 'UTC', holidays: [], halfDays: [] },
    nowMs: change.nowMs ?? NOW_MS,
  });
}

/** A ledger with so many changes, the newest so long ago, an hour apart. */
export function withChanges(learned: Learned, count: number, newestAgeMs = MINUTE_MS * 60): Learned {
  const ledger = Array.from({ length: count }, (_, i) => ({
    atMs: NOW_MS - newestAgeMs - (count - 1 - i) * MINUTE_MS * 60,
    by: 'us' as const,
  }));
  return { ...learned, changes: { ledger } };
}
