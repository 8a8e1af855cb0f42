// Runs of the campaign that failed once, shrunk: what they are, and what had gone wrong. To add one, take the options of the
// failure from the campaign's JSON, and say in a sentence what was wrong, not what was changed.
import type { CheckName } from '../../lib/campaign/world/finding.ts';
import type { RunOptions } from '../../lib/campaign/options/options.ts';

export interface FailedRun {
  /** A sentence that was true when it failed. */
  readonly failed: string;
  /** The check that found it; none of the others may fail either. */
  readonly check: CheckName;
  readonly options: RunOptions;
}

export const FAILED_RUNS: readonly FailedRun[] = [
  {
    failed:
      'the desired capacity was raised by somebody between our read and our write, and Auto Scaling ended the live node, which nothing protected',
    check: 'lowered-without-proof',
    options: {
      seed: 1380162925,
      dayCount: 1,
      group: {
        minSize: 0,
        maxSize: 12,
        readyNodeCount: 1,
        hook: 'adopted',
        heartbeatTimeoutSeconds: 300,
        retains: true,
        isProtected: false,
        leavesQueueAfterSeconds: 10,
        endOfDayEmptiesQueue: false,
        bootSeconds: 90,
        replaySeconds: 60,
        writeDownSeconds: 60,
        metrics: 'all',
        metricsDelaySeconds: 20,
        memoryGrowth: 'doubling',
        keepsHeap: false,
        hasAlarm: false,
        rollThresholdPercent: 80,
        tags: { 'spillway:spares-min': '2' },
      },
      stream: { nodesPerDay: 2.77, shape: 'session', spikeFactor: 8 },
      schedule: { endOfDayMinute: 1042, atEndOfDay: 'scale-in-then-sleep', windowMinutes: 240 },
      faults: { 'between-calls': 0.65 },
    },
  },
  {
    failed:
      'a person ended the next in the queue, and we let it go from its hook on a report that said it was still queued',
    check: 'ended-next-in-queue',
    options: {
      seed: 146,
      dayCount: 1,
      group: {
        minSize: 1,
        maxSize: 9,
        readyNodeCount: 2,
        hook: 'ours',
        heartbeatTimeoutSeconds: 3600,
        retains: true,
        isProtected: true,
        leavesQueueAfterSeconds: 5,
        endOfDayEmptiesQueue: false,
        bootSeconds: 120,
        replaySeconds: 60,
        writeDownSeconds: 60,
        metrics: 'all',
        metricsDelaySeconds: 60,
        memoryGrowth: 'smooth',
        keepsHeap: false,
        hasAlarm: false,
        rollThresholdPercent: 70,
        tags: { 'spillway:reports': 'probe' },
      },
      stream: { nodesPerDay: 0.53, shape: 'around-the-clock', spikeFactor: 2.55 },
      schedule: { endOfDayMinute: 1020, atEndOfDay: 'scale-in-then-sleep', windowMinutes: 240 },
      faults: { 'between-calls': 0.3 },
    },
  },
  {
    failed:
      'two metrics of the live node came out of order, its rows fell by a few, all of them were taken for new, and nine servers were launched',
    check: 'launches-unbounded',
    options: {
      seed: 1902503409,
      dayCount: 2,
      group: {
        minSize: 1,
        maxSize: 12,
        readyNodeCount: 1,
        hook: 'none',
        heartbeatTimeoutSeconds: 600,
        retains: false,
        isProtected: true,
        leavesQueueAfterSeconds: 5,
        endOfDayEmptiesQueue: true,
        bootSeconds: 90,
        replaySeconds: 30,
        writeDownSeconds: 0,
        metrics: 'all',
        metricsDelaySeconds: 60,
        memoryGrowth: 'smooth',
        keepsHeap: false,
        hasAlarm: false,
        rollThresholdPercent: 70,
        tags: {
          'spillway:scale-in': 'scheduled',
          'spillway:burst-factor': '3',
          'spillway:spares-min': '0',
          'spillway:leaves-queue': 'true',
        },
      },
      stream: { nodesPerDay: 1.97, shape: 'session', spikeFactor: 5.77 },
      schedule: { endOfDayMinute: 1119, atEndOfDay: 'scale-in', windowMinutes: 240 },
      faults: { 'metrics-ahead': 0.4 },
    },
  },
  {
    failed:
      'a node that was emptied before the group was adopted counted as a spare, and the live one stood at its roll threshold at the maximum, unseen',
    check: 'attention-missing',
    options: {
      seed: 1468667518,
      dayCount: 2,
      group: {
        minSize: 1,
        maxSize: 5,
        readyNodeCount: 2,
        hook: 'ours',
        heartbeatTimeoutSeconds: 3600,
        retains: true,
        isProtected: false,
        leavesQueueAfterSeconds: 90,
        endOfDayEmptiesQueue: false,
        bootSeconds: 240,
        replaySeconds: 150,
        writeDownSeconds: 60,
        metrics: 'memory',
        metricsDelaySeconds: 0,
        memoryGrowth: 'smooth',
        keepsHeap: false,
        hasAlarm: true,
        rollThresholdPercent: 70,
        tags: {
          'spillway:scale-in': 'scheduled',
          'spillway:burst-factor': '3',
          'spillway:spares-min': '1',
          'spillway:lead-time': '390s',
          'spillway:leaves-queue': 'true',
          'spillway:nodes-max': '9',
        },
      },
      stream: { nodesPerDay: 6.24, shape: 'session', spikeFactor: 1.59 },
      schedule: { endOfDayMinute: 1020, atEndOfDay: 'scale-in', windowMinutes: 240 },
      faults: { 'adopted-midday': 0.46 },
    },
  },
];
