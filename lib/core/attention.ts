// Attention: trouble of a target that lasts, by kind. Cycles and the tick keep in the state item since when each
// trouble has been there; the tick publishes it each minute, looked at or not. One alarm watches it; what each kind
// means and what to do: docs/operations.md.
import { HOUR_MS, MINUTE_MS } from './units.ts';

/** When a kind of trouble is shown. */
interface Patience {
  /** It must have lasted so long: what heals by itself never shows. */
  readonly delayMs: number;
  /** It shows for so long from its beginning; absent: for as long as it is there. */
  readonly shownMs?: number;
}

/** Every kind of trouble, with the patience that it is given. The one table of delays. */
export const ATTENTION = {
  /** Held for a tag or a state item that cannot be read, or a group that cannot be counted. */
  held: { delayMs: 0 },
  /** Its cycles fail. */
  failing: { delayMs: 3 * MINUTE_MS },
  /** AWS refuses or does not answer what is sent. */
  refused: { delayMs: 5 * MINUTE_MS },
  /** A live node reached its roll threshold and no spare was ready. */
  'late-roll': { delayMs: 0, shownMs: 15 * MINUTE_MS },
  /** A spare is wanted and the maximum forbids it. */
  'at-maximum': { delayMs: 0 },
  /** Fewer nodes than desired. */
  'capacity-missing': { delayMs: 10 * MINUTE_MS },
  suspects: { delayMs: 10 * MINUTE_MS },
  /** Nodes that could be retired are not proved empty. */
  unproved: { delayMs: HOUR_MS },
  /** A node waits in its terminating hook. An emptied one leaves within minutes. */
  'waiting-in-hook': { delayMs: HOUR_MS },
  retained: { delayMs: 0 },
  'two-live': { delayMs: 0 },
  /** Nodes in service, and none says that it is live. */
  blind: { delayMs: 5 * MINUTE_MS },
  /** The data that the nodes hold leaves a gap, or two hold the same. Nodes asked on both sides of a roll heal with the next look. */
  gap: { delayMs: 3 * MINUTE_MS },
  /** Who is told where the data is, without asking, could not be told. One that is starting is told within a minute. */
  gateways: { delayMs: 5 * MINUTE_MS },
  /** Every look finds the lease taken, or it is held for longer than any cycle can last. */
  'lease-taken': { delayMs: 5 * MINUTE_MS },
  /** AWS throttles the target's cycles, or what is written to the target. */
  throttled: { delayMs: 5 * MINUTE_MS },
  /** Writes are refused by one part of the target that takes more than its share: more capacity does not help. */
  'hot-shard': { delayMs: 5 * MINUTE_MS },
  /** More capacity is wanted, and the changes that AWS allows in a day are used up. */
  'budget-spent': { delayMs: 0 },
  /** More capacity is wanted, and a limit of the owner's or of AWS's forbids it. */
  'cannot-grow': { delayMs: 0 },
} as const satisfies Readonly<Record<string, Patience>>;

export type AttentionKind = keyof typeof ATTENTION;

/** Since when each kind of trouble has been there, ms since the epoch; absent: it is not. */
export type Troubles = { readonly [Kind in AttentionKind]?: number };

/** The kinds of trouble to show at a moment, in the order of the table. */
export function attentionOf(troubles: Troubles, nowMs: number): readonly AttentionKind[] {
  return (Object.keys(ATTENTION) as AttentionKind[]).filter((kind) => {
    const sinceMs = troubles[kind];
    if (sinceMs === undefined) return false;
    const { delayMs, shownMs = Number.POSITIVE_INFINITY }: Patience = ATTENTION[kind];
    return nowMs - sinceMs >= delayMs && nowMs - sinceMs < shownMs;
  });
}

/** The troubles there are now, each with its beginning: the one known, or this moment. */
export function continueTroubles(
  known: Troubles,
  present: ReadonlySet<AttentionKind>,
  nowMs: number,
): Troubles {
  return Object.fromEntries([...present].map((kind) => [kind, known[kind] ?? nowMs]));
}
