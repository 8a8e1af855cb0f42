// One cycle for one group: lease → observe → decide → apply → record. The heart; read it first.
import { randomUUID } from 'node:crypto';
import { decide } from '../decide/decide.ts';
import type { Troubles } from '../domain/attention.ts';
import { isManaged } from '../domain/group.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Plan } from '../domain/plan.ts';
import type { Policy, TagProblem } from '../domain/policy.ts';
import { parsePolicy } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { GroupState } from '../domain/state.ts';
import type { Lease } from '../ports/state-store.ts';
import type { AppliedPlan } from './apply-plan.ts';
import { applyPlan, DRY_RUN_WRITER } from './apply-plan.ts';
import { holdForBadTags } from './bad-tags.ts';
import { troublesAfterFailure } from './failure-troubles.ts';
import { reportLaunchFailures } from './launch-failures.ts';
import { lastWriteAtMs } from './lease-limits.ts';
import type { WaitingSince } from './observe.ts';
import { observe } from './observe.ts';
import type { CyclePorts } from './ports.ts';
import { recordPlan } from './record-plan.ts';
import { takeLease } from './take-lease.ts';

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
      readonly dryRun: boolean;
      readonly outcome?: Outcome;
      readonly hooks: AppliedPlan['hooks'];
      /** The group's troubles as they were recorded. */
      readonly troubles?: Troubles;
      readonly durationMs: number;
    }
  /** The group is held until its tags are put right. */
  | {
      readonly kind: 'bad-tags';
      readonly groupName: string;
      readonly problems: readonly TagProblem[];
      readonly troubles?: Troubles;
    }
  /** Another cycle runs for the group; the tick will look again. */
  | { readonly kind: 'lease-held'; readonly groupName: string }
  | { readonly kind: 'no-such-group'; readonly groupName: string }
  /** Without `spillway:managed` = `true` nothing is touched. */
  | { readonly kind: 'not-managed'; readonly groupName: string };

/**
 * Runs one cycle. Expected outcomes are in the result. Throws `PortError` where a read or the state table
 * gave no answer, and then nothing was changed in AWS after that point; `DeadlineError` where the lease ran
 * out before the cycle could be recorded.
 */
export async function runCycle(request: CycleRequest, ports: CyclePorts): Promise<CycleResult> {
  const { groupName } = request;
  const cycleId = randomUUID();
  const answer = await takeLease({ groupName, owner: cycleId }, ports);
  if (answer.kind === 'held-by-other') return { kind: 'lease-held', groupName };
  const { lease, state } = answer;
  try {
    return await cycleUnderLease({ ...request, cycleId }, lease, state, ports);
  } catch (error) {
    await giveBackAfter(error, { lease, state }, ports);
    throw error;
  }
}

async function cycleUnderLease(
  request: CycleRequest & { cycleId: string },
  lease: Lease,
  state: GroupState,
  ports: CyclePorts,
): Promise<CycleResult> {
  const { groupName } = request;
  const startedAtMs = ports.clock.nowMs();
  const group = await ports.fleetReader.readGroup(groupName);
  if (!group || !isManaged(group)) {
    await ports.stateStore.giveBackUnknown(lease);
    return { kind: group ? 'not-managed' : 'no-such-group', groupName };
  }
  const parsed = parsePolicy(group.tags);
  if (!parsed.ok) {
    await holdForBadTags({ request, group, problems: parsed.problems, lease, state }, ports);
    return { kind: 'bad-tags', groupName, problems: parsed.problems };
  }
  const { policy } = parsed;
  const look = { group, policy, state, ...(request.waitingSince && { waitingSince: request.waitingSince }) };
  const snapshot = await observe(look, ports);
  const { operatorTarget } = request;
  const byHand = operatorTarget === undefined ? undefined : { operatorTarget };
  const plan = decide(snapshot, policy, ports.clock.nowMs(), byHand);
  const dryRun = policy.mode === 'dry-run';
  const applied = await apply(plan, snapshot, policy, lease, ports);
  const launchFailures = await reportLaunchFailures(snapshot, ports);
  await recordPlan(
    { request, policy, snapshot, plan, applied, dryRun, lease, startedAtMs, launchFailures },
    ports,
  );
  mustNotBeDenied(plan, applied, groupName);
  const durationMs = ports.clock.nowMs() - startedAtMs;
  return { kind: 'decided', groupName, plan, dryRun, durationMs, ...applied };
}

async function apply(
  plan: Plan,
  snapshot: Snapshot,
  policy: Policy,
  lease: Lease,
  { clock, fleetWriter }: CyclePorts,
): Promise<AppliedPlan> {
  const writer = policy.mode === 'act' ? fleetWriter : DRY_RUN_WRITER;
  return applyPlan(plan, snapshot, writer, () => clock.nowMs() < lastWriteAtMs(lease));
}

/**
 * Leaves the failure in the item, so that one that lasts is seen. The first error is the one to report; a lease that
 * could not be given back expires by itself.
 */
async function giveBackAfter(
  error: unknown,
  { lease, state }: { readonly lease: Lease; readonly state: GroupState },
  { stateStore, clock }: CyclePorts,
): Promise<void> {
  const troubles = troublesAfterFailure(state.troubles ?? {}, error, clock.nowMs());
  try {
    await stateStore.giveBack(lease, { troubles });
  } catch (second) {
    throw new AggregateError([error, second], `${messageOf(error)}; and the lease was not given back`);
  }
}

const DENIED = /AccessDenied|Unauthorized|NotAuthorized|InvalidClientTokenId|ExpiredToken/;

/** A refusal for want of permission is nobody's expected outcome: the invocation must count as failed. */
function mustNotBeDenied(plan: Plan, applied: AppliedPlan, groupName: string): void {
  const outcomes = [...(applied.outcome ? [applied.outcome] : []), ...applied.hooks.map((h) => h.outcome)];
  for (const outcome of outcomes) {
    if (outcome.kind === 'rejected' && DENIED.test(outcome.code)) {
      throw new Error(`${groupName}: ${plan.kind} was refused: ${outcome.code}: ${outcome.message}`);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
