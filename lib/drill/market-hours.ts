// Whether the market of a calendar is open, so that nothing is broken on purpose then. What is not known counts as open, but
// for what the owner's own window or the day's end of day says. Pure.
import { localDate, type Calendar } from '../core/calendar.ts';
import { HOUR_MS, MINUTE_MS } from '../core/units.ts';
import { offsetMs } from '../core/wall-clock.ts';

export interface MarketQuestion {
  readonly calendar: Calendar;
  readonly nowMs: number;
  /** The latest end of day that a schedule named. */
  readonly lastEndOfDayMs?: number;
  /** The owner has named hours for drills, and they are now. */
  readonly isInOwnersWindow: boolean;
}

/** Why it is or may be open, as a sentence; `undefined` where it is closed. */
export function whyMarketMayBeOpen(question: MarketQuestion): string | undefined {
  const { calendar, nowMs, lastEndOfDayMs, isInOwnersWindow } = question;
  const { timeZone, holidays, halfDays, marketHours } = calendar;
  const date = localDate(nowMs, timeZone);
  const wallMs = nowMs + offsetMs(nowMs, timeZone);
  if (isWeekend(wallMs) || holidays.includes(date)) return undefined;
  if (marketHours) {
    const close = halfDays.includes(date)
      ? (marketHours.halfDayClose ?? marketHours.close)
      : marketHours.close;
    const timeMs = wallMs % (24 * HOUR_MS);
    if (timeMs < timeOfDayMs(marketHours.open) || timeMs >= timeOfDayMs(close)) return undefined;
    return `the market is open: from ${marketHours.open} to ${close} in ${timeZone}`;
  }
  const hasEnded =
    lastEndOfDayMs !== undefined && lastEndOfDayMs <= nowMs && localDate(lastEndOfDayMs, timeZone) === date;
  if (hasEnded || isInOwnersWindow) return undefined;
  return `the market may be open: ${date} is a trading day in ${timeZone}, its end of day has not been, and neither marketHours of the calendar nor spillway:drill-window says which hours are quiet`;
}

function isWeekend(wallMs: number): boolean {
  return [0, 6].includes(new Date(wallMs).getUTCDay());
}

/** `09:30`. */
function timeOfDayMs(text: string): number {
  const [hour, minute] = text.split(':').map(Number);
  return (hour ?? 0) * HOUR_MS + (minute ?? 0) * MINUTE_MS;
}
