// What a cycle that failed leaves behind: the failure as trouble, what must be remembered all the same, and a free lease.
import type { TargetState } from '../core/target-state.ts';
import type { Lease } from '../ports/state-store.ts';
import type { TargetTypes } from '../targets/target.ts';
import { troublesAfterFailure } from './failure-troubles.ts';
import type { SharedPorts } from './ports.ts';

export interface Failed<T extends TargetTypes> {
  readonly lease: Lease;
  /** As it was before the cycle. */
  readonly state: TargetState<T['learned']>;
  /** What must be remembered even though the cycle failed. */
  readonly failed: { readonly learned?: T['learned'] };
}

/**
 * Leaves the failure in the item, so that one that lasts is seen. The first error is the one to report; a lease that
 * could not be given back expires by itself.
 */
export async function giveBackAfter<T extends TargetTypes>(
  error: unknown,
  { lease, state, failed }: Failed<T>,
  { stateStore, clock }: SharedPorts<T>,
): Promise<void> {
  const troubles = troublesAfterFailure(state.troubles ?? {}, error, clock.nowMs());
  try {
    await stateStore.giveBack(lease, { troubles, ...failed });
  } catch (second) {
    throw new AggregateError([error, second], `${messageOf(error)}; and the lease was not given back`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
