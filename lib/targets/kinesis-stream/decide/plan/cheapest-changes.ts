// The cheapest sequence of changes that carries what is required: a dynamic programme over slots of time, numbers of
// shards and changes used, from the end backwards. It knows AWS's ratio and the time a resharding takes, and nothing of
// where the requirements come from: required.ts. What comes after the end is said by `end`.
//
//            ask                there
//   old ──────┬───────────────────┬──────── new        While it reshards, the lesser of old and new is what can be
//             └ reshardingSlots ──┘                    relied on, and the larger is paid for.
import { fewestShards, mostShards } from '../../domain/limits.ts';

export interface Task {
  /** Shards that each slot asks for, headroom included. */
  readonly required: readonly number[];
  /** Shards without which a slot throttles. */
  readonly least: readonly number[];
  /** Numbers of shards to choose from, ascending; `start` and `end` among them. */
  readonly levels: readonly number[];
  readonly start: number;
  /** Shards to have after the last slot. */
  readonly end: number;
  readonly reshardingSlots: number;
  /** For each slot, how many changes may have been made in all once one is made there. Never falls. */
  readonly changesAllowed: readonly number[];
}

export interface PlannedChange {
  /** The slot at whose beginning it is asked for. */
  readonly slot: number;
  readonly shards: number;
}

export interface Schedule {
  readonly changes: readonly PlannedChange[];
  /** Shards that can be relied on in each slot. */
  readonly carried: readonly number[];
  /** In shards times slots, with what it falls short of many times over: for comparing. */
  readonly cost: number;
}

/**
 * Being short of headroom costs the more the more of it is missing, so that no change is spent on a shard that is missing
 * of forty; being short of what would throttle is dearer than any saving.
 */
const SHORT_COST = 100;
const THROTTLE_COST = 100_000;

/** A change is worth it from so many shards times slots on; between equals, the one with fewer changes. */
const CHANGE_COST = 6;

/** A surplus at the end will be there for about as long as the plan is. */
const SURPLUS_SLOTS = 96;

/** A day that begins below the level it needs is short of it for an hour. */
const END_SHORT_COST = 1_000;

/** Deterministic; always an answer: what cannot be carried is carried as far as it can. */
export function cheapestChanges(task: Task): Schedule {
  const { levels, start, reshardingSlots, changesAllowed } = task;
  const slots = task.required.length;
  const width = levels.length;
  const changesMax = Math.max(0, ...changesAllowed);
  const short = shortCosts(task);
  // Arrays of one type: the loops below are run some ten million times for each day of a stream.
  const shardsAt = Float64Array.from(levels);
  // The first and the last of the levels that one call reaches from each.
  const first = Int16Array.from(levels, (level) => levels.findIndex((to) => to >= fewestShards(level)));
  const last = Int16Array.from(levels, (level) => levels.findLastIndex((to) => to <= mostShards(level)));
  const row = (slot: number, used: number) => (slot * (changesMax + 1) + used) * width;
  const cost = new Float64Array((slots + 1) * (changesMax + 1) * width);
  const chosen = new Int16Array(cost.length).fill(STAY);
  for (let used = 0; used <= changesMax; used += 1)
    levels.forEach((level, l) => (cost[row(slots, used) + l] = endCost(task, level)));
  // What it costs to go to each level, but for what depends on where from.
  const up = new Float64Array(width);
  const down = new Float64Array(width);
  // What each level is short of in this slot, and while a change that begins in it is under way.
  const shortHere = new Float64Array(width);
  const shortMeanwhile = new Float64Array(width);
  for (let slot = slots - 1; slot >= 0; slot -= 1) {
    const there = Math.min(slots, slot + reshardingSlots);
    const allowed = changesAllowed[slot] ?? 0;
    for (let l = 0; l < width; l += 1) {
      shortHere[l] = between(short[l], slot, slot + 1);
      shortMeanwhile[l] = between(short[l], slot, there);
    }
    for (let used = changesMax; used >= 0; used -= 1) {
      const here = row(slot, used);
      const next = row(slot + 1, used);
      const mayChange = used < allowed;
      for (let to = 0; mayChange && to < width; to += 1) {
        const after = CHANGE_COST + (cost[row(there, used + 1) + to] ?? 0);
        up[to] = after + (there - slot) * (shardsAt[to] ?? 0);
        down[to] = after + (shortMeanwhile[to] ?? 0);
      }
      for (let l = 0; l < width; l += 1) {
        const level = shardsAt[l] ?? 0;
        let best = level + (shortHere[l] ?? 0) + (cost[next + l] ?? 0);
        let choice = STAY;
        const from = mayChange ? (first[l] ?? l) : l;
        const upTo = mayChange ? (last[l] ?? l) : l;
        const paid = (there - slot) * level;
        for (let to = from; to < l; to += 1) {
          const total = paid + (down[to] ?? 0);
          if (total < best) {
            best = total;
            choice = to;
          }
        }
        const meanwhile = shortMeanwhile[l] ?? 0;
        for (let to = l + 1; to <= upTo; to += 1) {
          const total = meanwhile + (up[to] ?? 0);
          if (total < best) {
            best = total;
            choice = to;
          }
        }
        cost[here + l] = best;
        chosen[here + l] = choice;
      }
    }
  }
  const startIndex = levels.indexOf(start);
  return {
    ...readBack(task, startIndex, (slot, used, l) => chosen[row(slot, used) + l] ?? STAY),
    cost: cost[row(0, 0) + startIndex] ?? 0,
  };
}

