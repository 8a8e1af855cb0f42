// `npm run bench:kinesis -- --bounds`: what a day of a stream takes at the least, though the day is known, under what the planner
// is bound to: fewer changes, shards that are not full, and a quarter of an hour's leeway. And what carries the days before it by
// the same rules, for who does not know the day. The hours between the two are the price of not knowing it.
import type { Load } from '../lib/backtest/kinesis-stream/load.ts';
import type { StreamScenario } from '../lib/backtest/kinesis-stream/scenario.ts';
import { reshardMs } from '../lib/backtest/kinesis-stream/model-stream.ts';
import type { DayMinutes } from '../lib/backtest/run/minutes-by-day.ts';
import { MINUTE_MS } from '../lib/core/units.ts';
import {
  cheapestChanges,
  type Schedule,
} from '../lib/targets/kinesis-stream/decide/plan/cheapest-changes.ts';

/** The night is tried at dearer levels until so many in a row were dearer. */
const DEARER_MAX = 3;

export interface Bound {
  readonly title: string;
  readonly changesMax: number;
  /** Of a shard, that is planned for. */
  readonly utilizationPercent: number;
  /** The busiest minute within so many before or after is carried. */
  readonly leewayMinutes: number;
  /** What is carried: the day itself, or at each minute the busiest of the days before it. */
  readonly carries: 'the day' | 'the days before';
}

const KNOWN = { changesMax: 8, utilizationPercent: 100, leewayMinutes: 0, carries: 'the day' } as const;
const UNKNOWN = { ...KNOWN, leewayMinutes: 15, carries: 'the days before' } as const;

export const BOUNDS: readonly Bound[] = [
  { ...KNOWN, title: 'the day, full shards' },
  { ...KNOWN, title: 'the day, at 70 %', utilizationPercent: 70 },
  { ...KNOWN, title: 'the day, at 70 %, ± 15 minutes', utilizationPercent: 70, leewayMinutes: 15 },
  { ...UNKNOWN, title: 'the days before, full shards, ± 15 minutes' },
  { ...UNKNOWN, title: 'the days before, at 70 %, ± 15 minutes', utilizationPercent: 70 },
];

/** The fewest shard-hours of a day that begins and ends at one level; `day` is the load's last. */
export function leastHours(
  bound: Bound,
  day: DayMinutes,
  { load, scenario }: { readonly load: Load; readonly scenario: StreamScenario },
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
    // Short of what is asked for, a night is no way to spend the day.
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
