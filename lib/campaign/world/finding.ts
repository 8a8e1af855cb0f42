// What must hold of a run, by name, and what was found that did not.

/** Of targets of every kind. */
export type SharedCheckName = 'unlooked' | 'unexpected-error' | 'attention-missing' | 'not-recovered';

export type GroupCheckName =
  | SharedCheckName
  | 'ended-with-data'
  | 'ended-live'
  | 'ended-next-in-queue'
  | 'hook-left-alone'
  | 'lowered-without-proof'
  | 'retired-awake'
  | 'late-roll-avoidable'
  | 'launches-unbounded'
  | 'group-blocked'
  | 'row-missed'
  | 'too-sure';

export type StreamCheckName =
  | SharedCheckName
  | 'over-budget'
  | 'reserve-spent'
  | 'illegal-ratio'
  | 'call-while-updating'
  | 'ledger-short'
  | 'duplicate-acted'
  | 'touched-unasked'
  | 'shrunk-below-load'
  | 'throttled-avoidable';

export type ClusterCheckName =
  | SharedCheckName
  | 'removed-unfit'
  | 'call-in-bad-state'
  | 'touched-unasked'
  | 'change-lost'
  | 'change-doubled'
  | 'duplicate-acted'
  | 'tried-again'
  | 'full-avoidable';

export type CheckName = GroupCheckName | StreamCheckName | ClusterCheckName;

export interface Finding {
  readonly check: CheckName;
  readonly text: string;
  readonly atMs: number;
}
