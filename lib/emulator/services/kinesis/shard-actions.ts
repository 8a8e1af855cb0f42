// Kinesis actions on shards: listed, page by page, and their number.
// Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListShards.html
import * as z from 'zod';
import { MINUTE_MS } from '../../../core/units.ts';
import { AwsError } from '../../../sim/aws/aws-error.ts';
import type { Kinesis } from '../../../sim/kinesis/kinesis.ts';
import type { ShardFilter } from '../../../sim/kinesis/shards.ts';
import type { Shard } from '../../../sim/kinesis/stream-state.ts';
import { streamArn } from '../../aws-names.ts';
import { integer, text, timestampMs } from '../../wire/params.ts';
import { serviceAction } from '../service-action.ts';
import { named, nameOf } from './stream-name.ts';

const SHARDS_PAGE_MAX = 1_000;
/** "Tokens expire after 300 seconds." */
const TOKEN_LIFE_MS = 5 * MINUTE_MS;

const filter = z.object({
  Type: z.enum([
    'AFTER_SHARD_ID',
    'AT_TRIM_HORIZON',
    'FROM_TRIM_HORIZON',
    'AT_LATEST',
    'AT_TIMESTAMP',
    'FROM_TIMESTAMP',
  ]),
  ShardId: text.optional(),
  Timestamp: timestampMs.optional(),
});

/** What a token stands for: which stream, by which filter, after which shard. */
const token = z.object({
  name: z.string(),
  filter,
  afterShardId: z.string(),
  madeAtMs: z.number(),
});
type Token = z.output<typeof token>;

export function shardActions(kinesis: Kinesis) {
  return {
    ListShards: serviceAction(
      z.object({
        ...named,
        NextToken: text.optional(),
        ExclusiveStartShardId: text.optional(),
        MaxResults: integer.min(1).max(10_000).default(SHARDS_PAGE_MAX),
        ShardFilter: filter.optional(),
      }),
      ({ NextToken, ExclusiveStartShardId, MaxResults, ShardFilter, ...params }, { nowMs }) => {
        if (NextToken !== undefined && (params.StreamName ?? ExclusiveStartShardId) !== undefined)
          throw invalid('NextToken and StreamName cannot be provided together.');
        const from: Token =
          NextToken === undefined
            ? {
                name: nameOf(params),
                filter: ShardFilter ?? { Type: 'FROM_TRIM_HORIZON' },
                afterShardId: ExclusiveStartShardId ?? '',
                madeAtMs: nowMs,
              }
            : readToken(NextToken, nowMs);
        const shards = kinesis
          .listShards(from.name, filterOf(from.filter))
          .filter(({ shardId }) => shardId > from.afterShardId);
        const page = shards.slice(0, Math.min(MaxResults, SHARDS_PAGE_MAX));
        const afterShardId = page.at(-1)?.shardId ?? '';
        return {
          Shards: page.map(shardAnswer),
          NextToken:
            page.length < shards.length ? writeToken({ ...from, afterShardId, madeAtMs: nowMs }) : undefined,
        };
      },
    ),
    UpdateShardCount: serviceAction(
      z.object({
        ...named,
        TargetShardCount: integer.min(1),
        ScalingType: z.literal('UNIFORM_SCALING'),
      }),
      ({ TargetShardCount, ...params }) => {
        const name = nameOf(params);
        const before = kinesis.updateShardCount({ name, targetCount: TargetShardCount });
        return {
          StreamName: name,
          StreamARN: streamArn(name),
          CurrentShardCount: before,
          TargetShardCount,
        };
      },
    ),
  };
}

function filterOf({ Type, ShardId, Timestamp }: z.output<typeof filter>): ShardFilter {
  switch (Type) {
    case 'AFTER_SHARD_ID':
      if (ShardId === undefined) throw invalid(`ShardId is needed by the filter ${Type}.`);
      return { type: Type, shardId: ShardId };
    case 'AT_TIMESTAMP':
    case 'FROM_TIMESTAMP':
      if (Timestamp === undefined) throw invalid(`Timestamp is needed by the filter ${Type}.`);
      return { type: Type, atMs: Timestamp };
    case 'AT_LATEST':
    case 'AT_TRIM_HORIZON':
    case 'FROM_TRIM_HORIZON':
      return { type: Type };
  }
}

/** A filter's time is written as it came in, in seconds. */
function writeToken({ filter: { Timestamp, ...rest }, ...from }: Token): string {
  const seconds = Timestamp === undefined ? {} : { Timestamp: Timestamp / 1000 };
  return Buffer.from(JSON.stringify({ ...from, filter: { ...rest, ...seconds } })).toString('base64');
}

function readToken(nextToken: string, nowMs: number): Token {
  const read = token.safeParse(jsonOf(nextToken));
  if (!read.success) throw invalid('The NextToken is not valid.');
  if (nowMs - read.data.madeAtMs > TOKEN_LIFE_MS)
    throw new AwsError('ExpiredNextTokenException', 'The NextToken has expired.');
  return read.data;
}

function jsonOf(nextToken: string): unknown {
  try {
    return JSON.parse(Buffer.from(nextToken, 'base64').toString());
  } catch {
    return undefined; // the schema refuses it
  }
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidArgumentException', message);
}

/** A shard as ListShards and DescribeStream show it. */
export function shardAnswer({ shardId, parentIds, range, ...shard }: Shard) {
  return {
    ShardId: shardId,
    ParentShardId: parentIds[0],
    AdjacentParentShardId: parentIds[1],
    HashKeyRange: { StartingHashKey: String(range.first), EndingHashKey: String(range.last) },
    SequenceNumberRange: {
      StartingSequenceNumber: shard.startingSequenceNumber,
      EndingSequenceNumber: shard.endingSequenceNumber,
    },
  };
}
