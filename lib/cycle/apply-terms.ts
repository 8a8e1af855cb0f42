// Under which terms a cycle's plan may be sent: the target's mode, and the time that is left under the lease.
import type { NotSentWhy } from '../core/outcome.ts';
import type { Effect } from '../core/plan.ts';
import type { Lease } from '../ports/state-store.ts';
import type { Case, TargetTypes } from '../targets/target.ts';
import { lastWriteAtMs } from './lease/lease-limits.ts';
import type { CyclePorts } from './ports.ts';

/** What stands between a decision and its call. */
export interface ApplyTerms<T extends TargetTypes> {
  /** Before the first action that may be sent. Nothing is sent if it throws. */
  readonly beforeSending?: (case_: Case<T>) => Promise<void>;
  readonly ports: T['ports'];
  /** Why nothing more may be sent now; `undefined` while it may. Asked before each call. */
  readonly whyNotSent: (effect: Effect) => { readonly why: NotSentWhy; readonly message: string } | undefined;
}

/** In a dry run nothing is sent but what keeps things as they are. Nothing is sent that could land under another's lease. */
export function applyTerms<T extends TargetTypes>(
  { mode }: T['policy'],
  lease: Lease,
  ports: CyclePorts<T>,
): ApplyTerms<T> {
  return {
    ports,
    whyNotSent: (effect) => {
      if (mode !== 'act' && effect !== 'keeps')
        return { why: 'dry-run', message: 'spillway:mode is dry-run' };
      if (ports.clock.nowMs() < lastWriteAtMs(lease)) return undefined;
      return { why: 'lease', message: 'too little time was left under the lease' };
    },
  };
}
