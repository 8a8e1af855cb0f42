// Faults of the stream, its readers and its producers that stand for a while: drawn before the run, none of them beyond the
// calm. Surges are of the load itself (../world/create-stream-day.ts); faults of metrics stand in ../drive/stream-run-ports.ts.
import { HOUR_MS, MINUTE_MS } from '../../../core/units.ts';
import type { StreamFaultName } from '../options/stream-fault-names.ts';
import { STREAM_NAME, surgeCountOf } from '../world/create-stream-day.ts';
import { SEGMENT_MS, volumeOf } from '../world/load.ts';
import type { StreamRun } from '../world/stream-run.ts';

/** How often a fault of full strength strikes in a day. */
const TIMES_A_DAY = 4;

/** The first hash keys of so many: they all lie in one shard, however many there are. */
const HOT_KEYS = 1n << 100n;

export function setStreamWeather(run: StreamRun): void {
  const { weather, world, options } = run;
  for (let i = 0; i < surgeCountOf(options); i += 1) run.occur('surge');
  strike(run, 'readers-behind', 90, () => {
    weather.readersBehindSinceMs ??= run.nowMs();
    return () => void (weather.readersBehindSinceMs = undefined);
  });
  strike(run, 'readers-silent', 240, () => {
    weather.readersSilent = true;
    return () => void (weather.readersSilent = false);
  });
  strike(run, 'slow-reshard', 240, (draw) => {
    weather.reshardFactor = 2 + 6 * draw;
    // One that began while it was slow goes on being slow.
    run.disturb(Math.min(run.times.calmFromMs, run.nowMs() + 4 * HOUR_MS));
    return () => void (weather.reshardFactor = 1);
  });
  strike(run, 'hot-shard', 60, (draw, untilMs) => {
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

/** Strikes at drawn moments, each time for up to `minutesMax`; `begin` says how it ends. */
function strike(
  run: StreamRun,
  name: StreamFaultName,
  minutesMax: number,
  begin: (draw: number, untilMs: number) => () => void,
): void {
  const strength = run.options.faults[name];
  if (strength === undefined) return;
  const chance = run.chanceOf(name);
  const { startMs, calmFromMs } = run.times;
  const count = Math.ceil(strength * TIMES_A_DAY * run.options.dayCount);
  for (let i = 0; i < count; i += 1) {
    const [start, length, draw] = [chance.next(), chance.next(), chance.next()];
    const fromMs = Math.round(startMs + start * (calmFromMs - startMs));
    const untilMs = Math.round(Math.min(calmFromMs, fromMs + (1 + length * minutesMax) * MINUTE_MS));
    run.world.clock.schedule(fromMs, () => {
      if (untilMs <= run.nowMs()) return;
      run.occur(name);
      const end = begin(draw, untilMs);
      run.world.clock.schedule(untilMs, end);
    });
  }
}
