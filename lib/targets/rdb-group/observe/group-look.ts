// What a look at a group begins with: the group, its policy, and what was known before. Next: observe.ts.
import type { Group } from '../domain/group.ts';
import type { Policy } from '../domain/policy.ts';
import type { GroupState } from '../domain/state.ts';

/** What the trigger knows of nodes that wait in their terminating hook: since when, ms since the epoch. */
export type WaitingSince = ReadonlyMap<string, number>;

export interface GroupLook {
  readonly group: Group;
  readonly policy: Policy;
  readonly state: GroupState;
  readonly waitingSince?: WaitingSince;
  /** An operator asks for a capacity: nodes may be retired at any time. */
  readonly operatorTarget?: number;
}
