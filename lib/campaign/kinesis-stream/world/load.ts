// What arrives in a run's stream, by two minutes: the shape of a trading day, noise, spikes, days that differ, and surges
// that no past day had. Counted in shards that it would just fill, as it truly is: cycles can only measure it.
import { DAY_MS, HOUR_MS, MIB, MINUTE_MS } from '../../../core/units.ts';
import type { Random } from '../../../sim/random.ts';
import type { Flow } from '../../../sim/kinesis/stream-state.ts';
import type { LoadOptions } from '../options/stream-options.ts';

export const SEGMENT_MS = 2 * MINUTE_MS;
const SEGMENTS_PER_DAY = DAY_MS / SEGMENT_MS;
/** Hours of the working day. */
const OPENS = 7.5;
const CLOSES = 16;
/** A shard of the one limit is so much of a shard of the other. */
const OTHER_SHARE = 0.3;

export interface Surge {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Times what would arrive. */
  readonly factor: number;
}

export interface Load {
  /** Shards that what arrives then fills; `NaN` outside the days of the load. */
  readonly demandAt: (atMs: number) => number;
  /** The most of a stretch, both ends included; 0 outside of the load. */
  readonly mostBetween: (fromMs: number, untilMs: number) => number;
  /** What producers put in a stretch, by segments. */
  readonly flowsBetween: (fromMs: number, untilMs: number) => readonly Flow[];
}

/** `dayCount` days from `startMs` on; draws each day's chance from a fork of its own. */
export function createLoad(
  options: LoadOptions,
  given: {
    readonly startMs: number;
    readonly dayCount: number;
    readonly random: Random;
    readonly surges: readonly Surge[];
  },
): Load {
  const { startMs, dayCount, random, surges } = given;
  const demand = Array.from({ length: dayCount }, (_, day) =>
    demandOfDay(options, random.fork(`day/${startMs / DAY_MS + day}`)),
  ).flat();
  for (const { fromMs, untilMs, factor } of surges)
    for (let i = indexOf(fromMs); i < indexOf(untilMs) && i < demand.length; i += 1)
      demand[i] = (demand[i] ?? 0) * factor;
  function indexOf(atMs: number): number {
    return Math.floor((atMs - startMs) / SEGMENT_MS);
  }
  return {
    demandAt: (atMs) => demand[indexOf(atMs)] ?? Number.NaN,
    mostBetween(fromMs, untilMs) {
      let most = 0;
      for (let i = Math.max(0, indexOf(fromMs)); i <= indexOf(untilMs); i += 1)
        most = Math.max(most, demand[i] ?? 0);
      return most;
    },
    flowsBetween(fromMs, untilMs) {
      const flows: Flow[] = [];
      for (let i = indexOf(fromMs); i < indexOf(untilMs); i += 1) {
        const atMs = startMs + i * SEGMENT_MS;
        const shards = demand[i] ?? 0;
        if (shards > 0)
          flows.push({ startMs: atMs, endMs: atMs + SEGMENT_MS, ...volumeOf(shards, options.binds) });
      }
      return flows;
    },
  };
}

/** What fills so many shards for a segment. */
export function volumeOf(shards: number, binds: LoadOptions['binds']): Pick<Flow, 'bytes' | 'records'> {
  const seconds = SEGMENT_MS / 1_000;
  return {
    bytes: shards * MIB * seconds * (binds === 'bytes' ? 1 : OTHER_SHARE),
    records: shards * 1_000 * seconds * (binds === 'records' ? 1 : OTHER_SHARE),
  };
}

function demandOfDay(options: LoadOptions, random: Random): readonly number[] {
  const { peakShards, daysDiffer, spikeFactor, shape } = options;
  const busy = 1 + daysDiffer * (2 * random.next() - 1);
  const spikes = Array.from({ length: shape === 'spiky' ? 5 : 1 }, () => {
    const fromHour = 8 + 7.5 * random.next();
    const untilHour = fromHour + (2 + 20 * random.next()) * (MINUTE_MS / HOUR_MS);
    return { fromHour, untilHour, factor: 1 + (spikeFactor - 1) * random.next() };
  });
  return Array.from({ length: SEGMENTS_PER_DAY }, (_, i) => {
    const hour = (i * SEGMENT_MS) / HOUR_MS;
    const spike = spikes.find(({ fromHour, untilHour }) => hour >= fromHour && hour < untilHour);
    return peakShards * weightAt(options, hour) * busy * (spike?.factor ?? 1) * (0.9 + 0.2 * random.next());
  });
}

/** A share of the peak; quiet nights, busy at the open and before the close. */
function weightAt({ shape, nightShare }: LoadOptions, hour: number): number {
  if (shape === 'around-the-clock') return 0.8 + 0.2 * Math.sin((hour / 12) * Math.PI);
  if (hour < OPENS || hour >= CLOSES) return nightShare;
  if (shape === 'flat') return 1;
  const sinceOpen = hour - OPENS;
  // The open of an `open` day is there at once; others rise within half an hour.
  const risen = shape === 'open' ? 1 : Math.min(1, nightShare + 2 * sinceOpen);
  return risen * (0.4 + 0.6 * Math.exp(-2 * Math.max(0, sinceOpen - 0.5)) + (hour > 15 ? 0.3 : 0));
}
