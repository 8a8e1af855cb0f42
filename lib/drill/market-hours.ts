// Whether the market of a calendar is open, so that nothing is broken on purpose then. What is not known counts as open, but
// for what the owner's own window or the day's end of day says. Pure.
import { localDate, type Calendar } from '../core/calendar.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../core/units.ts';
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
  const { timeZone } = calendar;
  const wallMs = nowMs + offsetMs(nowMs, timeZone);
  const { marketHours } = calendar;
  if (marketHours) return whyOpen({ ...calendar, marketHours }, wallMs);
  if (!isTradingDay(calendar, wallMs)) return undefined;
  const date = dateOf(wallMs);
  const hasEnded =
    lastEndOfDayMs !== undefined && lastEndOfDayMs <= nowMs && localDate(lastEndOfDayMs, timeZone) === date;
  if (hasEnded || isInOwnersWindow) return undefined;
  return `the market may be open: ${date} is a trading day in ${timeZone}, its end of day has not been, and neither marketHours of the calendar nor spillway:drill-window says which hours are quiet`;
}

type WithHours = Calendar & { readonly marketHours: NonNullable<Calendar['marketHours']> };

/** Hours over midnight are of the day on which they end: those of a Monday begin on Sunday evening. */
function whyOpen(calendar: WithHours, wallMs: number): string | undefined {
  const { timeZone, marketHours } = calendar;
  const timeMs = wallMs % DAY_MS;
  const openMs = timeOfDayMs(marketHours.open);
  const isOverMidnight = openMs >= endOfHoursMs(marketHours.close);
  const close = closeOf(calendar, wallMs);
  const isBeforeClose = isTradingDay(calendar, wallMs) && timeMs < endOfHoursMs(close);
  const isOfToday = isBeforeClose && (isOverMidnight || timeMs >= openMs);
  const isOfTomorrow = isOverMidnight && timeMs >= openMs && isTradingDay(calendar, wallMs + DAY_MS);
  if (!isOfToday && !isOfTomorrow) return undefined;
  const until = isOfToday ? close : closeOf(calendar, wallMs + DAY_MS);
  return `the market is open: from ${marketHours.open} to ${until} in ${timeZone}`;
}

function closeOf({ halfDays, marketHours }: WithHours, wallMs: number): string {
  const { close, halfDayClose = close } = marketHours;
  return halfDays.includes(dateOf(wallMs)) ? halfDayClose : close;
}

function isTradingDay({ holidays }: Calendar, wallMs: number): boolean {
  return ![0, 6].includes(new Date(wallMs).getUTCDay()) && !holidays.includes(dateOf(wallMs));
}

/** `2026-11-20`. */
function dateOf(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 10);
}

/** `00:00` is the end of the day, not its beginning. */
function endOfHoursMs(text: string): number {
  return timeOfDayMs(text) || DAY_MS;
}

/** `09:30`. */
function timeOfDayMs(text: string): number {
  const [hour, minute] = text.split(':').map(Number);
  return (hour ?? 0) * HOUR_MS + (minute ?? 0) * MINUTE_MS;
}
