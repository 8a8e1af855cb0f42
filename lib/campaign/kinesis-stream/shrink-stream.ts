// A stream's run with a little less in it, for finding the shortest description of a failure: ../shrink.ts.
import { without, withoutHalf } from '../shrink.ts';
import type { StreamRunOptions } from './options/stream-options.ts';

/** Each a little less than the options, the largest steps first. */
export function* smallerStreams(options: StreamRunOptions): Iterable<StreamRunOptions> {
  const { faults, dayCount, daysKnown, stream, load } = options;
  const names = Object.keys(faults);
  yield* withoutHalf(options, names);
  if (dayCount > 1) yield { ...options, dayCount: 1 };
  if (dayCount > 2) yield { ...options, dayCount: dayCount - 1 };
  for (const name of names) yield without(options, [name]);
  if (daysKnown > 0) yield { ...options, daysKnown: 0 };
  if (stream.hasAlarm) yield { ...options, stream: { ...stream, hasAlarm: false } };
  if (stream.hasShardMetrics) yield { ...options, stream: { ...stream, hasShardMetrics: false } };
  if (stream.listingDelaySeconds > 0) yield { ...options, stream: { ...stream, listingDelaySeconds: 0 } };
  if (load.spikeFactor > 1) yield { ...options, load: { ...load, spikeFactor: 1 } };
  for (const tag of Object.keys(stream.tags).filter((name) => name !== 'spillway:shards-max')) {
    const { [tag]: _, ...tags } = stream.tags;
    yield { ...options, stream: { ...stream, tags } };
  }
}

/** What sets a shrunk run apart, in one line. */
export function describeStream({ faults, dayCount, daysKnown, stream, load }: StreamRunOptions): string {
  const faultTexts = Object.entries(faults).map(([name, strength]) => `${name} ${strength}`);
  const tagTexts = Object.entries(stream.tags).map(
    ([tag, value]) => `${tag.replace('spillway:', '')}=${value}`,
  );
  return [
    `a stream, ${dayCount} day${dayCount === 1 ? '' : 's'} after ${daysKnown} that are known`,
    faultTexts.length > 0 ? faultTexts.join(', ') : 'no faults',
    `${stream.shardsStart} shards, ${stream.mode}, resharded in ${stream.reshardSeconds} s and ${stream.reshardStepSeconds} s a step`,
    `metrics ${stream.metricsDelaySeconds} s late, readers ${stream.readers}`,
    `${load.shape} up to ${load.peakShards} shards`,
    tagTexts.join(' '),
  ].join('; ');
}
