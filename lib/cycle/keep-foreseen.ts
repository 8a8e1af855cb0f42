// What must be known even if the cycle ends between a call and its record: written before the call. A function may be ended
// at any moment, and not all that it did can be seen at the next look.
import { DeadlineError } from '../core/errors.ts';
import type { TargetState } from '../core/target-state.ts';
import type { Lease } from '../ports/state-store.ts';
import type { Case, Target, TargetTypes } from '../targets/target.ts';
import type { SharedPorts } from './ports.ts';

/** Throws `PortError` or, where the lease has run out, `DeadlineError`; in both cases nothing may be sent. */
export async function keepForeseen<T extends TargetTypes>(
  target: Target<T>,
  case_: Case<T>,
  held: { readonly name: string; readonly lease: Lease; readonly state: TargetState<T['learned']> },
  { stateStore, clock }: SharedPorts<T>,
): Promise<void> {
  const foreseen = target.foresee?.({ ...case_, nowMs: clock.nowMs() });
  if (foreseen === undefined) return;
  const { lastPlan } = held.state.learned;
  const isKept = await stateStore.keepForeseen(held.lease, { ...foreseen, ...(lastPlan && { lastPlan }) });
  if (!isKept) throw new DeadlineError(`${held.name}: the lease ran out before anything was sent`);
}
