// The yardstick that knows the day: the fewest shard-hours that refuse no record, with AWS's limits, the same resharding
// times, and shards that may be full. The night's level is free, and the same each night.
import { CHANGES_PER_DAY, CHANGES_WINDOW_MS } from '../../../targets/kinesis-stream/domain/limits.ts';
import {
  cheapestChanges,
  type Schedule,
} from '../../../targets/kinesis-stream/decide/plan/cheapest-changes.ts';
import { MINUTE_MS } from '../../../core/units.ts';
import type { DayMinutes } from '../../run/minutes-by-day.ts';
import type { Load } from '../load.ts';
import { reshardMs } from '../model-stream.ts';
import type { StreamScenario } from '../scenario.ts';
import type { Driver } from './driver.ts';

/** Dearer nights are tried until so many in a row were dearer. */
const DEARER_MAX = 3;

interface Asked {
  readonly atMs: number;
  readonly shards: number;
}

export interface OraclePlan {
  readonly start: number;
  readonly driver: Driver;
}

export function oracle(scenario: Pick<StreamScenario, 'shards' | 'reshardSeconds'>, load: Load): OraclePlan {
  let best: { readonly cost: number; readonly night: number; readonly asked: readonly Asked[] } | undefined;
  let dearer = 0;
  for (let night = scenario.shards.min; night <= scenario.shards.max && dearer < DEARER_MAX; night += 1) {
    const { cost, asked } = daysFrom(scenario, load, night);
    if (best && cost >= best.cost) dearer += 1;
    else {
      best = { cost, night, asked };
      dearer = 0;
    }
  }
  const left = [...(best?.asked ?? [])];
  return {
    start: best?.night ?? scenario.shards.start,
    driver: {
      look: ({ nowMs }) =>
        left[0] !== undefined && left[0].atMs <= nowMs ? left.shift()?.shards : undefined,
    },
  };
}

/** Day after day, each beginning and ending at the same level, each knowing which changes are still counted. */
function daysFrom(
  { shards, reshardSeconds }: Pick<StreamScenario, 'shards' | 'reshardSeconds'>,
  load: Load,
  night: number,
): { readonly cost: number; readonly asked: readonly Asked[] } {
  const asked: Asked[] = [];
  let cost = 0;
  for (const day of load.days) {
    const schedule = scheduleOf({ day, load, shards, reshardSeconds, night, asked });
    cost += schedule.cost;
    for (const { slot, shards: to } of schedule.changes)
      asked.push({ atMs: load.startMs + (day.from + slot) * MINUTE_MS, shards: to });
  }
  return { cost, asked };
}

function scheduleOf(given: {
  readonly day: DayMinutes;
  readonly load: Load;
  readonly shards: StreamScenario['shards'];
  readonly reshardSeconds: StreamScenario['reshardSeconds'];
  readonly night: number;
  readonly asked: readonly Asked[];
}): Schedule {
  const { day, load, shards, night, asked } = given;
  const needed = Array.from(load.demand.slice(day.from, day.until), (demand) =>
    Math.min(shards.max, Math.max(shards.min, Math.ceil(demand))),
  );
  const most = Math.max(night, ...needed);
  return cheapestChanges({
    required: needed,
    least: needed,
    levels: Array.from({ length: most - shards.min + 1 }, (_, i) => shards.min + i),
    start: night,
    end: night,
    reshardingSlots: Math.ceil(reshardMs(given.reshardSeconds, most) / MINUTE_MS),
    changesAllowed: needed.map((_, minute) => {
      const atMs = load.startMs + (day.from + minute) * MINUTE_MS;
      return Math.max(
        0,
        CHANGES_PER_DAY - asked.filter((change) => change.atMs > atMs - CHANGES_WINDOW_MS).length,
      );
    }),
  });
}
