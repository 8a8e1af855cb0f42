// A snapshot: everything `decide` may look at. Built by lib/targets/rdb-group/observe/observe.ts, never by decide itself.
import type { Group, TerminatingHook } from './group.ts';
import type { OddReport, Report } from './node.ts';
import type { Intent } from '../../../core/schedule.ts';
import type { GroupLearned } from './state.ts';

/** A group, its nodes, their reports and what was learned, at one moment. */
export interface Snapshot {
  readonly group: Group;
  /** The best report of each node, fresh or not; the age limit is applied in lib/targets/rdb-group/decide/roles.ts. */
  readonly reports: ReadonlyMap<string, Report>;
  readonly odd: readonly OddReport[];
  readonly intent?: Intent;
  readonly learned: GroupLearned;
  /** The terminating hook; looked up only while a node waits in it. */
  readonly hook?: TerminatingHook;
  /** Two channels contradict each other about these nodes; never resolved in favour of terminating. */
  readonly disputed?: ReadonlySet<string>;
}
