// One cycle for one group: lease → observe → decide → apply → record. The heart; read it first.
import { randomUUID } from 'node:crypto';
import { decide } from '../targets/rdb-group/decide/decide.ts';
import { troublesAfter } from '../targets/rdb-group/decide/troubles.ts';
import type { Troubles } from '../core/attention.ts';
import { isForbidden, PortError } from '../core/errors.ts';
import { isManaged, type Group } from '../targets/rdb-group/domain/group.ts';
import type { Plan } from '../targets/rdb-group/domain/plan.ts';
import type { Policy } from '../targets/rdb-group/domain/policy.ts';
import type { Snapshot } from '../targets/rdb-group/domain/snapshot.ts';
import type { GroupLearned, GroupState } from '../targets/rdb-group/domain/state.ts';
import type { Lease } from '../ports/state-store.ts';
import type { ApplyTerms, Done } from './apply-terms.ts';
import { applyPlan } from './apply-plan.ts';
import { applyTerms } from './apply-terms.ts';
import { troublesAfterFailure } from './failure-troubles.ts';
import { keepWaiting } from './keep-waiting.ts';
import { reportLaunchFailures } from './launch-failures.ts';
import type { WaitingSince } from './observe.ts';
import { observe } from './observe.ts';
import type { CyclePorts } from './ports.ts';
import { policyOf } from './policy-of.ts';
import { recordPlan } from './record-plan.ts';
import { takeLease } from './lease/take-lease.ts';
import { whyHeld } from './why-held.ts';

export interface CycleRequest {
  readonly groupName: string;
  /** `alarm`, `schedule`, `lifecycle`, `tick`; for the journal. */
  readonly trigger: string;
  readonly waitingSince?: WaitingSince;
  /** Desired capacity that an operator asks for; `trigger` then says who: `operator: <who>`. */
  readonly operatorTarget?: number;
}

export type CycleResult =
  | {
      readonly kind: 'decided';
      readonly groupName: string;
      readonly plan: Plan;
      /** In the order in which they were decided, each with what became of it; none for a hold without hooks. */
      readonly actions: readonly Done[];
      /** The group's troubles as they were recorded. */
      readonly troubles: Troubles;
      readonly durationMs: number;
    }
  /** Another cycle runs for the group; the tick will look again. */
  | { readonly kind: 'lease-held'; readonly groupName: string }
  | { readonly kind: 'no-such-group'; readonly groupName: string }
  /** Without `spillway:managed` = `true` nothing is touched. */
  | { readonly kind: 'not-managed'; readonly groupName: string };

/**
 * Runs one cycle. Expected outcomes are in the result. Throws `PortError` where a read or the state table
 * gave no answer, and then nothing was changed in AWS after that point but heartbeats; `DeadlineError` where the
 * lease ran out before the cycle could be recorded.
 */
export async function runCycle(request: CycleRequest, ports: CyclePorts): Promise<CycleResult> {
  const { groupName } = request;
  const cycleId = randomUUID();
  const answer = await takeLease({ groupName, owner: cycleId }, ports);
  if (answer.kind === 'held-by-other') return { kind: 'lease-held', groupName };
  const { lease, state } = answer;
  const failed: { learned?: GroupLearned } = {};
  try {
    return await cycleUnderLease({ ...request, cycleId }, { lease, state, failed }, ports);
  } catch (error) {
    await giveBackAfter(error, { lease, state, failed }, ports);
    throw error;
  }
}

interface Held {
  readonly lease: Lease;
  readonly state: GroupState;
  /** What must be remembered even though the cycle fails. */
  readonly failed: { learned?: GroupLearned };
}

async function cycleUnderLease(
  request: CycleRequest & { cycleId: string },
  held: Held,
  ports: CyclePorts,
): Promise<CycleResult> {
  const { groupName, operatorTarget } = request;
  const { lease, state } = held;
  const startedAtMs = ports.clock.nowMs();
  const group = await ports.fleetReader.readGroup(groupName);
  if (!group || !isManaged(group)) {
    await ports.stateStore.giveBackUnknown(lease);
    return { kind: group ? 'not-managed' : 'no-such-group', groupName };
  }
  const parsed = policyOf(group);
  const { policy } = parsed;
  const heldFor = whyHeld(group, parsed, state);
  const terms = applyTerms(policy, lease, groupName, ports);
  const snapshot = await lookOrKeepWaiting({ request, group, policy, held, terms }, ports);
  const plan = decide(snapshot, policy, ports.clock.nowMs(), {
    ...(operatorTarget !== undefined && { operatorTarget }),
    ...(heldFor && { heldFor }),
  });
  const actions = await applyPlan(plan, snapshot, terms);
  const launchFailures = await reportLaunchFailures(snapshot, ports);
  const troubles = troublesAfter({
    known: state.troubles ?? {},
    snapshot,
    policy,
    plan,
    heldFor,
    outcomes: actions.map(({ outcome }) => outcome),
    nowMs: ports.clock.nowMs(),
  });
  await recordPlan(
    { request, policy, snapshot, plan, actions, troubles, lease, startedAtMs, launchFailures },
    ports,
  );
  mustNotBeDenied(actions, groupName);
  return {
    kind: 'decided',
    groupName,
    plan,
    actions,
    troubles,
    durationMs: ports.clock.nowMs() - startedAtMs,
  };
}

/** A look that fails still keeps up what waits in a hook; then the failure goes on. */
async function lookOrKeepWaiting(
  look: {
    request: CycleRequest;
    group: Group;
    policy: Policy;
    held: Held;
    terms: ApplyTerms;
  },
  ports: CyclePorts,
): Promise<Snapshot> {
  const { request, group, policy, held, terms } = look;
  const { state } = held;
  const { waitingSince, operatorTarget } = request;
  try {
    return await observe(
      {
        group,
        policy,
        state,
        ...(waitingSince && { waitingSince }),
        ...(operatorTarget !== undefined && { operatorTarget }),
      },
      ports,
    );
  } catch (error) {
    if (error instanceof PortError)
      held.failed.learned = await keepWaiting({ group, policy, state }, terms, ports);
    throw error;
  }
}

/**
 * Leaves the failure in the item, so that one that lasts is seen. The first error is the one to report; a lease that
 * could not be given back expires by itself.
 */
async function giveBackAfter(
  error: unknown,
  { lease, state, failed }: Held,
  { stateStore, clock }: CyclePorts,
): Promise<void> {
  const troubles = troublesAfterFailure(state.troubles ?? {}, error, clock.nowMs());
  try {
    await stateStore.giveBack(lease, { troubles, ...failed });
  } catch (second) {
    throw new AggregateError([error, second], `${messageOf(error)}; and the lease was not given back`);
  }
}

/** A refusal for want of permission is nobody's expected outcome: the invocation must count as failed. */
function mustNotBeDenied(actions: readonly Done[], groupName: string): void {
  for (const { action, outcome } of actions) {
    if (outcome.kind === 'rejected' && isForbidden(outcome.failure)) {
      throw new Error(`${groupName}: ${action.kind} was refused: ${outcome.code}: ${outcome.message}`);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
