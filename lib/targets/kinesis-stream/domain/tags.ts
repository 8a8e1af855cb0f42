// The table of tags that a stream's owner may set: what each admits, and what it is for in a few words. policy.ts parses
// by it. `spillway:managed`, which opts a stream in, is not in it: stream.ts.
import { oneOf } from '../../../core/tags/frame-tags.ts';
import { numberTag } from '../../../core/units.ts';
import { shardTags } from '../../../sharded/shard-policy.ts';
import { CHANGES_PER_DAY, SHARDS_MAX } from './limits.ts';

/** Every tag that is read of a stream. `meaning` is a line of help. */
export const STREAM_TAGS = {
  ...shardTags(SHARDS_MAX),
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
