// Units and their parsing: durations, percentages, bytes. No dates, no AWS.
// Next: policy.ts, which parses a target's tags with these.
import * as z from 'zod';

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
export const MIB = 1024 ** 2;
export const GIB = 1024 ** 3;

const DURATION_UNIT_MS: Readonly<Record<string, number>> = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS };

/** Text such as `90s`, `5m` or `2h`, to milliseconds. `undefined` if it is not a duration. */
export function parseDurationMs(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(s|m|h)$/.exec(text.trim());
  const unitMs = match && DURATION_UNIT_MS[match[2] ?? ''];
  return match && unitMs ? Number(match[1]) * unitMs : undefined;
}

/** Milliseconds as a person would say them: `45 s`, `3 min`, `1 h 5 min`. */
export function formatDuration(durationMs: number): string {
  const totalSeconds = Math.round(Math.abs(durationMs) / SECOND_MS);
  const sign = durationMs < 0 && totalSeconds > 0 ? '-' : '';
  if (totalSeconds < 120) return `${sign}${totalSeconds} s`;
  const minutes = Math.round(totalSeconds / 60);
  if (minutes < 120) return `${sign}${minutes} min`;
  return `${sign}${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
}

/** A tag value that is a number within a range, both ends allowed. */
export function numberTag(range: { min: number; max: number; integer?: boolean; unit?: string }) {
  const allowed = `${range.integer ? 'a whole number' : 'a number'} from ${range.min} to ${range.max}${
    range.unit ? ` (${range.unit})` : ''
  }`;
  return z
    .string()
    .regex(/^-?\d+(\.\d+)?$/, { error: allowed })
    .transform(Number)
    .refine((n) => n >= range.min && n <= range.max && (!range.integer || Number.isInteger(n)), {
      error: allowed,
    });
}
