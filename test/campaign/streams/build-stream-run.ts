// Small runs of a stream for tests of the campaign itself: a calm hour or two, on Spillway's own target or on one that was
// broken by hand.
import type { StreamTally } from '../../../lib/campaign/kinesis-stream/checks/stream-check.ts';
import { ALL_STREAM_CHECKS } from '../../../lib/campaign/kinesis-stream/checks/all-stream-checks.ts';
import { EMPTY_STREAM_TALLY } from '../../../lib/campaign/kinesis-stream/checks/stream-check.ts';
import { runStreamDays } from '../../../lib/campaign/kinesis-stream/drive/run-stream-days.ts';
import type {
  LoadOptions,
  StreamOptions,
  StreamRunOptions,
} from '../../../lib/campaign/kinesis-stream/options/stream-options.ts';
import { STREAM_START_MS } from '../../../lib/campaign/kinesis-stream/world/create-stream-day.ts';
import { createStreamRun } from '../../../lib/campaign/kinesis-stream/world/stream-run.ts';
import { MINUTE_MS } from '../../../lib/core/units.ts';
import { KINESIS_STREAM, type KinesisStream } from '../../../lib/targets/kinesis-stream/kinesis-stream.ts';
import type { Target } from '../../../lib/targets/target.ts';

const CALM_STREAM: StreamOptions = {
  shardsStart: 8,
  mode: 'provisioned',
  reshardSeconds: 60,
  reshardStepSeconds: 0,
  metricsDelaySeconds: 0,
  listingDelaySeconds: 0,
  readers: 'polling',
  hasShardMetrics: false,
  hasAlarm: false,
  tags: { 'spillway:shards-max': '64' },
};

const STEADY: LoadOptions = {
  shape: 'around-the-clock',
  peakShards: 4,
  nightShare: 1,
  spikeFactor: 1,
  daysDiffer: 0,
  binds: 'records',
};

export interface StreamChange {
  readonly stream?: Partial<StreamOptions>;
  readonly load?: Partial<LoadOptions>;
  readonly faults?: StreamRunOptions['faults'];
  readonly seed?: number;
}

export function aStreamDay({ stream, load, faults = {}, seed = 7 }: StreamChange = {}): StreamRunOptions {
  return {
    kind: 'kinesis-stream',
    seed,
    dayCount: 1,
    stream: { ...CALM_STREAM, ...stream },
    load: { ...STEADY, ...load },
    daysKnown: 0,
    faults,
  };
}

export interface LivedThrough {
  readonly found: readonly string[];
  readonly tally: StreamTally;
  readonly occurred: ReadonlyMap<string, number>;
}

/** Lives through the first minutes of a run, and says which checks failed, each once. */
export async function foundWithin(
  minutes: number,
  options: StreamRunOptions,
  target: Target<KinesisStream> = KINESIS_STREAM,
): Promise<LivedThrough> {
  const day = createStreamRun(options);
  const run = { ...day, times: { ...day.times, endMs: day.times.startMs + minutes * MINUTE_MS } };
  const tally: StreamTally = { ...EMPTY_STREAM_TALLY };
  await runStreamDays(
    run,
    ALL_STREAM_CHECKS.map((create) => create(run, tally)),
    target,
  );
  return {
    found: [...new Set(run.findings.map(({ check }) => check))].sort(),
    tally,
    occurred: run.occurred,
  };
}

/** Asks at each look for so many shards, whatever it sees or is told to, and sends it unread. */
export function reckless(shardsOf: (open: number, minute: number) => number): Target<KinesisStream> {
  return {
    ...KINESIS_STREAM,
    policyOf(found) {
      const parsed = KINESIS_STREAM.policyOf(found);
      return { ...parsed, policy: { ...parsed.policy, mode: 'act' } };
    },
    decide(question) {
      const plan = KINESIS_STREAM.decide(question);
      const minute = (question.nowMs - STREAM_START_MS) / MINUTE_MS;
      const shards = shardsOf(question.seen.stream.openShards, minute);
      const action = { kind: 'set-shards', shards } as const;
      const actions =
        shards === question.seen.stream.openShards
          ? []
          : [{ action, reason: plan.reason, effect: 'adds' } as const];
      return { ...plan, actions, nextLookAtMs: question.nowMs + MINUTE_MS };
    },
    whyUnsafe: () => undefined,
    lastLook: () => Promise.resolve(undefined),
    send: ({ shards }, { seen }, { streamWriter }) =>
      streamWriter.updateShardCount({ streamName: seen.stream.name, shardCount: shards }),
  };
}

/** Never changes anything. */
export const IDLE: Target<KinesisStream> = { ...KINESIS_STREAM, actionsOf: () => [] };
