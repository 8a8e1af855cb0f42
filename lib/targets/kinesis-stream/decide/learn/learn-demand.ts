// The stream's own past days: demand of the busiest minute of each slot, for a week.
import { DAYS_KEPT, SLOT_MS, SLOTS_PER_DAY, type DayDemand, type Learned } from '../../domain/learned.ts';
import { demandOf, type Stream, type StreamMinute } from '../../domain/stream.ts';
import { MINUTE_MS } from '../../../../core/units.ts';

type Demand = Learned['demand'];

/** Each minute is learned once, and only when it is over. */
export function learnDemand(was: Demand, { minutes }: Pick<Stream, 'minutes'>, nowMs: number): Demand {
  const newestMs = was.latest?.atMs ?? Number.NEGATIVE_INFINITY;
  const fresh = minutes.filter(({ atMs }) => atMs > newestMs && atMs + MINUTE_MS <= nowMs);
  const latest = fresh.at(-1);
  if (latest === undefined) return was;
  return {
    days: withMinutes(was.days, fresh),
    latest: { atMs: latest.atMs, shards: rounded(demandOf(latest)) },
  };
}

function withMinutes(days: readonly DayDemand[], minutes: readonly StreamMinute[]): DayDemand[] {
  const changed = new Map<number, (number | null)[]>();
  for (const minute of minutes) {
    const slot = Math.floor(minute.atMs / SLOT_MS);
    const day = Math.floor(slot / SLOTS_PER_DAY);
    const known = days.find((candidate) => candidate.day === day)?.busiest;
    const busiest = changed.get(day) ?? [...(known ?? new Array<null>(SLOTS_PER_DAY).fill(null))];
    const index = slot % SLOTS_PER_DAY;
    busiest[index] = Math.max(busiest[index] ?? 0, rounded(demandOf(minute)));
    changed.set(day, busiest);
  }
  return [
    ...days.filter(({ day }) => !changed.has(day)),
    ...[...changed].map(([day, busiest]) => ({ day, busiest })),
  ]
    .sort((a, b) => a.day - b.day)
    .slice(-DAYS_KEPT);
}

/** Four digits keep an item small, and are more than a plan needs. */
function rounded(shards: number): number {
  return Number(shards.toPrecision(4));
}
