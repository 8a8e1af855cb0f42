// What truly arrived, minute by minute: what cycles can only estimate.
import { MINUTE_MS } from '../../core/units.ts';
import type { Run } from '../world/run.ts';

export interface Arrivals {
  /** Call once a minute. */
  sample(): void;
  /** Rows of the busiest of the last 15 minutes that were over by then, ms since the epoch; now, if absent. */
  busiestMinute(byMs?: number): number;
}

const MINUTES = 15;

export function createArrivals({ tickerplant, nowMs }: Run): Arrivals {
  const perMinute: { readonly endedAtMs: number; readonly rows: number }[] = [];
  let before = 0;
  let sampledAtMs = nowMs();
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
    busiestMinute: (byMs = nowMs()) =>
      Math.max(0, ...perMinute.filter(({ endedAtMs }) => endedAtMs <= byMs).map(({ rows }) => rows)),
  };
}
