// What is a stream's own in adopting and releasing it; the plans are ../adoption/plan-by-tags.ts.
import { parseStreamPolicy, type StreamPolicy } from '../../targets/kinesis-stream/domain/policy.ts';
import { STREAM_TAGS_MAX } from '../../targets/kinesis-stream/ports/stream-settings.ts';
import type { Stream } from '../../targets/kinesis-stream/ports/streams.ts';
import type { TaggedKind } from '../adoption/plan-by-tags.ts';

export const TAGGED_STREAMS: TaggedKind<Stream, StreamPolicy> = {
  noun: 'stream',
  tagsMax: STREAM_TAGS_MAX,
  sizeProperty: 'ShardCount',
  required: {
    tag: 'spillway:shards-max',
    remedy: 'the most shards that it may ever have: say it with --shards-max',
  },
  parse: parseStreamPolicy,
  notesOf: ({ shardCount }, { shardsMax, consumers }) => [
    ...(shardCount > shardsMax
      ? [
          `The stream has ${shardCount} shards, more than spillway:shards-max (${shardsMax}): none are added, and some go only when the load fits.`,
        ]
      : []),
    ...(consumers === 'none'
      ? [
          'With spillway:consumers = none the stream may shrink though nobody says whether its readers keep up.',
        ]
      : []),
  ],
};
