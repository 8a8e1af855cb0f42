// How often each fault and state must occur: a campaign that never saw one proves nothing about it. What
// days over the emulator have besides: wire-minimums.ts.
import { FAULT_NAMES } from './options/fault-names.ts';
import { LEANING_NAMES } from './options/leanings.ts';
import type { Trait } from './world/count-states.ts';

/**
 * Fewer days of groups than this cannot tell. What is rare comes in runs that have much of it: of 300 days drawn from long campaigns
 * one time in seven lacked something that nothing was wrong with, of 500 one in fifteen, of the groups' share of a thousand one in 75.
 */
const DAYS_TO_TELL = 500;

/** Least occurrences of a fault in a thousand days. */
export const FAULT_MIN = 10;
/** Least runs that lean to one thing. */
const LEANING_MIN = 3;
/** Least runs of a group, of some three hundred, with each of these: of the rarest there are some thirty. */
const TRAITS: Readonly<Record<Trait, number>> = {
  'hook: none': 5,
  'hook: ours': 50,
  'hook: adopted': 5,
  'hook: only': 5,
  'hook: beside': 5,
  retains: 50,
  'does not retain': 20,
  'launches protected nodes': 50,
  'launches unprotected nodes': 20,
  'end of day: scale-in': 50,
  'end of day: scale-to-zero': 10,
  'end of day: scale-in-then-zero': 10,
  'end of day: nothing': 10,
  'several days': 50,
};
/** Of faults for which it is another number, and of states. */
const MINIMUMS: Readonly<Record<string, number>> = {
  'end-of-day-missed': 3,
  'end-of-day-late': 3,
  'slow-replay': 3,
  'due-ahead': 3,
  'lease-ahead': 3,
  'adopted-midday': 10,
  'instance-refresh': 5,
  rolled: 300,
  'left-queue': 50,
  'late roll': 10,
  'out-of-memory': 3,
  'became live while waiting in its hook': 3,
  'terminating: queued': 30,
  'terminating: flushed': 200,
  'terminating: rolled': 20,
  'terminating: live': 20,
  'terminating by us': 200,
  'terminating by person': 20,
  'call: set-desired': 200,
  'call: continue': 100,
  'call: heartbeat': 200,
  'call: abandon': 3,
  'woken by alarm': 50,
  'woken by schedule': 300,
  'woken by lifecycle': 200,
  'plan: bad-tag': 20,
  'cycle: lease-held': 10,
  'invocation failed': 100,
  // One group in four writes items.
  'report of the table': 10_000,
  'state: suspects': 50,
  'state: retained': 20,
  'state: two live': 10,
  'state: at maximum': 20,
  'state: dormant': 100,
  'schedule holds a floor': 50,
  // Of one run in three it is asked where its data is.
  'complete by slices': 3_000,
  'complete by roles': 1_000,
  'complete, and some left out': 1_000,
  // Trouble that lasted until it had to be in Attention; a lease that nobody gives back is too rare to count on.
  'trouble: failing': 100,
  'trouble: throttled': 50,
  'trouble: waiting-in-hook': 50,
  'trouble: retained': 20,
  'trouble: blind': 20,
  'trouble: two-live': 5,
  'trouble: suspects': 5,
  'trouble: held': 5,
  'trouble: late-roll': 10,
  'trouble: capacity-missing': 3,
  'trouble: refused': 3,
  'trouble: at-maximum': 1,
  'trouble: unproved': 1,
};

/** What occurred less often than it must in so many days, in words; `fromDays`: fewer are not judged. */
export function tooRare(
  occurred: Readonly<Record<string, number>>,
  days: number,
  fromDays = DAYS_TO_TELL,
): readonly string[] {
  const faults = Object.fromEntries(FAULT_NAMES.map((name) => [name, FAULT_MIN]));
  const leanings = Object.fromEntries(LEANING_NAMES.map((name) => [`leans to: ${name}`, LEANING_MIN]));
  return tooRareOf({ ...faults, ...leanings, ...TRAITS, ...MINIMUMS }, occurred, { days, fromDays });
}

/** `minimums`: least occurrences in a thousand days, by what occurs. */
export function tooRareOf(
  minimums: Readonly<Record<string, number>>,
  occurred: Readonly<Record<string, number>>,
  { days, fromDays }: { readonly days: number; readonly fromDays: number },
): readonly string[] {
  if (days < fromDays) return [];
  return Object.entries(minimums).flatMap(([what, ofAThousand]) =>
    rarerThan(occurred, { what, ofAThousand, days }),
  );
}

/** One of them, in words; none if it occurred often enough. */
export function rarerThan(
  occurred: Readonly<Record<string, number>>,
  asked: { readonly what: string; readonly ofAThousand: number; readonly days: number },
): readonly string[] {
  const { what, ofAThousand, days } = asked;
  const least = Math.floor((ofAThousand * days) / 1_000);
  const count = occurred[what] ?? 0;
  return count < least
    ? [`${what} occurred ${count} times in ${days} days; at least ${least} are wanted`]
    : [];
}
