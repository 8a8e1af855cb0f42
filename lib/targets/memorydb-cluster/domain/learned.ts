// What is learned of a cluster from look to look: plain JSON, versioned, grouped by what belongs together. Written by
// ../decide/learn alone; an item that cannot be read holds the cluster, and is never guessed at.
import * as z from 'zod';
import type { LearnedFrame } from '../../../learning/learned-frame.ts';
import { parseLearned as parseBySchema, type ParsedLearned } from '../../../sharded/learned.ts';

/** A week of hours and the day that is running: enough to find the same day of last week. */
export const HOURS_KEPT = 8 * 24;

/** The newest are enough to know how long a resharding takes. */
export const RESHARDINGS_KEPT = 12;

const atMs = z.number().int().nonnegative();
const shards = z.number().int().min(1);
const bytes = z.number().nonnegative();

/** Raised when the shape changes. */
export const LEARNED_VERSION = 1;

const schema = z.strictObject({
  version: z.literal(LEARNED_VERSION),
  memory: z.strictObject({
    /** The most that all primaries together held in an hour, hours since the epoch in UTC; oldest first. */
    hours: z.array(z.strictObject({ hour: atMs, usedBytes: bytes })).max(HOURS_KEPT),
  }),
  change: z.strictObject({
    /** The one under way, or asked for with an unknown outcome. */
    under: z
      .strictObject({
        atMs,
        by: z.enum(['us', 'other']),
        from: shards.optional(),
        /** Shards that were asked for; absent: replicas were, or nobody told. */
        to: shards.optional(),
        usedBytes: bytes.optional(),
        /** A look has found the cluster being changed since. */
        hasShown: z.literal(true).optional(),
        /** Nobody knows whether it was carried out, nor has a look found slots on the move: what shows may be another's. */
        isUnsure: z.literal(true).optional(),
      })
      .optional(),
    /** The newest reshardings that were seen from beginning to end, oldest first. */
    seen: z
      .array(z.strictObject({ usedBytes: bytes, durationMs: z.number().positive() }))
      .max(RESHARDINGS_KEPT),
    /** AWS refused a change; its code, to be shown. */
    refused: z
      .strictObject({
        atMs,
        code: z.string(),
        /** Shards that were too many for it as things stood; absent: it was another change, or refused for who asked. */
        to: shards.optional(),
      })
      .optional(),
    /** The last that ended without the shards that were asked for; not tried again while the cluster has these. */
    short: z.strictObject({ atMs, from: shards, to: shards, got: shards }).optional(),
    /** When the cluster was last seen to have more shards than before. */
    grownAtMs: atMs.optional(),
    /** When the last change was seen to be over: before it the bytes of shards that have gone are missing. */
    endedAtMs: atMs.optional(),
    /** When it was first looked at: what was before, nobody knows. */
    knownSinceMs: atMs.optional(),
  }),
  /** Since when each look has shown that one shard fewer would hold everything, of so many. */
  fits: z.strictObject({ sinceMs: atMs, shards }).optional(),
  /** Shards when the cluster was last at rest. */
  settledShards: shards.optional(),
});

export type Learned = z.output<typeof schema>;
export type Change = Learned['change'];

/** And what the cycle keeps beside it. */
export type ClusterLearned = Learned & LearnedFrame;

export const NOTHING_LEARNED: Learned = {
  version: LEARNED_VERSION,
  memory: { hours: [] },
  change: { seen: [] },
};

/** What stands in the state item. */
export function parseLearned(value: unknown): ParsedLearned<Learned> {
  return parseBySchema(schema, value);
}
