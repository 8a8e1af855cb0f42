// The tags that every kind of target has, and what admits a tag's value; each kind's table holds these and its own.
import * as z from 'zod';

export const oneOf = <const T extends readonly [string, ...string[]]>(...values: T) =>
  z.enum(values, { error: `one of ${values.join(', ')}` });

export const nameTag = z
  .string()
  .min(1, { error: 'a name' })
  .max(256, { error: 'a name of at most 256 characters' });

const TIME_ALLOWED = 'an ISO 8601 time with offset, such as 2026-11-21T18:00:00Z';
const timeTag = z.iso.datetime({ offset: true, error: TIME_ALLOWED }).transform((text) => Date.parse(text));

/** `meaning` is a line of help. */
export const MODE_TAGS = {
  'spillway:mode': { admits: oneOf('act', 'dry-run', 'off'), meaning: 'act, dry-run or off' },
  'spillway:pause-until': { admits: timeTag, meaning: 'hold until then: an ISO 8601 time with offset' },
} as const;
