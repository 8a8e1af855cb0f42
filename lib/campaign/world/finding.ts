// What must hold of a run, by name, and what was found that did not.

export const CHECK_NAMES = [
  'ended-with-data',
  'ended-live',
  'ended-next-in-queue',
  'hook-left-alone',
  'lowered-without-proof',
  'late-roll-avoidable',
  'launches-unbounded',
  'group-blocked',
  'unlooked',
  'unexpected-error',
  'attention-missing',
  'not-recovered',
] as const;

export type CheckName = (typeof CHECK_NAMES)[number];

export interface Finding {
  readonly check: CheckName;
  readonly text: string;
  readonly atMs: number;
}
