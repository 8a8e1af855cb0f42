// Records a plan: the journal, the decision on the event bus, what was learned, with the lease given back, metrics.
import type { Troubles } from '../core/attention.ts';
import type { Draft } from '../learning/draft.ts';
import { DeadlineError } from '../core/errors.ts';
import type { TargetState } from '../core/target-state.ts';
import type { JournalEntry } from '../ports/journal.ts';
import type { Lease } from '../ports/state-store.ts';
import type { Carried, Target, TargetTypes } from '../targets/target.ts';
import { hasActed } from './apply-plan.ts';
import type { CyclePorts } from './ports.ts';

export interface Recorded<T extends TargetTypes> {
  readonly target: Target<T>;
  readonly request: { readonly name: string; readonly trigger: string; readonly cycleId: string };
  /** As it was before the cycle. */
  readonly state: TargetState<T['learned']>;
  readonly carried: Carried<T>;
  readonly troubles: Troubles;
  readonly lease: Lease;
  readonly startedAtMs: number;
}

/** Holds for a value that its owner must put right: another value is another hold. */
const HELD_BY_VALUE = new Set(['bad-tag', 'bad-item']);

/** Holds that say no more than that all is well; journaled never, to keep a quiet cycle at four calls. */
const QUIET_HOLDS = new Set(['enough', 'awaiting-second-proof']);

/**
 * The event bus goes last: whoever hears of a decision can already read it. What was applied is remembered
 * even if it could not be journaled. Throws what failed (`PortError`, or `DeadlineError` for a lease that ran
 * out) after all was tried.
 */
export async function recordPlan<T extends TargetTypes>(
  recorded: Recorded<T>,
  ports: CyclePorts<T>,
): Promise<void> {
  const { target, request, troubles, lease, startedAtMs } = recorded;
  const { name } = request;
  const nowMs = ports.clock.nowMs();
  const carried: Draft<Carried<T>> = { ...recorded.carried };
  carried.nowMs = nowMs;
  const { plan, done, aftermath } = carried;
  target.publish({ name, startedAtMs, ...carried }, ports);
  const problems: unknown[] = aftermath.problem === undefined ? [] : [aftermath.problem];
  const attempt = (work: () => Promise<void>) => work().catch((problem: unknown) => problems.push(problem));
  const entry = isWorthJournaling(recorded) ? journalEntry(recorded, nowMs) : undefined;
  if (entry) await attempt(() => ports.stateStore.writeJournal(entry));
  await attempt(async () => {
    const lastPlan = { atMs: nowMs, kind: plan.kind, reason: plan.reason };
    const learned = Object.assign({}, target.remember(carried), { lastPlan });
    const kept = await ports.stateStore.giveBack(lease, {
      learned,
      troubles,
      nextLookAtMs: plan.nextLookAtMs,
    });
    if (!kept) throw new DeadlineError(`${name}: the lease ran out before the cycle was recorded`);
  });
  // Whatever has acted is worth journaling.
  if (entry && hasActed(target, done)) {
    await attempt(() => ports.announcer.announce({ type: 'Spillway Scaling Decision', entry }));
  }
  if (problems.length === 1) throw problems[0];
  if (problems.length > 1) throw new AggregateError(problems, problems.map(String).join('; and '));
}

/** What was done, and not merely kept up; and a hold that says something new: another reason, or another bad value. */
function isWorthJournaling<T extends TargetTypes>({ target, state, carried }: Recorded<T>): boolean {
  const { plan, done } = carried;
  if (done.some(({ action }) => target.effectOf(action) !== 'keeps')) return true;
  const { code, text } = plan.reason;
  const last = state.learned.lastPlan?.reason;
  if (HELD_BY_VALUE.has(code)) return last?.text !== text;
  return last?.code !== code && !QUIET_HOLDS.has(code);
}

function journalEntry<T extends TargetTypes>(
  { target, request, carried: { plan, done } }: Recorded<T>,
  nowMs: number,
): JournalEntry<T['action'], T['details']> {
  return {
    target: request.name,
    atMs: nowMs,
    cycleId: request.cycleId,
    trigger: request.trigger,
    kind: plan.kind,
    reason: plan.reason,
    considered: plan.considered,
    actions: done.map(({ action, reason, outcome }) => ({ ...action, reason, outcome })),
    ...target.detailsOf(plan),
  };
}
