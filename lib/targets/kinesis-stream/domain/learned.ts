// What is learned of a stream from look to look: plain JSON, versioned, grouped by what belongs together. Written by
// ../decide/learn and remember alone; an item that cannot be read holds the stream, and is never guessed at.
import * as z from 'zod';
import type { LearnedFrame } from '../../../learning/learned-frame.ts';
import { parseLearned as parseBySchema, type ParsedLearned } from '../../../sharded/learned.ts';
import { DAY_MS, MINUTE_MS } from '../../../core/units.ts';

/** Past demand is kept by slots of so long. */
export const SLOT_MS = 5 * MINUTE_MS;
export const SLOTS_PER_DAY = DAY_MS / SLOT_MS;

/** A week and the day that is running: enough to find the same day of last week. */
export const DAYS_KEPT = 9;

/** The newest are enough to know how long a resharding takes. */
export const RESHARDINGS_KEPT = 12;

const atMs = z.number().int().nonnegative();
const shards = z.number().int().min(1);

/** One change of the shard count that spends one of the day's ten. */
const change = z.strictObject({
  /** When it was sent, or first seen. */
  atMs,
  /** `other`: not ours, or ours and never recorded; known by the shard count alone. */
  by: z.enum(['us', 'other']),
  /** Open shards that were asked for; absent where nobody told. */
  to: shards.optional(),
});

const day = z.strictObject({
  /** Days since the epoch, in UTC; local time is found when it is asked for. */
  day: z.number().int().nonnegative(),
  /** Demand of the busiest minute of each slot, in shards; `null`: not seen. */
  busiest: z.custom<(number | null)[]>(
    // Looked through in one go: there are thousands of them in an item, and each cycle reads it.
    isBusiest,
    `must be an array of ${SLOTS_PER_DAY} numbers that are not negative, or null`,
  ),
});

function isBusiest(value: unknown): boolean {
  const isDemand = (shards: unknown) => shards === null || (Number.isFinite(shards) && Number(shards) >= 0);
  return Array.isArray(value) && value.length === SLOTS_PER_DAY && value.every(isDemand);
}

/** Raised when the shape changes. */
export const LEARNED_VERSION = 1;

const schema = z.strictObject({
  version: z.literal(LEARNED_VERSION),
  demand: z.strictObject({
    days: z.array(day).max(DAYS_KEPT),
    /** The newest minute that is learned: each is learned once. */
    latest: z.strictObject({ atMs, shards: z.number().nonnegative() }).optional(),
  }),
  changes: z.strictObject({
    /** The ledger, oldest first: of the last 24 hours. */
    ledger: z.array(change).max(64),
    /** Of changes before that moment nothing is known. Absent: not yet looked at. */
    knownSinceMs: atMs.optional(),
    /** AWS said then that the day's changes are spent, whatever the ledger says. */
    spentSaidAtMs: atMs.optional(),
    /** AWS refused a change for another reason. */
    refusedAtMs: atMs.optional(),
  }),
  resharding: z.strictObject({
    /** The newest, oldest first. */
    seen: z
      .array(z.strictObject({ from: shards, to: shards, durationMs: z.number().positive() }))
      .max(RESHARDINGS_KEPT),
    /** The one under way, or asked for with an unknown outcome. */
    under: z.strictObject({ atMs, from: shards, to: shards.optional() }).optional(),
    /** The first look that saw the stream at rest with more shards than before. */
    grownAtMs: atMs.optional(),
  }),
  /** Open shards when the stream was last at rest. */
  settledShards: shards.optional(),
});

export type Learned = z.output<typeof schema>;
export type DayDemand = z.output<typeof day>;
export type Change = z.output<typeof change>;
export type Changes = Learned['changes'];
export type Resharding = Learned['resharding'];

/** And what the cycle keeps beside it. */
export type StreamLearned = Learned & LearnedFrame;

export const NOTHING_LEARNED: Learned = {
  version: LEARNED_VERSION,
  demand: { days: [] },
  changes: { ledger: [] },
  resharding: { seen: [] },
};

/** What stands in the state item. */
export function parseLearned(value: unknown): ParsedLearned<Learned> {
  return parseBySchema(schema, value);
}
