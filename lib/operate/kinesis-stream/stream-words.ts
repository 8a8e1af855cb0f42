// Streams at the command line, before anything is opened.
import { STREAM_TAGS } from '../../targets/kinesis-stream/domain/tags.ts';
import type { KindWords } from '../operated-kind.ts';

export const STREAM_WORDS: KindWords = {
  prefix: 'kinesis:',
  noun: 'stream',
  title: 'Kinesis stream',
  // https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html
  names: { pattern: /^[\w.-]{1,128}$/, allowed: '1 to 128 letters, digits, underscores, dots and hyphens' },
  tags: STREAM_TAGS,
  billedByHour: 'shard',
  adoptFlags: [],
  capacity: 'open shards, within spillway:shards-min and spillway:shards-max',
  wait: { duration: '30m', why: 'resharding, a few minutes for each change' },
};

/** As at the command line. */
export function typedStream(streamName: string): string {
  return `${STREAM_WORDS.prefix}${streamName}`;
}
