// Records that the stream truly refused, minute by minute, whatever CloudWatch tells of them and when.
import { MINUTE_MS } from '../../../core/units.ts';
import { KINESIS_NAMESPACE } from '../../../sim/kinesis/publish-metrics.ts';
import { STREAM_NAME } from '../world/create-stream-day.ts';
import type { StreamRun } from '../world/stream-run.ts';

export interface RefusedMinute {
  /** Start of the minute. */
  readonly atMs: number;
  readonly records: number;
}

/** Minutes in which records were refused that have ended since it was last asked. */
export function createRefusals({
  world,
  times,
}: Pick<StreamRun, 'world' | 'times'>): () => readonly RefusedMinute[] {
  let untilMs = times.startMs;
  return () => {
    const fromMs = untilMs;
    untilMs = Math.floor(world.clock.nowMs() / MINUTE_MS) * MINUTE_MS;
    const series = world.metrics.find(KINESIS_NAMESPACE, 'WriteProvisionedThroughputExceeded', {
      StreamName: STREAM_NAME,
    });
    if (!series) return [];
    const refused: RefusedMinute[] = [];
    for (let i = series.atMs.length - 1; i >= 0 && (series.atMs[i] ?? 0) >= fromMs; i -= 1) {
      const [atMs = 0, records = 0] = [series.atMs[i], series.values[i]];
      if (atMs < untilMs && records > 0) refused.push({ atMs, records });
    }
    return refused.reverse();
  };
}
