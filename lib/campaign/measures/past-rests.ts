// What truly still came, on the days before, from the same time of day on for as long as the day still lasts.
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../core/units.ts';
import type { Run } from '../world/run.ts';

export interface PastRests {
  /** Call once a minute. */
  sample(): void;
  /** Rows, of each day before, by as much more as the last hour was busier today; none after the last end of day of the run. */
  fromNow(): readonly number[];
}

export function createPastRests({ tickerplant, nowMs, times }: Run): PastRests {
  /** All rows that had arrived by each minute of the run. */
  const arrived = new Map<number, number>();
  const by = (atMs: number) => arrived.get(Math.floor(atMs / MINUTE_MS));
  const hourTo = (atMs: number) => (by(atMs) ?? 0) - (by(atMs - HOUR_MS) ?? 0);
  return {
    sample() {
      tickerplant.bringUpToDate();
      arrived.set(Math.floor(nowMs() / MINUTE_MS), tickerplant.deliveredMessages());
    },
    fromNow() {
      const endMs = times.endOfDaysMs.find((atMs) => atMs > nowMs());
      if (endMs === undefined) return [];
      const dayCount = Math.floor((nowMs() - times.startMs) / DAY_MS);
      return Array.from({ length: dayCount }, (_, index) => (index + 1) * DAY_MS).flatMap((agoMs) => {
        const [then, end] = [by(nowMs() - agoMs), by(endMs - agoMs)];
        if (then === undefined || end === undefined) return [];
        const [lastHour, itsHour] = [hourTo(nowMs()), hourTo(nowMs() - agoMs)];
        return [(end - then) * Math.max(1, itsHour > 0 ? lastHour / itsHour : 1)];
      });
    },
  };
}
