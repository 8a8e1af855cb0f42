// What a drill would do, told before anything is broken: what it breaks, what should follow and by when, and each reason why
// not now. Data; each kind's drill makes one of what it sees.

/** What is waited for after something was broken on purpose, in the order of the result. */
export const MOMENTS = ['detected', 'replaced', 'writable', 'queryable', 'caughtUp'] as const;
export type Moment = (typeof MOMENTS)[number];

/** By when each should be, counted from the injection, ms; what is absent does not apply. */
export type MomentLimits = Partial<Readonly<Record<Moment, number>>>;

export interface DrillPlan {
  /** `live-rdb` and so on. */
  readonly drill: string;
  /** As it is typed. */
  readonly target: string;
  /** What is broken, as sentences. The first names the victim. */
  readonly breaks: readonly string[];
  /** What should follow, in order of time. */
  readonly expected: readonly { readonly moment: Moment; readonly text: string }[];
  readonly limits: MomentLimits;
  /** Sentences; empty: it may be run now. */
  readonly whyNot: readonly string[];
}
