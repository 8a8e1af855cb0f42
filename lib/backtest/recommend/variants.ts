// The ways in which a trace is tried: another day is never the same. A little more or less volume moves every roll to another
// time of the day, and another seed every report to another second; bursts may be larger than they were.
import { MINUTE_MS } from '../../core/units.ts';
import { changeTrace, type MinuteTrace } from '../../trace/minute-trace.ts';

/** The bursts as they are, and scaled. */
export const BURST_SCALES = [1, 2, 4] as const;

/** A burst is what a minute brings above the median of this many minutes around it. */
const MEDIAN_MINUTES = 61;

export interface Variant {
  readonly burstScale: (typeof BURST_SCALES)[number];
  readonly volumeScale: number;
}

export const AS_IT_IS: Variant = { burstScale: 1, volumeScale: 1 };

/** The hardest come first: who fails, fails early. */
export const VARIANTS: readonly Variant[] = [
  { burstScale: 4, volumeScale: 1 },
  { burstScale: 2, volumeScale: 1 },
  { burstScale: 1, volumeScale: 1.03 },
  { burstScale: 1, volumeScale: 0.97 },
  { burstScale: 4, volumeScale: 1.02 },
  { burstScale: 4, volumeScale: 0.98 },
  { burstScale: 2, volumeScale: 1.04 },
  { burstScale: 2, volumeScale: 0.96 },
  { burstScale: 1, volumeScale: 1.05 },
  { burstScale: 1, volumeScale: 0.95 },
  AS_IT_IS,
];

export function variantOf(trace: MinuteTrace, { burstScale, volumeScale }: Variant): MinuteTrace {
  const scaled = scaleBursts(trace, burstScale);
  if (volumeScale === 1) return scaled;
  return changeTrace(scaled, {
    name: `${scaled.name}, volume ×${volumeScale}`,
    volume: (volume) => volume * volumeScale,
  });
}

/**
 * The trace with what stands out of its surroundings multiplied: the excess of each minute over the median of
 * the hour around it. A quiet day stays a quiet day.
 */
export function scaleBursts(trace: MinuteTrace, factor: number): MinuteTrace {
  if (factor === 1) return trace;
  const half = (MEDIAN_MINUTES - 1) / 2;
  return changeTrace(trace, {
    name: `${trace.name}, bursts ×${factor}`,
    volume: (volume, atMs) => {
      const i = (atMs - trace.startMs) / MINUTE_MS;
      const around = trace.volumes.slice(Math.max(0, i - half), i + half + 1).sort();
      const median = around[Math.floor(around.length / 2)] ?? 0;
      return volume <= median ? volume : median + factor * (volume - median);
    },
  });
}
