// One run of a stream under way: its world and what is known of it that no cycle can know. Drivers, faults and checks share
// it. What runs of all kinds have is ../../world/run-frame.ts.
import { MANAGED_TAG } from '../../../targets/kinesis-stream/domain/stream.ts';
import type { StreamState } from '../../../sim/kinesis/stream-state.ts';
import type { StreamCheckName } from '../../world/finding.ts';
import { createRunFrame, type RunFrame } from '../../world/run-frame.ts';
import type { StreamFaultName } from '../options/stream-fault-names.ts';
import type { StreamRunOptions } from '../options/stream-options.ts';
import { createStreamDay, STREAM_NAME, streamTimesOf, type StreamDay } from './create-stream-day.ts';

/** The stream as it truly is at one moment: what a call then could find out. */
export interface StreamMoment {
  readonly atMs: number;
  readonly status: StreamState['status'];
  readonly mode: StreamState['mode'];
  readonly openShards: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** A change of the shard count that AWS took. */
export interface ChangeTaken {
  readonly atMs: number;
  readonly by: 'us' | 'other';
  readonly to: number;
}

export interface StreamRun
  extends RunFrame<StreamFaultName, StreamCheckName, StreamRunOptions>, Omit<StreamDay, 'world'> {
  readonly moment: () => StreamMoment;
  /** All changes that AWS took, oldest first. */
  readonly taken: readonly ChangeTaken[];
  readonly take: (change: ChangeTaken) => void;
  /** Somebody else changes the shard count. Throws `AwsError` where AWS refuses. */
  readonly changeAsOther: (shards: number) => void;
  /** Somebody meddles with the stream until then (default: now): what it has is not ours to answer for. */
  readonly disturb: (untilMs?: number) => void;
  readonly disturbedUntilMs: () => number;
}

export function createStreamRun(options: StreamRunOptions): StreamRun {
  const { world, ...day } = createStreamDay(options);
  const { kinesis } = world;
  const taken: ChangeTaken[] = [];
  let disturbedUntilMs = Number.NEGATIVE_INFINITY;
  const frame = createRunFrame<StreamFaultName, StreamCheckName, StreamRunOptions>({
    options,
    times: streamTimesOf(options),
    world,
    isManaged: () =>
      kinesis.describe(STREAM_NAME).tags.get(MANAGED_TAG) === 'true' &&
      kinesis.listTagged().some(({ tags }) => tags[MANAGED_TAG] === 'true'),
  });
  return {
    ...frame,
    ...day,
    moment() {
      const { status, mode, tags } = kinesis.describe(STREAM_NAME);
      const openShards = kinesis.openCount(STREAM_NAME);
      return { atMs: frame.nowMs(), status, mode, openShards, tags: Object.fromEntries(tags) };
    },
    taken,
    take: (change) => void taken.push(change),
    changeAsOther(shards) {
      kinesis.updateShardCount({ name: STREAM_NAME, targetCount: shards });
      taken.push({ atMs: frame.nowMs(), by: 'other', to: shards });
    },
    disturb(untilMs = frame.nowMs()) {
      disturbedUntilMs = Math.max(disturbedUntilMs, untilMs);
    },
    disturbedUntilMs: () => disturbedUntilMs,
  };
}
