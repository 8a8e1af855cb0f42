// How often each fault and state of streams must occur: a campaign that never saw one proves nothing about it.
import { FAULT_MIN, tooRareOf } from '../../minimums.ts';
import { STREAM_FAULT_NAMES } from './stream-fault-names.ts';

/** Least occurrences in a thousand days of streams; faults that are not named have the groups' `FAULT_MIN`. */
const STREAM_MINIMUMS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(STREAM_FAULT_NAMES.map((name) => [name, FAULT_MIN])),
  'due-ahead': 3,
  'lease-ahead': 3,
  // Events of streams are alarms alone, and most runs never hear one: some four in a thousand days.
  'events-lost': 1,
  'events-late': 1,
  'events-threefold': 1,
  'call: applied grow': 200,
  'call: applied shrink': 100,
  'refused minute': 100,
  'refused minute judged': 10,
  'refused: spent': 3,
  'reserve: used': 20,
  'crash between call and record': 3,
  'call overtaken': 5,
  'call by alarm': 5,
  'not sent: overtaken': 5,
  'shrink sent': 100,
  'woken by alarm': 20,
  'plan: enough': 1_000,
  'plan: resharding': 100,
  'plan: planned': 20,
  'plan: rising': 20,
  'plan: throttled': 20,
  'plan: bad-tag': 20,
  'plan: on-demand': 100,
  'plan: off': 20,
  'plan: paused': 20,
  'cycle: lease-held': 3,
  // Two or three runs in a thousand days: asked for from two thousand on.
  'cycle: not-managed': 0.5,
  'invocation failed': 100,
  'trouble: throttled': 3,
  'trouble: held': 5,
  'trouble: failing': 20,
  'trouble: cannot-grow': 3,
};

/** Fewer days of streams than this cannot tell: of 100 one time in four lacked something, of 300 one in thirty. */
const STREAM_DAYS_TO_TELL = 300;

/** What occurred less often than it must in so many days of streams, in words; `fromDays`: fewer are not judged. */
export function tooRareOfStreams(
  occurred: Readonly<Record<string, number>>,
  days: number,
  fromDays = STREAM_DAYS_TO_TELL,
): readonly string[] {
  return tooRareOf(STREAM_MINIMUMS, occurred, { days, fromDays }).map((text) => `of streams, ${text}`);
}
