// The cheapest day that can be lived again and again: the night's level free, but the same at the day's end. It says
// where a plan of the next 24 hours should end.
import { fewestShards } from '../../domain/limits.ts';
import { cheapestChanges, type Task } from './cheapest-changes.ts';

/** Slots are joined: where the day ends needs no minutes. */
const JOINED = 6;

/** The night is tried at dearer levels until it has been dearer so often. */
const DEARER_MAX = 4;

/** Shards at the first slot of a day that repeats, at the least cost with at most so many changes. */
export function startOfCheapestDay(
  day: Pick<Task, 'required' | 'least' | 'levels'> & { readonly changes: number },
): number {
  const required = joined(day.required);
  const least = joined(day.least);
  const night = required.indexOf(Math.min(...required));
  const turned = (slots: readonly number[]) => [...slots.slice(night), ...slots.slice(0, night)];
  const [asked, needed] = [turned(required), turned(least)];
  let best = { cost: Number.POSITIVE_INFINITY, start: day.levels.at(-1) ?? 1 };
  let dearer = 0;
  for (const level of nightLevels(day.levels, asked)) {
    const { cost, carried } = cheapestChanges({
      required: asked,
      least: needed,
      levels: day.levels,
      start: level,
      end: level,
      reshardingSlots: 1,
      changesAllowed: asked.map(() => day.changes),
    });
    if (cost >= best.cost) dearer += 1;
    else {
      dearer = 0;
      best = { cost, start: carried[(asked.length - night) % asked.length] ?? level };
    }
    if (dearer >= DEARER_MAX) break;
  }
  return best.start;
}

function joined(slots: readonly number[]): readonly number[] {
  const all: number[] = [];
  for (let slot = 0; slot < slots.length; slot += JOINED)
    all.push(Math.max(...slots.slice(slot, slot + JOINED)));
  return all;
}

/** From what the quietest slot asks for up to half of the peak, from which one change reaches it. */
function nightLevels(levels: readonly number[], required: readonly number[]): readonly number[] {
  const quietest = Math.min(...required);
  const loudest = Math.max(quietest, fewestShards(Math.ceil(Math.max(...required))));
  const among = levels.filter((level) => level >= quietest && level <= loudest);
  return among.length > 0 ? among : levels.slice(-1);
}
