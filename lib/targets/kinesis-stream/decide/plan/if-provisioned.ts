// What a stream's day would take in shards, were it provisioned: for an owner who compares. In shard-hours: prices are
// AWS's and the region's. Pure.
import { HOUR_MS, MINUTE_MS } from '../../../../core/units.ts';
import { CHANGES_PER_DAY, SHARDS_MAX } from '../../domain/limits.ts';
import { demandOf, wholeShards, type StreamMinute } from '../../domain/stream.ts';
import { PLAN_SLOT_MS } from '../past/required.ts';
import { cheapestChanges } from './cheapest-changes.ts';
import { startOfCheapestDay } from './cheapest-day.ts';
import { levelsOf } from './levels.ts';

export interface IfProvisioned {
  /** Of so much is known. */
  readonly knownMs: number;
  /** Shards that carry the busiest minute, with headroom. */
  readonly shardsAtPeak: number;
  /** As many all the time. */
  readonly shardHoursAtPeak: number;
  /** At the least that a plan of such a day takes, within the changes that AWS allows. */
  readonly shardHoursPlanned: number;
  readonly changes: number;
}

const SLOT_MINUTES = PLAN_SLOT_MS / MINUTE_MS;

/** `minutes` without gaps, oldest first. */
export function ifProvisioned(
  minutes: readonly StreamMinute[],
  policy: { readonly utilizationPercent: number; readonly changesReserved: number },
): IfProvisioned {
  const least = slotsOf(minutes.map(demandOf));
  const required = least.map((shards) =>
    Math.max(1, wholeShards((100 * shards) / policy.utilizationPercent)),
  );
  const shardsAtPeak = Math.max(1, ...required);
  const slotHours = PLAN_SLOT_MS / HOUR_MS;
  const known = { knownMs: minutes.length * MINUTE_MS, shardsAtPeak };
  const shardHoursAtPeak = shardsAtPeak * required.length * slotHours;
  if (required.length === 0) return { ...known, shardHoursAtPeak: 0, shardHoursPlanned: 0, changes: 0 };
  const levels = levelsOf({ min: 1, max: SHARDS_MAX, peak: shardsAtPeak, exact: [] });
  const changesMax = CHANGES_PER_DAY - policy.changesReserved;
  const start = startOfCheapestDay({ required, least, levels, changes: changesMax });
  const { changes } = cheapestChanges({
    required,
    least,
    levels,
    start,
    end: start,
    reshardingSlots: 1,
    changesAllowed: required.map(() => changesMax),
  });
  let [slots, now, from] = [0, start, 0];
  for (const { slot, shards } of changes) {
    // While it reshards, the larger number is paid for.
    slots += (slot - from) * now + Math.max(0, now - shards);
    [now, from] = [shards, slot];
  }
  slots += (required.length - from) * now;
  return {
    ...known,
    shardHoursAtPeak: Math.round(shardHoursAtPeak),
    shardHoursPlanned: Math.round(slots * slotHours),
    changes: changes.length,
  };
}

/** The busiest minute of each slot. */
function slotsOf(demand: readonly number[]): readonly number[] {
  const slots: number[] = [];
  for (let from = 0; from < demand.length; from += SLOT_MINUTES)
    slots.push(Math.max(...demand.slice(from, from + SLOT_MINUTES)));
  return slots;
}
