// What happens in a simulated world, for displays, records and tests. Not what AWS tells: that is
// aws/auto-scaling-context.ts (events) and aws/alarms.ts (alarms).
import type { TerminatedBy } from './aws/group-state.ts';
import type { LateRoll, RdbStage } from './rdb/rdb-node.ts';

interface At {
  readonly groupName: string;
  readonly instanceId: string;
  readonly atMs: number;
}

/** A termination, with what the instance held at that moment. */
export interface TerminatedNode extends At {
  readonly rows: number;
  /** What it was until then. */
  readonly stage: RdbStage;
  /** It was the first in the tickerplant's queue: a roll in that moment would have gone to it. */
  readonly wasNext: boolean;
  readonly by: TerminatedBy;
  /** AWS's words for it. */
  readonly cause: string;
}

export type WorldEvent =
  | (At & {
      readonly kind:
        | 'launched'
        | 'in-service'
        | 'queued'
        | 'left-queue'
        | 'live'
        | 'flushed'
        | 'restarted'
        | 'out-of-memory';
    })
  | (At & { readonly kind: 'rolled'; readonly rows: number })
  | (At & { readonly kind: 'late-roll'; readonly late: LateRoll })
  /** Auto Scaling begins to take it out of service; its hooks may hold it still. */
  | (At & { readonly kind: 'terminating'; readonly by: TerminatedBy; readonly cause: string })
  | (TerminatedNode & { readonly kind: 'terminated' })
  | { readonly kind: 'end-of-day'; readonly groupName: string; readonly atMs: number };
