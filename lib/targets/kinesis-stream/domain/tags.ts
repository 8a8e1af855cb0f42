// The table of tags that a stream's owner may set: what each admits, and what it is for in a few words. policy.ts parses
// by it. `spillway:managed`, which opts a stream in, is not in it: stream.ts.
import * as z from 'zod';
import { numberTag } from '../../../core/units.ts';
import { CHANGES_PER_DAY, SHARDS_MAX } from './limits.ts';

const oneOf = <const T extends readonly [string, ...string[]]>(...values: T) =>
  z.enum(values, { error: `one of ${values.join(', ')}` });

const TIME_ALLOWED = 'an ISO 8601 time with offset, such as 2026-11-21T18:00:00Z';
const timeTag = z.iso.datetime({ offset: true, error: TIME_ALLOWED }).transform((text) => Date.parse(text));

const name = z.string().min(1, { error: 'a name' }).max(256, { error: 'a name of at most 256 characters' });

/** Every tag that is read of a stream. `meaning` is a line of help. */
export const STREAM_TAGS = {
  'spillway:mode': { admits: oneOf('act', 'dry-run', 'off'), meaning: 'act, dry-run or off' },
  'spillway:pause-until': { admits: timeTag, meaning: 'hold until then: an ISO 8601 time with offset' },
  'spillway:calendar': { admits: name, meaning: 'whose time zone and holidays apply' },
  'spillway:shards-min': {
    admits: numberTag({ min: 1, max: SHARDS_MAX, integer: true }),
    meaning: 'never fewer shards',
  },
  'spillway:shards-max': {
    admits: numberTag({ min: 1, max: SHARDS_MAX, integer: true }),
    meaning: 'never more shards; required',
  },
  'spillway:utilization': {
    admits: numberTag({ min: 10, max: 95, unit: 'percent' }),
    meaning: 'percent of a shard that is planned for',
  },
  'spillway:changes-reserved': {
    admits: numberTag({ min: 0, max: CHANGES_PER_DAY - 2, integer: true }),
    meaning: "of the day's ten changes, how many are kept for what no past day had",
  },
  'spillway:consumers': {
    admits: oneOf('none'),
    meaning:
      'none: nobody reads by GetRecords or a subscription, so silence about readers is no reason to wait',
  },
} as const;

export type StreamTagName = keyof typeof STREAM_TAGS;
