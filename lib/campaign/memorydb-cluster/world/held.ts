// What a run's cluster is given to hold, by five minutes and evenly between them: a day that fills and is emptied, keys that are
// kept, loads that come at once, or a level that rises and falls; days that differ, and surges that no past day had. As it truly
// is: cycles can only measure it.
import { DAY_MS, GIB, HOUR_MS, MINUTE_MS } from '../../../core/units.ts';
import type { Random } from '../../../sim/random.ts';
import type { ClusterLoadOptions } from '../options/cluster-options.ts';

const STEP_MS = 5 * MINUTE_MS;
const STEPS_PER_DAY = DAY_MS / STEP_MS;
/** Hours of the working day. */
const OPENS = 7.5;
const CLOSES = 16;

export interface HeldSurge {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Until it is all there. */
  readonly rampMs: number;
  /** Of what a day's most is, besides. */
  readonly share: number;
}

export interface Held {
  /** Bytes; between two points on the line that joins them. */
  readonly bytesAt: (atMs: number) => number;
  /** The most of a stretch, both ends included. */
  readonly mostBetween: (fromMs: number, untilMs: number) => number;
}

/** `dayCount` days from `startMs` on; draws each day's chance from a fork of its own. */
export function createHeld(
  options: ClusterLoadOptions,
  given: {
    readonly startMs: number;
    readonly dayCount: number;
    readonly nodeGiB: number;
    readonly random: Random;
    readonly surges: readonly HeldSurge[];
  },
): Held {
  const { startMs, dayCount, nodeGiB, random, surges } = given;
  const peakBytes = options.peakShards * nodeGiB * GIB;
  let before = options.nightShare;
  const levels = Array.from({ length: dayCount }, (_, day) => {
    const ofDay = levelsOf(options, before, random.fork(`day/${startMs / DAY_MS + day}`));
    before = ofDay.at(-1) ?? before;
    return ofDay;
  }).flat();
  const surgeAt = (atMs: number) =>
    surges.reduce((sum, { fromMs, untilMs, rampMs, share }) => {
      if (atMs < fromMs || atMs >= untilMs) return sum;
      return sum + share * Math.min(1, (atMs - fromMs) / rampMs);
    }, 0);
  const bytesAt = (atMs: number) => {
    const position = Math.min(levels.length - 1, Math.max(0, (atMs - startMs) / STEP_MS));
    const [low, part] = [Math.floor(position), position % 1];
    const from = levels[low] ?? 0;
    return peakBytes * (from + ((levels[low + 1] ?? from) - from) * part + surgeAt(atMs));
  };
  return {
    bytesAt,
    mostBetween(fromMs, untilMs) {
      let most = bytesAt(untilMs);
      for (let atMs = fromMs; atMs < untilMs; atMs += MINUTE_MS) most = Math.max(most, bytesAt(atMs));
      return most;
    },
  };
}

/** Shares of the most, at the end of each step of a day. */
function levelsOf(options: ClusterLoadOptions, before: number, random: Random): readonly number[] {
  const { shape, nightShare, emptiedHour, daysDiffer } = options;
  const busy = 1 + daysDiffer * (2 * random.next() - 1);
  if (shape === 'waves') {
    const middle = (1 + nightShare) / 2;
    return hours().map((hour) => busy * (middle + (1 - middle) * Math.sin(((hour - 8) / 12) * Math.PI)));
  }
  const loads = Array.from({ length: 4 }, () => 7 + 9 * random.next());
  const risen = (hour: number) =>
    shape === 'steps'
      ? loads.filter((at) => at <= hour).length / loads.length
      : shareOfDay(hour) + 0.01 * (random.next() - 0.5);
  // What is kept grows by a part of the most each day.
  if (shape === 'kept') return hours().map((hour) => before + 0.35 * busy * shareOfDay(hour));
  return hours().map((hour) => {
    if (hour >= emptiedHour) return nightShare;
    return nightShare + Math.max(0, (1 - nightShare) * busy * risen(hour));
  });
}

function hours(): readonly number[] {
  return Array.from({ length: STEPS_PER_DAY }, (_, i) => (i * STEP_MS) / HOUR_MS);
}

/** Of what a day brings, how much has come by then: a third of it in the first tenth of the session. */
function shareOfDay(hour: number): number {
  const passed = Math.min(1, Math.max(0, (hour - OPENS) / (CLOSES - OPENS)));
  return 0.25 * Math.min(1, passed * 10) + 0.75 * passed;
}
