// What cycles do not look at, and the operator's commands do: the account's shards, the alarm that wakes us; and the tags,
// written. Read and written by `spillway adopt`, `release` and `doctor` alone (lib/operate); never by a cycle.
// The adapters are lib/aws/kinesis-stream/aws-stream-settings.ts and read-throttling-alarms.ts.
import type { Outcome } from '../../../core/outcome.ts';
import type { TagChange } from '../../../ports/tag-change.ts';

/** Of the account in this region, all its streams together. */
export interface ShardLimits {
  readonly shardLimit: number;
  readonly openShards: number;
}

/** An alarm on records that streams refuse. */
export interface ThrottlingAlarm {
  readonly name: string;
  /** Its one stream; absent where a query covers all. */
  readonly streamName?: string;
  readonly actionsEnabled: boolean;
}

/** Each throws `PortError` when AWS gave no complete answer or refused. */
export interface StreamSettingsReader {
  readShardLimits(): Promise<ShardLimits>;
  readThrottlingAlarms(): Promise<readonly ThrottlingAlarm[]>;
}

/** Each change is sent once, and what became of it comes back. */
export interface StreamSettingsWriter {
  change(streamName: string, change: TagChange): Promise<Outcome>;
}

/** A stream may have so many, and all may be put in one call: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_AddTagsToStream.html */
export const STREAM_TAGS_MAX = 50;
