// A stream as it begins: whether it may be made, and what it is made of.
// Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html
import { ACCOUNT_ID } from '../aws/account.ts';
import { AwsError } from '../aws/aws-error.ts';
import { SHARDS_PER_STREAM_MAX } from './check-update.ts';
import { equalRanges } from './hash-ranges.ts';
import { invalidArgument, limitExceeded, overShardLimit } from './kinesis-errors.ts';
import { ON_DEMAND_SHARDS_MIN } from './on-demand.ts';
import { openShard } from './shards.ts';
import type { StreamSpec, StreamState } from './stream-state.ts';
import { addFlow } from './traffic.ts';

/** "Have more than five streams in the CREATING state at any point in time." */
const CREATING_STREAMS_MAX = 5;
/** "You can add up to 50 tags per resource": https://docs.aws.amazon.com/kinesis/latest/APIReference/API_AddTagsToStream.html */
export const TAGS_MAX = 50;
const RETENTION_HOURS_DEFAULT = 24;

/** Throws AWS's refusal. */
export function checkCreate(
  { name, shardCount, mode = 'PROVISIONED', tags = {} }: StreamSpec,
  account: {
    readonly streams: ReadonlyMap<string, Readonly<StreamState>>;
    readonly openInAccount: number;
    readonly shardLimit: number;
  },
): void {
  const { streams, openInAccount: openCount, shardLimit: limit } = account;
  if (streams.has(name)) {
    const message = `Stream ${name} under account ${ACCOUNT_ID} already exists.`;
    throw new AwsError('ResourceInUseException', message);
  }
  const creatingCount = [...streams.values()].filter(({ status }) => status === 'CREATING').length;
  if (creatingCount >= CREATING_STREAMS_MAX)
    throw limitExceeded(`More than ${CREATING_STREAMS_MAX} streams would be in the CREATING state.`);
  if (mode === 'PROVISIONED') {
    if (shardCount === undefined) throw invalidArgument('ShardCount is needed by a PROVISIONED stream.');
    if (shardCount > SHARDS_PER_STREAM_MAX || openCount + shardCount > limit)
      throw overShardLimit({ openCount, limit, moreCount: shardCount });
  }
  checkTagCount(Object.keys(tags));
}

export function checkTagCount(keys: readonly string[]): void {
  if (new Set(keys).size > TAGS_MAX) throw invalidArgument(`A stream has at most ${TAGS_MAX} tags.`);
}

export function newStream(spec: StreamSpec, status: 'CREATING' | 'ACTIVE', nowMs: number): StreamState {
  const { name, mode = 'PROVISIONED', retentionHours = RETENTION_HOURS_DEFAULT } = spec;
  const stream: StreamState = {
    name,
    createdAtMs: nowMs,
    status,
    mode,
    retentionHours,
    tags: new Map(Object.entries(spec.tags ?? {})),
    shards: new Map(),
    nextShardNumber: 0,
    shardCountUpdates: [],
    modeUpdates: [],
    shardMetrics: new Set(spec.shardMetrics),
    consumers: new Map(spec.consumers?.map((consumer) => [consumer.name, consumer])),
    flows: [],
    settledAtMs: nowMs,
    totals: new Map(),
    putWindows: new Map(),
    putCount: 0,
    latestDemand: [],
    demandOfDay: new Map(),
  };
  const shardCount = mode === 'ON_DEMAND' ? ON_DEMAND_SHARDS_MIN : (spec.shardCount ?? 1);
  for (const range of equalRanges(shardCount)) openShard(stream, { range }, nowMs);
  for (const flow of spec.flows ?? []) addFlow(stream, flow);
  return stream;
}
