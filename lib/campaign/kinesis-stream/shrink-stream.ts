// A stream's run with a little less in it, for finding the shortest description of a failure: ../shrink.ts.
import { daysText, faultsText, fewerFaultsAndDays, fewerTags, tagsText } from '../smaller.ts';
import type { StreamRunOptions } from './options/stream-options.ts';

const KEPT = new Set(['spillway:shards-max']);

/** Each a little less than the options, the largest steps first. */
export function* smallerStreams(options: StreamRunOptions): Iterable<StreamRunOptions> {
  const { daysKnown, stream, load } = options;
  yield* fewerFaultsAndDays(options);
  if (daysKnown > 0) yield { ...options, daysKnown: 0 };
  if (stream.hasAlarm) yield { ...options, stream: { ...stream, hasAlarm: false } };
  if (stream.hasShardMetrics) yield { ...options, stream: { ...stream, hasShardMetrics: false } };
  if (stream.listingDelaySeconds > 0) yield { ...options, stream: { ...stream, listingDelaySeconds: 0 } };
  if (load.spikeFactor > 1) yield { ...options, load: { ...load, spikeFactor: 1 } };
  for (const tags of fewerTags(stream.tags, KEPT)) yield { ...options, stream: { ...stream, tags } };
}

/** What sets a shrunk run apart, in one line. */
export function describeStream({ faults, dayCount, daysKnown, stream, load }: StreamRunOptions): string {
  return [
    `a stream, ${daysText(dayCount)} after ${daysKnown} that are known`,
    faultsText(faults),
    `${stream.shardsStart} shards, ${stream.mode}, resharded in ${stream.reshardSeconds} s and ${stream.reshardStepSeconds} s a step`,
    `metrics ${stream.metricsDelaySeconds} s late, readers ${stream.readers}`,
    `${load.shape} up to ${load.peakShards} shards`,
    tagsText(stream.tags),
  ].join('; ');
}
