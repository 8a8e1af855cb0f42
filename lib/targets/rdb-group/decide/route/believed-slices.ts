// Slices that cannot be true of their node, by what was seen of it: nothing is then known of their times, and it is asked for
// every window. An RDB that counts from midnight and does not say its date keeps rows for longer than a day, as where an end of
// day fails; or it says that its times are UTC, and they are of a zone east of it.
//
//   rows arrive ──── the last of them ──── silence, a day long ──── "first 10:00, last 11:00": of today, by its clock
import { HOUR_MS } from '../../../../core/units.ts';
import type { Slice } from '../../../../routing/route.ts';

/** Between two observations of which only the second shows what arrived; and clocks of those who stamp rows may be wrong by minutes. */
const APART_MAX_MS = HOUR_MS;

type Tables = Readonly<Record<string, Slice>>;

/** `arrivedAfterMs`: data last arrived in the node after that observation; absent where it was never seen to. Pure. */
export function believedSlices(tables: Tables, arrivedAfterMs: number | undefined): Tables {
  if (arrivedAfterMs === undefined) return tables;
  return Object.fromEntries(
    Object.entries(tables).map(([table, slice]) => {
      const isTooLate = slice.fromMs !== null && slice.fromMs > arrivedAfterMs + APART_MAX_MS;
      return [table, isTooLate ? { rows: slice.rows, fromMs: null, toMs: null } : slice];
    }),
  );
}
