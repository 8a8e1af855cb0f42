// One cycle for one target, of whatever kind: lease → observe → learn → decide → apply → remember → record. The heart;
// read it first. What is seen, decided and sent is the kind's: lib/targets/target.ts.
import { randomUUID } from 'node:crypto';
import type { Troubles } from '../core/attention.ts';
import { isForbidden, PortError } from '../core/errors.ts';
import type { Done } from '../core/plan.ts';
import type { TargetState } from '../core/target-state.ts';
import type { Lease } from '../ports/state-store.ts';
import type { Look, Target, TargetTypes } from '../targets/target.ts';
import { applyPlan } from './apply-plan.ts';
import { applyTerms, type ApplyTerms } from './apply-terms.ts';
import { troublesAfterFailure } from './failure-troubles.ts';
import { takeLease } from './lease/take-lease.ts';
import type { CyclePorts } from './ports.ts';
import { recordPlan } from './record-plan.ts';
import { whyHeld } from './why-held.ts';

export interface CycleRequest<T extends TargetTypes = TargetTypes> {
  readonly name: string;
  /** `alarm`, `schedule`, `lifecycle`, `tick`; for the journal. */
  readonly trigger: string;
  /** What the event tells besides. */
  readonly clue?: T['clue'];
  /** Capacity that an operator asks for, absolute; `trigger` then says who: `operator: <who>`. */
  readonly operatorTarget?: number;
}

export type CycleResult<T extends TargetTypes = TargetTypes> =
  | {
      readonly kind: 'decided';
      readonly name: string;
      readonly plan: T['plan'];
      /** In the order in which they were decided, each with what became of it; none for a hold without hooks. */
      readonly actions: readonly Done<T['action']>[];
      /** The target's troubles as they were recorded. */
      readonly troubles: Troubles;
      /** What there is to say besides, for the log. */
      readonly remarks: object;
      readonly durationMs: number;
    }
  /** Another cycle runs for the target; the tick will look again. */
  | { readonly kind: 'lease-held'; readonly name: string }
  | { readonly kind: 'not-found'; readonly name: string }
  /** Without `spillway:managed` = `true` nothing is touched. */
  | { readonly kind: 'not-managed'; readonly name: string };

/**
 * Runs one cycle. Expected outcomes are in the result. Throws `PortError` where a read or the state table
 * gave no answer, and then nothing was changed in AWS after that point but heartbeats; `DeadlineError` where the
 * lease ran out before the cycle could be recorded.
 */
export async function runCycle<T extends TargetTypes>(
  target: Target<T>,
  request: CycleRequest<T>,
  ports: CyclePorts<T>,
): Promise<CycleResult<T>> {
  const { name } = request;
  const cycleId = randomUUID();
  const answer = await takeLease<T>({ name, owner: cycleId }, ports);
  if (answer.kind === 'held-by-other') return { kind: 'lease-held', name };
  const held: Held<T> = { target, lease: answer.lease, state: answer.state, failed: {} };
  try {
    return await cycleUnderLease({ ...request, cycleId }, held, ports);
  } catch (error) {
    await giveBackAfter(error, held, ports);
    throw error;
  }
}

interface Held<T extends TargetTypes> {
  readonly target: Target<T>;
  readonly lease: Lease;
  readonly state: TargetState<T['learned']>;
  /** What must be remembered even though the cycle fails. */
  readonly failed: { learned?: T['learned'] };
}

async function cycleUnderLease<T extends TargetTypes>(
  request: CycleRequest<T> & { readonly cycleId: string },
  held: Held<T>,
  ports: CyclePorts<T>,
): Promise<CycleResult<T>> {
  const { name, clue, operatorTarget } = request;
  const { target, lease, state } = held;
  const startedAtMs = ports.clock.nowMs();
  const found = await target.find(name, ports);
  if (!found || !target.isManaged(found)) {
    await ports.stateStore.giveBackUnknown(lease);
    return { kind: found ? 'not-managed' : 'not-found', name };
  }
  const parsed = target.policyOf(found);
  const { policy } = parsed;
  const heldFor = whyHeld(name, parsed, state);
  const terms = applyTerms<T>(policy, lease, ports);
  const asked = operatorTarget === undefined ? {} : { operatorTarget };
  const look = { found, policy, state, ...(clue !== undefined && { clue }), ...asked };
  const seen = await lookOrKeepUp(look, held, terms, ports);
  const plan = target.decide({
    seen,
    policy,
    nowMs: ports.clock.nowMs(),
    ...asked,
    ...(heldFor && { heldFor }),
  });
  const actions = await applyPlan(target, { plan, seen }, terms);
  const aftermath = await target.followUp({ plan, seen }, ports);
  const carried = { plan, seen, policy, done: actions, aftermath, nowMs: ports.clock.nowMs() };
  const troubles = target.troublesAfter({ ...carried, known: state.troubles ?? {}, heldFor });
  await recordPlan({ target, request, state, carried, troubles, lease, startedAtMs }, ports);
  mustNotBeDenied(actions, name);
  const remarks = target.remarksOf(plan);
  const durationMs = ports.clock.nowMs() - startedAtMs;
  return { kind: 'decided', name, plan, actions, troubles, remarks, durationMs };
}

/** A look that fails still keeps up what must be; then the failure goes on. */
async function lookOrKeepUp<T extends TargetTypes>(
  look: Look<T>,
  { target, failed }: Held<T>,
  terms: ApplyTerms<T>,
  ports: CyclePorts<T>,
): Promise<T['seen']> {
  try {
    return await target.observe(look, ports);
  } catch (error) {
    if (error instanceof PortError)
      failed.learned = await target.keepUp(look, (case_) => applyPlan(target, case_, terms), ports);
    throw error;
  }
}

/**
 * Leaves the failure in the item, so that one that lasts is seen. The first error is the one to report; a lease that
 * could not be given back expires by itself.
 */
async function giveBackAfter<T extends TargetTypes>(
  error: unknown,
  { lease, state, failed }: Held<T>,
  { stateStore, clock }: CyclePorts<T>,
): Promise<void> {
  const troubles = troublesAfterFailure(state.troubles ?? {}, error, clock.nowMs());
  try {
    await stateStore.giveBack(lease, { troubles, ...failed });
  } catch (second) {
    throw new AggregateError([error, second], `${messageOf(error)}; and the lease was not given back`);
  }
}

/** A refusal for want of permission is nobody's expected outcome: the invocation must count as failed. */
function mustNotBeDenied(actions: readonly Done[], name: string): void {
  for (const { action, outcome } of actions) {
    if (outcome.kind === 'rejected' && isForbidden(outcome.failure)) {
      throw new Error(`${name}: ${action.kind} was refused: ${outcome.code}: ${outcome.message}`);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
