// What happens in a simulated world, for displays, records and tests. Not what AWS tells: that is
// aws/auto-scaling-context.ts (events) and aws/alarms.ts (alarms).
import type { TerminatedBy } from './aws/group-state.ts';
import type { LateRoll } from './rdb/rdb-node.ts';

interface At {
  readonly groupName: string;
  readonly instanceId: string;
  readonly atMs: number;
}

/** A termination, with what the instance held at that moment. */
export interface TerminatedNode extends At {
  readonly rows: number;
  readonly by: TerminatedBy;
  /** AWS's words for it. */
  readonly cause: string;
}

export type WorldEvent =
  | (At & { readonly kind: 'launched' | 'in-service' | 'queued' | 'live' | 'flushed' | 'out-of-memory' })
  | (At & { readonly kind: 'rolled'; readonly rows: number })
  | (At & { readonly kind: 'late-roll'; readonly late: LateRoll })
  | (TerminatedNode & { readonly kind: 'terminated' })
  | { readonly kind: 'end-of-day'; readonly groupName: string; readonly atMs: number };
