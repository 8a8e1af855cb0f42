// A bound from below: what a day of a stream takes at the least under what the planner is bound to (fewer changes, shards that
// are not full, a quarter of an hour's leeway), for who knows the day, or by what carries the days before it. Beside it stands
// oracle.ts, which knows all days, and is bound to AWS's limits alone.
import type { Load } from '../load.ts';
import type { StreamScenario } from '../scenario.ts';
import { reshardMs } from '../model-stream.ts';
import type { DayMinutes } from '../../run/minutes-by-day.ts';
import { MINUTE_MS } from '../../../core/units.ts';
import {
  cheapestChanges,
  type Schedule,
} from '../../../targets/kinesis-stream/decide/plan/cheapest-changes.ts';

/** The night is tried at dearer levels until so many in a row were dearer. */
const DEARER_MAX = 3;

/** What a day is bound to. */
export interface DayBound {
  readonly changesMax: number;
  /** Of a shard, that is planned for. */
  readonly utilizationPercent: number;
  /** The busiest minute within so many before or after is carried. */
  readonly leewayMinutes: number;
  /** What is carried: the day itself, or at each minute the busiest of the days before it. */
  readonly carries: 'the day' | 'the days before';
}

/**
 * The fewest shard-hours of a day whose first level is free; infinite where no such changes carry it. To end the day with more shards than it
 * began with is dear to the plan, and not forbidden: that makes the bound lower, never higher.
 */
export function leastHours(
  bound: DayBound,
  day: DayMinutes,
  {
    load,
    scenario,
  }: { readonly load: Load; readonly scenario: Pick<StreamScenario, 'shards' | 'reshardSeconds'> },
): number {
  const { shards, reshardSeconds } = scenario;
  const demand = bound.carries === 'the day' ? demandOf(load, day) : busiestBefore(load, day);
  const whole = (carried: number) => Math.min(shards.max, Math.max(shards.min, Math.ceil(carried)));
  const required = demand.map((_, minute) =>
    whole((100 * busiest(demand, minute, bound.leewayMinutes)) / bound.utilizationPercent),
  );
  const most = Math.max(...required);
  const reshardingSlots = Math.ceil(reshardMs(reshardSeconds, most) / MINUTE_MS);
  let best = Number.POSITIVE_INFINITY;
  let dearer = 0;
  for (let night = shards.min; night <= most && dearer < DEARER_MAX; night += 1) {
    const schedule = cheapestChanges({
      required,
      // Headroom is not for sale here: a minute without it is as dear as one that throttles.
      least: required,
      levels: Array.from({ length: most - shards.min + 1 }, (_, i) => shards.min + i),
      start: night,
      end: night,
      reshardingSlots,
      changesAllowed: required.map(() => bound.changesMax),
    });
    const isShort = schedule.carried.some((carried, minute) => carried < (required[minute] ?? 0));
    const hours = isShort ? Number.POSITIVE_INFINITY : paidHours(schedule, { night, reshardingSlots });
    if (hours < best) [best, dearer] = [hours, 0];
    else if (best < Number.POSITIVE_INFINITY) dearer += 1;
  }
  return best;
}

function demandOf({ demand }: Load, { from, until }: DayMinutes): readonly number[] {
  return [...demand.slice(from, until)];
}

/** Days without a change of clocks: a minute's number is its local time. */
function busiestBefore(load: Load, day: DayMinutes): readonly number[] {
  const before = load.days.filter(({ until }) => until <= day.from).map((one) => demandOf(load, one));
  return demandOf(load, day).map((_, minute) => Math.max(...before.map((one) => one[minute] ?? 0)));
}

function busiest(demand: readonly number[], minute: number, leeway: number): number {
  return Math.max(...demand.slice(Math.max(0, minute - leeway), minute + leeway + 1));
}

/** While a stream reshards, the larger number is paid for. */
function paidHours(
  { changes, carried }: Schedule,
  { night, reshardingSlots }: { readonly night: number; readonly reshardingSlots: number },
): number {
  let [minutes, shards, from] = [0, night, 0];
  for (const { slot, shards: to } of changes) {
    minutes += (slot - from) * shards;
    minutes += Math.max(0, shards - to) * Math.min(reshardingSlots, carried.length - slot);
    [shards, from] = [to, slot];
  }
  return (minutes + (carried.length - from) * shards) / 60;
}
