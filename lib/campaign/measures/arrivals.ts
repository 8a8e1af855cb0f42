// What truly arrived, minute by minute: what cycles can only estimate. Where no look was told for longer than a minute, what came in
// between is known in the mean alone: which of its minutes was the busiest nobody could see.
import { MINUTE_MS, SECOND_MS } from '../../core/units.ts';
import type { Run } from '../world/run.ts';

export interface Arrivals {
  /** Call once a minute. */
  sample(): void;
  /** A look was told how many rows the live node holds. */
  told(): void;
  /** Rows of the busiest of the last 15 minutes that were over by then, ms since the epoch; now, if absent. */
  busiestMinute(byMs?: number): number;
}

const MINUTES = 15;
/** Looks a minute apart, and a little late. */
const APART_MS = 90 * SECOND_MS;

interface Minute {
  readonly endedAtMs: number;
  readonly rows: number;
}

export function createArrivals({ tickerplant, nowMs }: Run): Arrivals {
  const perMinute: Minute[] = [];
  const looks: { readonly atMs: number; readonly total: number }[] = [];
  let before = 0;
  let sampledAtMs = nowMs();

  /** The mean over the time between two looks in which the minute ended, if that was long; nothing of one that began before. */
  function asSeen({ endedAtMs, rows }: Minute): number {
    const from = looks.findLast(({ atMs }) => atMs < endedAtMs);
    const until = looks.find(({ atMs }) => atMs >= endedAtMs);
    if (!from || !until || until.atMs - from.atMs <= APART_MS) return rows;
    if (from.atMs < nowMs() - MINUTES * MINUTE_MS) return 0;
    return Math.min(rows, ((until.total - from.total) / (until.atMs - from.atMs)) * MINUTE_MS);
  }

  return {
    sample() {
      tickerplant.bringUpToDate();
      const total = tickerplant.deliveredMessages();
      const minutes = Math.max(1, (nowMs() - sampledAtMs) / MINUTE_MS);
      perMinute.push({ endedAtMs: nowMs(), rows: (total - before) / minutes });
      if (perMinute.length > MINUTES) perMinute.shift();
      before = total;
      sampledAtMs = nowMs();
    },
    told() {
      tickerplant.bringUpToDate();
      looks.push({ atMs: nowMs(), total: tickerplant.deliveredMessages() });
      while ((looks[0]?.atMs ?? nowMs()) < nowMs() - 2 * MINUTES * MINUTE_MS) looks.shift();
    },
    busiestMinute: (byMs = nowMs()) =>
      Math.max(0, ...perMinute.filter(({ endedAtMs }) => endedAtMs <= byMs).map(asSeen)),
  };
}
