// The messages of a run, by two minutes: the shape of a trading day, noise, spikes. One message is one row.
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../core/units.ts';
import type { Segment } from '../../sim/rdb/stream.ts';
import type { Random } from '../../sim/random.ts';
import type { StreamOptions } from '../options/options.ts';

const SEGMENT_MS = 2 * MINUTE_MS;
const SEGMENTS_PER_DAY = DAY_MS / SEGMENT_MS;

/** All segments, from `startMs` on. `rowsPerNode`: what fills a node to its roll threshold. */
export function streamOf(
  stream: StreamOptions,
  given: {
    readonly startMs: number;
    readonly dayCount: number;
    readonly rowsPerNode: number;
    readonly random: Random;
  },
): Segment[] {
  const { startMs, dayCount, rowsPerNode, random } = given;
  const weights = Array.from({ length: SEGMENTS_PER_DAY }, (_, i) =>
    weightAt(stream, i / (SEGMENTS_PER_DAY / 24)),
  );
  const sum = weights.reduce((a, b) => a + b, 0);
  const segments: Segment[] = [];
  for (let day = 0; day < dayCount; day += 1) {
    const dayRows = stream.nodesPerDay * rowsPerNode * (0.6 + 0.8 * random.next());
    const spikes = spikesOf(stream, random);
    weights.forEach((weight, i) => {
      const hour = i / (SEGMENTS_PER_DAY / 24);
      const isOver = day === stream.halfDay && hour >= 12;
      const spike =
        spikes.find(({ fromHour, untilHour }) => hour >= fromHour && hour < untilHour)?.factor ?? 1;
      const messages = Math.round(((dayRows * weight) / sum) * spike * (0.7 + 0.6 * random.next()));
      const segmentStartMs = startMs + day * DAY_MS + i * SEGMENT_MS;
      if (!isOver) segments.push({ startMs: segmentStartMs, endMs: segmentStartMs + SEGMENT_MS, messages });
    });
  }
  return segments;
}

/** Before the earliest end of day, as exchanges close before it. */
const NIGHT_FROM_HOUR = 16.75;
const NIGHT_UNTIL_HOUR = 6.5;

interface Spike {
  readonly fromHour: number;
  readonly untilHour: number;
  readonly factor: number;
}

function spikesOf(stream: StreamOptions, random: Random): readonly Spike[] {
  const count = stream.shape === 'spiky' ? 6 : 1;
  return Array.from({ length: count }, () => {
    const fromHour = 8 + 8 * random.next();
    const untilHour = fromHour + (2 + 14 * random.next()) * (MINUTE_MS / HOUR_MS);
    return { fromHour, untilHour, factor: 1 + (stream.spikeFactor - 1) * random.next() };
  });
}

/** Quiet nights, or silent ones; busy at the open and before the close. */
function weightAt({ shape, isSilentAtNight }: StreamOptions, hour: number): number {
  if (isSilentAtNight && (hour < NIGHT_UNTIL_HOUR || hour >= NIGHT_FROM_HOUR)) return 0;
  if (shape === 'around-the-clock') return 1;
  if (hour < 7.5) return shape === 'flat' ? 0.01 : 0.03;
  if (hour >= 16) return hour < 20 ? 0.03 : 0.01;
  if (shape === 'flat') return 1;
  const sinceOpen = hour - 7.5;
  return 1 + 3 * Math.exp(-3 * sinceOpen) + (hour > 15 ? 1 : 0);
}
