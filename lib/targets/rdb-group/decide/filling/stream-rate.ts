// The rate of the group's stream, from samples kept across rolls. Learning the samples is learn-stream.ts.
import type { StreamLearned, StreamSample } from '../../domain/state.ts';
import { MINUTE_MS, SECOND_MS } from '../../../../core/units.ts';
import { STREAM_SPAN_MIN_MS } from '../limits.ts';
import { nthSmallest } from './nth-smallest.ts';

/** A storm shows within this time; one minute would take every burst for a storm. */
const RECENT_MS = 3 * MINUTE_MS;

/**
 * What the newest minute alone counts for. With the burst factor of 3 it is taken to go on at half as much
 * again: enough to answer a burst a minute after it began, too little to take every busy minute for a storm.
 */
const NEWEST_SHARE = 0.5;

/** Two ticks are a minute apart, give or take. */
const MINUTE_SPAN_MS = 50 * SECOND_MS;

/** The steady rate is judged over this time. */
const STEADY_MS = 15 * MINUTE_MS;

/**
 * Memory filled per millisecond over the whole group, in the unit of the nodes' memory; `undefined`
 * without history. The largest of a robust steady rate (median of slopes, so that a gap or a late report
 * does not bend it), the mean of the last minutes (so that a storm counts) and half of the newest minute (so
 * that it counts at once). Where only memory
 * is known, the mean over all that is kept: kdb+ memory grows in jumps as full vectors double, so short
 * windows see plateaus and cliffs. See docs/adr/0004.
 */
export function streamRate(stream: StreamLearned | undefined): number | undefined {
  const samples = stream?.samples ?? [];
  const last = samples.at(-1);
  const first = samples[0];
  if (!stream || !first || !last || last.atMs - first.atMs < STREAM_SPAN_MIN_MS) return undefined;
  if (stream.basis === 'memory') return slope(first, last);
  // Nothing arrived: that is known, whatever a row takes.
  if (stream.memoryPerRow === undefined) return last.total === first.total ? 0 : undefined;
  const recent = meanSince(samples, last.atMs - RECENT_MS);
  const steady = medianSlope(samples.filter((s) => s.atMs >= last.atMs - STEADY_MS));
  const newest = NEWEST_SHARE * meanSince(samples, last.atMs - STREAM_SPAN_MIN_MS);
  return Math.max(recent, steady, newest) * stream.memoryPerRow;
}

/**
 * The rate of the busiest minute of the last fifteen, in the unit of `streamRate`. What one minute brought another may
 * bring: it is asked whether one spare is needed, not how many. Where samples are further apart than a minute it is the
 * busiest of what can be told apart; `undefined` where nothing can, or only memory is known.
 */
export function busiestRate(stream: StreamLearned | undefined): number | undefined {
  if (stream?.memoryPerRow === undefined || stream.basis === 'memory') return undefined;
  const { samples, memoryPerRow } = stream;
  const sinceMs = (samples.at(-1)?.atMs ?? 0) - STEADY_MS;
  let busiest: number | undefined;
  let fromIndex = 0;
  for (const to of samples) {
    // The latest sample that is a minute older, or the first there is.
    while ((samples[fromIndex + 1]?.atMs ?? Number.POSITIVE_INFINITY) <= to.atMs - MINUTE_SPAN_MS)
      fromIndex += 1;
    const from = samples[fromIndex];
    const isLongEnough = from !== undefined && to.atMs - from.atMs >= STREAM_SPAN_MIN_MS;
    if (isLongEnough && to.atMs > sinceMs) busiest = Math.max(busiest ?? 0, slope(from, to));
  }
  return busiest === undefined ? undefined : busiest * memoryPerRow;
}

function slope(from: StreamSample, to: StreamSample): number {
  return to.atMs > from.atMs ? (to.total - from.total) / (to.atMs - from.atMs) : 0;
}

/** Mean slope from the last sample at or before a moment (or the first there is) to the newest. */
function meanSince(samples: readonly StreamSample[], sinceMs: number): number {
  const last = samples.at(-1);
  const from = samples.findLast((s) => s.atMs <= sinceMs) ?? samples[0];
  return from && last ? slope(from, last) : 0;
}

/** Theil and Sen's estimator: the median of the slopes between all pairs; a third of outliers do no harm. */
function medianSlope(samples: readonly StreamSample[]): number {
  const slopes = new Float64Array((samples.length * (samples.length - 1)) / 2);
  let count = 0;
  for (let i = 0; i < samples.length; i += 1) {
    const from = samples[i];
    for (let j = i + 1; from && j < samples.length; j += 1) {
      const to = samples[j];
      if (to) slopes[count++] = slope(from, to);
    }
  }
  return nthSmallest(slopes, Math.floor(count / 2));
}
