// Runs of a stream that failed once do not come back. To add one, take the options of the failure from the campaign's JSON,
// say in a sentence what was wrong, not what was changed, and how many minutes it took to show.
import { expect, it } from 'vitest';
import type { StreamRunOptions } from '../../../lib/campaign/kinesis-stream/options/stream-options.ts';
import { foundWithin } from './build-stream-run.ts';

interface FailedStreamRun {
  /** A sentence that was true when it failed. */
  readonly failed: string;
  readonly check: string;
  readonly minutes: number;
  readonly options: StreamRunOptions;
}

const FAILED_STREAM_RUNS: readonly FailedStreamRun[] = [
  {
    failed: 'somebody raised the minimum between our look and our call, and we shrank below it',
    check: 'touched-unasked',
    minutes: 60,
    options: {
      kind: 'kinesis-stream',
      seed: 2_712_454_404,
      dayCount: 1,
      stream: {
        shardsStart: 6,
        mode: 'provisioned',
        reshardSeconds: 120,
        reshardStepSeconds: 2,
        metricsDelaySeconds: 0,
        listingDelaySeconds: 0,
        readers: 'both',
        hasShardMetrics: false,
        hasAlarm: true,
        tags: { 'spillway:shards-max': '14' },
      },
      load: {
        shape: 'flat',
        peakShards: 3.42,
        nightShare: 0.05,
        spikeFactor: 1.01,
        daysDiffer: 0,
        binds: 'records',
      },
      daysKnown: 1,
      faults: { 'calls-throttled': 0.2, killed: 0.3, 'between-calls': 0.3 },
    },
  },
  {
    failed: 'what two shards had refused took four to seven, out of the reserve, when four were enough',
    check: 'reserve-spent',
    minutes: 30,
    options: {
      kind: 'kinesis-stream',
      seed: 3_111_136_832,
      dayCount: 1,
      stream: {
        shardsStart: 1,
        mode: 'provisioned',
        reshardSeconds: 300,
        reshardStepSeconds: 2,
        metricsDelaySeconds: 60,
        listingDelaySeconds: 0,
        readers: 'fan-out',
        hasShardMetrics: false,
        hasAlarm: false,
        tags: { 'spillway:shards-max': '14', 'spillway:changes-reserved': '8' },
      },
      load: {
        shape: 'around-the-clock',
        peakShards: 3.43,
        nightShare: 0.05,
        spikeFactor: 1,
        daysDiffer: 0,
        binds: 'records',
      },
      daysKnown: 0,
      faults: {},
    },
  },
];

it.each(FAILED_STREAM_RUNS.map(({ check, failed, ...run }) => [check, failed, run] as const))(
  'no longer %s: %s',
  async (_, __, { minutes, options }) => {
    expect((await foundWithin(minutes, options)).found).toEqual([]);
  },
);