const STAY = -1;

function between(sums: Float64Array | undefined, from: number, to: number): number {
  return (sums?.[to] ?? 0) - (sums?.[from] ?? 0);
}

/** For each level, what its shortage costs from the first slot up to each: running sums. */
function shortCosts({ required, least, levels }: Task): readonly Float64Array[] {
  return levels.map((level) => {
    const sums = new Float64Array(required.length + 1);
    for (let slot = 0; slot < required.length; slot += 1) {
      const wanted = Math.max(1, required[slot] ?? 0);
      const short = SHORT_COST * wanted * (Math.max(0, wanted - level) / wanted) ** 2;
      const throttled = THROTTLE_COST * Math.max(0, (least[slot] ?? 0) - level);
      sums[slot + 1] = (sums[slot] ?? 0) + short + throttled;
    }
    return sums;
  });
}

function endCost({ end, required }: Task, level: number): number {
  if (level >= end) return (level - end) * SURPLUS_SLOTS;
  return (end - level) * Math.min(required.length, 6) * END_SHORT_COST;
}

function readBack(
  { levels, required, reshardingSlots }: Task,
  startIndex: number,
  choiceAt: (slot: number, used: number, level: number) => number,
): Omit<Schedule, 'cost'> {
  const changes: PlannedChange[] = [];
  const carried: number[] = [];
  let l = startIndex;
  let slot = 0;
  while (slot < required.length) {
    const to = choiceAt(slot, changes.length, l);
    if (to < 0) {
      carried.push(levels[l] ?? 0);
      slot += 1;
      continue;
    }
    changes.push({ slot, shards: levels[to] ?? 0 });
    const there = Math.min(required.length, slot + reshardingSlots);
    for (; slot < there; slot += 1) carried.push(Math.min(levels[l] ?? 0, levels[to] ?? 0));
    l = to;
  }
  return { changes, carried };
}

/** What a sequence of changes costs, counted slot by slot: the same as the search counts. For tests and explanations. */
export function costOfChanges(task: Task, changes: readonly PlannedChange[]): number {
  const short = shortCosts(task);
  const slots = task.required.length;
  let level = task.start;
  let slot = 0;
  let cost = 0;
  const stay = (until: number) => {
    const l = task.levels.indexOf(level);
    cost += (until - slot) * level + between(short[l], slot, until);
    slot = until;
  };
  for (const change of changes) {
    stay(change.slot);
    const there = Math.min(slots, slot + task.reshardingSlots);
    const lesser = task.levels.indexOf(Math.min(level, change.shards));
    cost +=
      CHANGE_COST + (there - slot) * Math.max(level, change.shards) + between(short[lesser], slot, there);
    slot = there;
    level = change.shards;
  }
  stay(slots);
  return cost + endCost(task, level);
}
