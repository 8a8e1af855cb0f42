// The numbers of shards that a plan chooses from: all of them where they are few, steps of an eighth where they are many.
import { fewestShards } from '../../domain/limits.ts';

/** Up to here each number is a level of its own. */
const EACH_UP_TO = 8;

/** Six levels from a number to its double. */
const STEP = 2 ** (1 / 6);

/**
 * Ascending, within the bounds. The numbers that matter are exact: those given, and the peak with what it is reached from by
 * doubling. A stream that has far more shards than the peak asks for, as on the evening before a weekend, comes down to it by
 * halves: without them there would be no way that AWS takes, and it would stay as it is.
 */
export function levelsOf(given: {
  readonly min: number;
  readonly max: number;
  readonly peak: number;
  readonly exact: readonly number[];
}): readonly number[] {
  const { min, max } = given;
  const peak = Math.min(max, Math.max(min, Math.ceil(given.peak)));
  const found = new Set<number>([min, peak]);
  for (let level = peak; level > min; level = Math.ceil(level / 2)) found.add(level);
  // Above the peak a plan needs nothing; react-ahead has exact numbers of its own.
  for (let level = min; level <= peak; level = level < EACH_UP_TO ? level + 1 : Math.ceil(level * STEP))
    found.add(level);
  const within = [...found].filter((level) => level >= min && level <= max);
  return [
    ...new Set([...within, ...given.exact, ...given.exact.flatMap((level) => halvesDownTo(peak, level))]),
  ].sort((a, b) => a - b);
}

function halvesDownTo(peak: number, from: number): readonly number[] {
  const halves: number[] = [];
  for (let level = fewestShards(from); level > peak; level = fewestShards(level)) halves.push(level);
  return halves;
}
