// Times of the shown day: as minutes from its start for the charts' axes, as local times for people.
import { MINUTE_MS } from '../core/units.ts';

export interface ClockFace {
  /** Minutes from the day's start. */
  minute(atMs: number): number;
  /** `09:30`, of a moment. */
  time(atMs: number): string;
  /** `09:30`, of minutes from the day's start. */
  label(minute: number): string;
}

/** A day that is shown, on its local clock. */
export interface ShownDay {
  /** An IANA time zone. */
  readonly timeZone: string;
  readonly day: { readonly startMs: number };
}

export function clockFace({ timeZone, day }: ShownDay): ClockFace {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const time = (atMs: number) => format.format(atMs);
  return {
    minute: (atMs) => (atMs - day.startMs) / MINUTE_MS,
    time,
    label: (minute) => time(day.startMs + minute * MINUTE_MS),
  };
}

/** The time zone as people call it: `Eastern Daylight Time`, `GMT-04:00`. */
export function zoneName({ timeZone, day }: ShownDay): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'long' }).formatToParts(
    day.startMs,
  );
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone;
}
