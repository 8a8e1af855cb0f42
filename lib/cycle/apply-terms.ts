// Under which terms a cycle's plan may be sent: the group's mode, and the time that is left under the lease; and how
// what became of it is told.
import { PortError } from '../core/errors.ts';
import type { NotSentWhy, Outcome } from '../core/outcome.ts';
import type { Action } from '../targets/rdb-group/domain/plan.ts';
import type { Reason } from '../core/reason.ts';
import type { Policy } from '../targets/rdb-group/domain/policy.ts';
import type { FleetWriter } from '../targets/rdb-group/ports/fleet.ts';
import type { Lease } from '../ports/state-store.ts';
import { lastWriteAtMs } from './lease/lease-limits.ts';
import type { CyclePorts } from './ports.ts';

/** An action, why it was decided, and what became of it. */
export interface Done {
  readonly action: Action;
  readonly reason: Reason;
  readonly outcome: Outcome;
}

/** What stands between a decision and its call. */
export interface ApplyTerms {
  readonly writer: FleetWriter;
  /** Why nothing more may be sent now; `undefined` while it may. Asked before each call. */
  readonly whyNotSent: (action: Action) => { readonly why: NotSentWhy; readonly message: string } | undefined;
  /** The desired capacity as it is now. */
  readonly readDesired: () => Promise<number | undefined>;
}

/** In a dry run heartbeats alone are sent. Nothing is sent that could land under another's lease. */
export function applyTerms(
  policy: Policy,
  lease: Lease,
  groupName: string,
  { clock, fleetWriter, fleetReader }: Pick<CyclePorts, 'clock' | 'fleetWriter' | 'fleetReader'>,
): ApplyTerms {
  return {
    writer: fleetWriter,
    whyNotSent: ({ kind }) => {
      if (policy.mode !== 'act' && kind !== 'heartbeat')
        return { why: 'dry-run', message: 'spillway:mode is dry-run' };
      if (clock.nowMs() < lastWriteAtMs(lease)) return undefined;
      return { why: 'lease', message: 'too little time was left under the lease' };
    },
    readDesired: async () => {
      try {
        return (await fleetReader.readGroup(groupName))?.desiredCapacity;
      } catch (error) {
        if (error instanceof PortError) return undefined; // It is an outcome: the capacity is then not set.
        throw error;
      }
    },
  };
}
