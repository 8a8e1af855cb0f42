// The cycle, for one target or for several of a kind at once: lease → observe → learn → decide → apply → remember →
// record. The heart; read it first. What is seen, decided and sent is the kind's: lib/targets/target.ts.
import { randomUUID } from 'node:crypto';
import type { Troubles } from '../core/attention.ts';
import { PortError } from '../core/errors.ts';
import type { Done } from '../core/plan.ts';
import { eachSettled, valueOf, type Settled } from '../ports/settled.ts';
import type { TargetState } from '../core/target-state.ts';
import type { Lease } from '../ports/state-store.ts';
import type { Case, Target, TargetTypes } from '../targets/target.ts';
import { applyPlan, mustNotBeDenied } from './apply-plan.ts';
import { applyTerms, type ApplyTerms } from './apply-terms.ts';
import { CYCLES_AT_ONCE, LOOK_AGE_MAX_MS } from './batch-limits.ts';
import { giveBackAfter } from './give-back-after.ts';
import { keepForeseen } from './keep-foreseen.ts';
import { takeLease } from './lease/take-lease.ts';
import { lookAtEach, type Looked } from './look-at-each.ts';
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
  const [ended] = await runCycles(target, [request], ports);
  if (!ended) throw new Error(`${request.name}: its cycle came to no end`);
  return valueOf(ended);
}

/**
 * Runs the cycles of several targets, at most `TARGETS_PER_BATCH_MAX`, side by side: all are looked at together, once
 * their leases are taken; each is then decided on, and carried out, by itself, the first ones first. Each ends as `runCycle`
 * does, in their order. One's failure is no other's, unless they shared the call that failed.
 */
export async function runCycles<T extends TargetTypes>(
  target: Target<T>,
  requests: readonly CycleRequest<T>[],
  ports: CyclePorts<T>,
): Promise<readonly Settled<CycleResult<T>>[]> {
  const taken = await eachSettled(requests, CYCLES_AT_ONCE, (request) => takeUp(request, ports));
  const held = taken.flatMap((one) => (one.ok && one.value.kind === 'held' ? [one.value] : []));
  const sharedSinceMs = held.length > 1 ? { sharedSinceMs: ports.clock.nowMs() } : {};
  const looked = await lookAtEach(target, held, ports);
  const looks = new Map(held.map((one, index) => [one, looked[index]]));
  return eachSettled(taken, CYCLES_AT_ONCE, async (one) => {
    const begun = valueOf(one);
    if (begun.kind === 'lease-held') return begun;
    const look = looks.get(begun) ?? { kind: 'not-read', error: new Error('nothing was seen') };
    return underLease(target, begun, { ...look, ...sharedSinceMs }, ports);
  });
}

/** A target whose lease a cycle holds. */
interface Held<T extends TargetTypes> {
  readonly kind: 'held';
  readonly request: CycleRequest<T> & { readonly cycleId: string };
  readonly lease: Lease;
  readonly state: TargetState<T['learned']>;
  readonly startedAtMs: number;
  /** What must be remembered even though the cycle fails. */
  readonly failed: { learned?: T['learned'] };
}

/** What was seen, and since when the look waits for its turn, if it was one of several. */
type Sighting<T extends TargetTypes> = Looked<T> & { readonly sharedSinceMs?: number };

async function takeUp<T extends TargetTypes>(
  request: CycleRequest<T>,
  ports: CyclePorts<T>,
): Promise<Held<T> | Extract<CycleResult<T>, { kind: 'lease-held' }>> {
  const { name } = request;
  const cycleId = randomUUID();
  const answer = await takeLease<T>({ name, owner: cycleId }, ports);
  if (answer.kind === 'held-by-other') return { kind: 'lease-held', name };
  const { lease, state } = answer;
  const startedAtMs = ports.clock.nowMs();
  return { kind: 'held', request: { cycleId, ...request }, lease, state, startedAtMs, failed: {} };
}

async function underLease<T extends TargetTypes>(
  target: Target<T>,
  held: Held<T>,
  sighting: Sighting<T>,
  ports: CyclePorts<T>,
): Promise<CycleResult<T>> {
  try {
    return await cycleUnderLease(target, held, sighting, ports);
  } catch (error) {
    await giveBackAfter(error, held, ports);
    throw error;
  }
}

async function cycleUnderLease<T extends TargetTypes>(
  target: Target<T>,
  held: Held<T>,
  sighting: Sighting<T>,
  ports: CyclePorts<T>,
): Promise<CycleResult<T>> {
  const { request, lease, state, startedAtMs } = held;
  const { name, operatorTarget } = request;
  if (sighting.kind === 'not-read') throw sighting.error;
  if (sighting.kind !== 'looked-at') {
    await ports.stateStore.giveBackUnknown(lease);
    return { kind: sighting.kind, name };
  }
  const { look, parsed } = sighting;
  const { policy } = look;
  const beforeSending = (case_: Case<T>) => keepForeseen(target, case_, { name, lease, state }, ports);
  const terms = { beforeSending, ...applyTerms<T>(policy, lease, ports) };
  const seen = target.learn(await observedOrKeptUp(target, held, sighting, terms, ports));
  const heldFor = whyHeld(name, parsed, state);
  const plan = target.decide({
    seen,
    policy,
    nowMs: ports.clock.nowMs(),
    ...(operatorTarget !== undefined && { operatorTarget }),
    ...(heldFor && { heldFor }),
  });
  if (takesOnOldLook(target, { plan, seen }, sighting, ports)) {
    const [alone] = await lookAtEach(target, [held], ports);
    if (alone) return cycleUnderLease(target, held, alone, ports);
  }
  const actions = await applyPlan(target, { plan, seen }, terms);
  const aftermath = await target.followUp({ plan, seen }, ports);
  const carried = { plan, seen, policy, done: actions, aftermath, nowMs: ports.clock.nowMs() };
  const troubles = target.troublesAfter({ known: state.troubles ?? {}, heldFor, ...carried });
  await recordPlan({ target, request, state, carried, troubles, lease, startedAtMs }, ports);
  mustNotBeDenied(actions, name);
  const remarks = target.remarksOf(plan);
  const durationMs = ports.clock.nowMs() - startedAtMs;
  return { kind: 'decided', name, plan, actions, troubles, remarks, durationMs };
}

/** A look that fails still keeps up what must be; then the failure goes on. */
async function observedOrKeptUp<T extends TargetTypes>(
  target: Target<T>,
  { failed }: Held<T>,
  sighting: Extract<Looked<T>, { kind: 'looked-at' }>,
  terms: ApplyTerms<T>,
  ports: CyclePorts<T>,
): Promise<T['observed']> {
  const { look } = sighting;
  const observed = await sighting.observed;
  if (observed.ok) return observed.value;
  if (observed.error instanceof PortError)
    failed.learned = await target.keepUp(look, (case_) => applyPlan(target, case_, terms), ports);
  throw observed.error;
}

/** The look waited for its turn, and capacity would be taken away on it. */
function takesOnOldLook<T extends TargetTypes>(
  target: Target<T>,
  case_: Case<T>,
  { sharedSinceMs }: Sighting<T>,
  { clock }: CyclePorts<T>,
): boolean {
  if (sharedSinceMs === undefined || clock.nowMs() - sharedSinceMs <= LOOK_AGE_MAX_MS) return false;
  return target.actionsOf(case_).some(({ action }) => target.effectOf(action) === 'takes');
}
