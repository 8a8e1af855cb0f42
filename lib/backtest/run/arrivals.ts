// A trace as what arrives at a group: rows, and when. How they arrive within a minute is lib/sim/rdb/stream.ts.
import { MINUTE_MS } from '../../core/units.ts';
import type { Segment } from '../../sim/rdb/stream.ts';
import type { MinuteTrace } from '../../trace/minute-trace.ts';

/**
 * The trace as rows of a node's memory: how many bytes each row takes, and when they arrive. Messages keep
 * their number unless one takes less than a byte; bytes count as rows of one byte each.
 */
export function arrivalsOf(
  trace: MinuteTrace,
  bytesPerMessage: number,
): { readonly bytesPerRow: number; readonly segments: () => Generator<Segment> } {
  const bytesPerRow = trace.unit === 'bytes' ? 1 : Math.max(1, bytesPerMessage);
  const rowsPerUnit = trace.unit === 'bytes' ? 1 : Math.min(1, bytesPerMessage);
  return {
    bytesPerRow,
    *segments() {
      let wanted = 0;
      let sent = 0;
      for (let i = 0; i < trace.volumes.length; i += 1) {
        // Whole rows, and no fraction of one is lost from minute to minute.
        wanted += (trace.volumes[i] ?? 0) * rowsPerUnit;
        const messages = Math.round(wanted) - sent;
        sent += messages;
        const startMs = trace.startMs + i * MINUTE_MS;
        if (messages > 0) yield { startMs, endMs: startMs + MINUTE_MS, messages };
      }
    },
  };
}
