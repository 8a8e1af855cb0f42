// Every fault of a stream's run, by name: each is on or off in a run, and as strong as its run's options say.
import { SHARED_FAULTS } from '../../options/shared-faults.ts';

/** With what each does. Faults end hours before the run does, so that the stream can be seen to recover. */
export const STREAM_FAULTS = {
  ...SHARED_FAULTS,
  'metrics-late': 'metrics arrive minutes late',
  'metrics-missing': 'some metrics of the stream are missing, or all',
  'readers-behind': 'a reader falls behind',
  'readers-silent': 'nobody says how far the readers are',
  surge: 'for a while far more arrives than on any past day',
  'hot-shard': 'one key takes more than a shard',
  'slow-reshard': 'resharding takes much longer than before',
  'shards-changed': 'somebody changes the shard count',
  'day-spent': 'something else changes the shard count again and again, and spends the day',
  'bounds-changed': "somebody changes the tags' minimum or maximum",
  'bad-tag': 'a tag is written wrong, and mended later',
  'dry-run': 'somebody sets dry-run for a while',
  paused: 'somebody pauses the stream',
  'switched-off': 'somebody switches Spillway off for the stream',
  'opted-out': 'somebody takes the managed tag off, and puts it back',
  'on-demand': 'somebody switches the stream to on-demand mode, and back',
} as const;

export type StreamFaultName = keyof typeof STREAM_FAULTS;

export const STREAM_FAULT_NAMES = Object.keys(STREAM_FAULTS) as readonly StreamFaultName[];
