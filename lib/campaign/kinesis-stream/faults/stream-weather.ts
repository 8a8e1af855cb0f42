// Faults of the stream, its readers and its producers that stand for a while: drawn before the run, none of them beyond the
// calm. Surges are of the load itself (../world/create-stream-day.ts); faults of metrics stand in ../drive/stream-run-ports.ts.
import { HOUR_MS, MINUTE_MS } from '../../../core/units.ts';
import { strikeForSpells } from '../../faults/spells.ts';
import { STREAM_NAME, surgeCountOf } from '../world/create-stream-day.ts';
import { SEGMENT_MS, volumeOf } from '../world/load.ts';
import type { StreamRun } from '../world/stream-run.ts';

/** The first hash keys of so many: they all lie in one shard, however many there are. */
const HOT_KEYS = 1n << 100n;

export function setStreamWeather(run: StreamRun): void {
  const { weather, world, options } = run;
  for (let i = 0; i < surgeCountOf(options); i += 1) run.occur('surge');
  strikeForSpells(run, { name: 'readers-behind', minutesMax: 90 }, () => {
    weather.readersBehindSinceMs ??= run.nowMs();
    return () => void (weather.readersBehindSinceMs = undefined);
  });
  strikeForSpells(run, { name: 'readers-silent', minutesMax: 240 }, () => {
    weather.readersSilent = true;
    return () => void (weather.readersSilent = false);
  });
  strikeForSpells(run, { name: 'slow-reshard', minutesMax: 240 }, (draw) => {
    weather.reshardFactor = 2 + 6 * draw;
    // One that began while it was slow goes on being slow.
    run.disturb(Math.min(run.times.calmFromMs, run.nowMs() + 4 * HOUR_MS));
    return () => void (weather.reshardFactor = 1);
  });
  strikeForSpells(run, { name: 'hot-shard', minutesMax: 60 }, (draw, untilMs) => {
    run.disturb(untilMs + 10 * MINUTE_MS);
    const volume = volumeOf(0.5 + 2 * draw, options.load.binds);
    const segments = (untilMs - run.nowMs()) / SEGMENT_MS;
    world.kinesis.addFlow(STREAM_NAME, {
      startMs: run.nowMs(),
      endMs: untilMs,
      bytes: volume.bytes * segments,
      records: volume.records * segments,
      keys: { first: 0n, last: HOT_KEYS },
    });
    return () => undefined;
  });
}
