// What scenarios of streams and of clusters have in common: what arrives, when, and how many shards there may be.
import * as z from 'zod';
import { bounded, isZone } from './scenario-values.ts';

const ZONE_ALLOWED = 'a time zone that Intl.DateTimeFormat accepts, such as America/New_York or UTC';
const FILE_ALLOWED = 'the path of a CSV file';
const TRACE_ALLOWED = 'the path of a CSV file, or a list of 1 to 400 of them';
const file = z.string({ error: FILE_ALLOWED }).min(1, { error: FILE_ALLOWED });

/** Of each policy: what a table calls it. */
export const named = { name: z.string({ error: 'a name' }).min(1, { error: 'a name' }).optional() };

/** Keys of every such scenario. */
export const scenarioFrame = {
  $schema: z.string({ error: 'the address of a JSON Schema' }).optional(),
  name: z
    .string({ error: 'a name' })
    .min(1, { error: 'a name' })
    .max(200, { error: 'at most 200 characters' }),
  /** One file, or a file for each day in order of time; absolute, or relative to the scenario. */
  trace: z.union([file, z.array(file).min(1, { error: TRACE_ALLOWED }).max(400, { error: TRACE_ALLOWED })], {
    error: TRACE_ALLOWED,
  }),
  timeZone: z.string({ error: ZONE_ALLOWED }).refine(isZone, { error: ZONE_ALLOWED }).default('UTC'),
};

/** At most so many, as AWS has it. */
export function shardCountUpTo(most: number) {
  return bounded({ min: 1, max: most, integer: true });
}

export function shardsUpTo(most: number) {
  const count = shardCountUpTo(most);
  return z.strictObject({ min: count.default(1), max: count, start: count }).refine(startIsWithin, {
    path: ['start'],
    error: 'a number from shards.min to shards.max',
  });
}

function startIsWithin({ min, max, start }: Readonly<Record<'min' | 'max' | 'start', number>>): boolean {
  return min <= start && start <= max;
}

/** The policies to compare. */
export function listOf<Choice extends z.ZodType>(choice: Choice) {
  return z
    .array(choice, { error: 'a list of policies' })
    .min(1, { error: 'at least one policy' })
    .max(100, { error: 'at most 100 policies' });
}
