// A snapshot: everything `decide` may look at. Built by lib/targets/rdb-group/observe/observe.ts, never by decide itself.
import type { Group, TerminatingHook } from './group.ts';
import type { OddReport, Report } from './node.ts';
import type { Calendar } from '../../../core/calendar.ts';
import type { Intent } from '../../../core/schedule.ts';
import type { GroupLearned } from './state.ts';

/** A group, its nodes, their reports and what was learned, at one moment. */
export interface Snapshot {
  readonly group: Group;
  /** When the group was read, ms since the epoch; absent where nobody knows. What is sent may need a newer look. */
  readonly groupReadAtMs?: number;
  /** The best report of each node, fresh or not; the age limit is applied in lib/targets/rdb-group/decide/roles.ts. */
  readonly reports: ReadonlyMap<string, Report>;
  readonly odd: readonly OddReport[];
  readonly intent?: Intent;
  /** Whose clock and days off the group's days follow; absent, and so UTC, as long as no past day is known. */
  readonly calendar?: Calendar;
  readonly learned: GroupLearned;
  /** The terminating hook; looked up only while a node waits in it. */
  readonly hook?: TerminatingHook;
  /** Two channels contradict each other about these nodes; never resolved in favour of terminating. */
  readonly disputed?: ReadonlySet<string>;
  /** Private addresses by instance id, where a channel had to look them up. */
  readonly addresses?: ReadonlyMap<string, string>;
}
