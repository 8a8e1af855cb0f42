// What the group's own past days brought at the same local time, of days like today. Days are kept by UTC, so that a change of
// the clocks, or of the calendar, needs nothing rewritten; local time is found when it is asked for.
import { UTC_CALENDAR, type Calendar } from '../../../core/calendar.ts';
import { localDay, offsetsOf } from '../../../core/wall-clock.ts';
import { DAY_MS } from '../../../core/units.ts';
import { likeDays } from '../../../learning/like-days.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { DayVolume } from '../domain/state.ts';
import { DAY_BUCKET_MS } from './limits.ts';

/** The days that are known, and whose clock and days off they follow. */
export interface Past {
  readonly days: readonly DayVolume[];
  readonly calendar: Calendar;
}

export function pastOf({ learned, calendar = UTC_CALENDAR }: Snapshot): Past {
  return { days: learned.days, calendar };
}

/**
 * The same local time on past days that are known, ms since the epoch, the newest first: on days like today where at least
 * so many are known, else on all. A working day says little of a Sunday, but more than nothing.
 */
export function sameTimes({ days, calendar }: Past, nowMs: number, likeMin: number): readonly number[] {
  if (days.length === 0) return [];
  const { offset, backsOf } = wallOf(calendar);
  const here = offset(nowMs);
  const { like, other } = backsOf(localDay(nowMs, here));
  const timesOf = (backs: readonly number[]) => {
    const times: number[] = [];
    for (const back of backs) {
      const thenMs = nowMs - back * DAY_MS;
      const atMs = thenMs + here - offset(thenMs);
      const day = utcDay(atMs);
      if (days.some((known) => known.day === day)) times.push(atMs);
    }
    return times;
  };
  const alike = timesOf(like);
  return alike.length >= likeMin ? alike : [...alike, ...timesOf(other)].sort((a, b) => b - a);
}

/**
 * The most that any past day like today brought from the same time on, for as long as is asked, ms; 0 without past days. A
 * look asks for a dozen stretches, some of them more than once: which times are the same is found once for all, and each
 * stretch is added up once.
 */
export function pastVolumesFrom(past: Past, fromMs: number): (forMs: number) => number {
  const { days, calendar } = past;
  if (latest?.days !== days || latest.calendar !== calendar || latest.fromMs !== fromMs)
    latest = { days, calendar, fromMs, volumesFor: volumesFrom(past, fromMs) };
  return latest.volumesFor;
}

/** What was asked last: spares and the next look ask of the same days, from the same moment. */
let latest: (Past & Stretches) | undefined;

interface Stretches {
  readonly fromMs: number;
  readonly volumesFor: (forMs: number) => number;
}

function volumesFrom(past: Past, fromMs: number): (forMs: number) => number {
  const times = sameTimes(past, fromMs, 1);
  // Without past days there is nothing to add up, or to keep.
  if (times.length === 0) return () => 0;
  const days = past.days.map(datedOf);
  const known = new Map<number, number>();
  return (forMs) => {
    const found = known.get(forMs);
    if (found !== undefined) return found;
    let most = 0;
    for (const thenMs of times) most = Math.max(most, volumeOf(days, thenMs, thenMs + forMs));
    known.set(forMs, most);
    return most;
  };
}

/** What arrived between two moments, as far as it is known. */
export function volumeBetween(days: readonly DayVolume[], fromMs: number, toMs: number): number {
  return volumeOf(days.map(datedOf), fromMs, toMs);
}

interface Dated {
  /** When the UTC day begins, ms since the epoch. */
  readonly midnightMs: number;
  readonly buckets: readonly number[];
}

function datedOf({ day, buckets }: DayVolume): Dated {
  return { midnightMs: midnightOf(day), buckets };
}

function volumeOf(days: readonly Dated[], fromMs: number, toMs: number): number {
  let volume = 0;
  for (const { midnightMs, buckets } of days) {
    if (midnightMs >= toMs || midnightMs + DAY_MS <= fromMs) continue;
    const start = Math.max(0, fromMs - midnightMs);
    const end = Math.min(DAY_MS, toMs - midnightMs);
    for (let i = Math.floor(start / DAY_BUCKET_MS); i * DAY_BUCKET_MS < end; i += 1) {
      const overlap = Math.min(end, (i + 1) * DAY_BUCKET_MS) - Math.max(start, i * DAY_BUCKET_MS);
      volume += ((buckets[i] ?? 0) * overlap) / DAY_BUCKET_MS;
    }
  }
  return volume;
}

/** Names of the latest days asked for: a name costs more than all else here, and is asked for ten times a cycle. */
const NAMES = new Map<number, string>();
const NAMES_KEPT = 32;

/** The date in UTC: `2026-11-20`. */
export function utcDay(atMs: number): string {
  const index = Math.floor(atMs / DAY_MS);
  const known = NAMES.get(index);
  if (known !== undefined) return known;
  if (NAMES.size >= NAMES_KEPT) NAMES.clear();
  const name = new Date(index * DAY_MS).toISOString().slice(0, 10);
  NAMES.set(index, name);
  return name;
}

/** The other way: of the days of a few groups. */
const MIDNIGHTS = new Map<string, number>();
const MIDNIGHTS_KEPT = 1_000;

/** When a UTC day begins, ms since the epoch. */
function midnightOf(day: string): number {
  const known = MIDNIGHTS.get(day);
  if (known !== undefined) return known;
  if (MIDNIGHTS.size >= MIDNIGHTS_KEPT) MIDNIGHTS.clear();
  const midnightMs = Date.parse(day);
  MIDNIGHTS.set(day, midnightMs);
  return midnightMs;
}

interface Wall {
  readonly offset: (atMs: number) => number;
  readonly backsOf: ReturnType<typeof likeDays>;
}

/** Calendars asked for of late: a calendar's clock and days cost more than what is read of them. */
const WALLS = new WeakMap<Calendar, Wall>();

function wallOf(calendar: Calendar): Wall {
  const known = WALLS.get(calendar);
  if (known) return known;
  const wall = { offset: offsetsOf(calendar.timeZone), backsOf: likeDays(calendar) };
  WALLS.set(calendar, wall);
  return wall;
}
