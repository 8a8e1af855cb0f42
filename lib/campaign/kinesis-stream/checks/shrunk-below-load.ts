// Shards are taken away only where the last half hour would have fitted, and readers are known to keep up.
import { MINUTE_MS, SECOND_MS } from '../../../core/units.ts';
import type { StreamRun } from '../world/stream-run.ts';
import type { CreateStreamCheck } from './stream-check.ts';

const HALF_HOUR_MS = 30 * MINUTE_MS;
/** What CloudWatch has not told yet, and the time that a slow cycle takes from its look to its call. */
const UNTOLD_MS = 4 * MINUTE_MS;

export const shrunkBelowLoad: CreateStreamCheck = (run) => ({
  onSent({ shards, atMs, invocation: { couldKnow } }) {
    if (!couldKnow || shards >= couldKnow.openShards) return;
    run.occur('shrink sent');
    const why = whyTooFew(run, shards, atMs);
    if (why !== undefined) run.fail('shrunk-below-load', `${shards} shards were asked for, and ${why}`);
  },
});

function whyTooFew({ load, options, weather }: StreamRun, shards: number, atMs: number): string | undefined {
  const untoldMs = UNTOLD_MS + options.stream.metricsDelaySeconds * SECOND_MS;
  const busiest = load.mostBetween(atMs - HALF_HOUR_MS + UNTOLD_MS, atMs - untoldMs);
  // What is told late, or not at all, cannot be known: a minute of which nothing is told looks quiet.
  const isTold =
    options.faults['metrics-late'] === undefined && options.faults['metrics-missing'] === undefined;
  if (isTold && busiest > shards) return `the last half hour had ${busiest.toFixed(1)}`;
  if (options.stream.readers === 'silent') return 'nobody says whether the readers keep up';
  const isBehind = atMs - (weather.readersBehindSinceMs ?? atMs) > untoldMs;
  const isSaid = isTold && !weather.readersSilent && options.stream.readers !== 'none';
  return isBehind && isSaid ? 'a reader is behind' : undefined;
}
