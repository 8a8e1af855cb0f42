// Records a plan: the journal, the decision on the event bus, what was learned, with the lease given back, metrics.
import { remember } from '../targets/rdb-group/decide/learn/remember.ts';
import type { Troubles } from '../core/attention.ts';
import { DeadlineError } from '../core/errors.ts';
import type { Plan } from '../targets/rdb-group/domain/plan.ts';
import type { Policy } from '../targets/rdb-group/domain/policy.ts';
import type { Snapshot } from '../targets/rdb-group/domain/snapshot.ts';
import type { GroupMetrics } from '../ports/announcer.ts';
import type { JournalEntry } from '../ports/journal.ts';
import type { Lease } from '../ports/state-store.ts';
import { hasActed } from './apply-plan.ts';
import type { Done } from './apply-terms.ts';
import type { LaunchFailures } from './launch-failures.ts';
import type { CyclePorts } from './ports.ts';
import { probedLiveMemoryPercent, reportsToPublish } from './telemetry/probed-metrics.ts';

export interface Recorded {
  readonly request: { readonly groupName: string; readonly trigger: string; readonly cycleId: string };
  readonly policy: Policy;
  readonly snapshot: Snapshot;
  readonly plan: Plan;
  readonly actions: readonly Done[];
  readonly troubles: Troubles;
  readonly lease: Lease;
  readonly startedAtMs: number;
  readonly launchFailures: LaunchFailures;
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
export async function recordPlan(recorded: Recorded, ports: CyclePorts): Promise<void> {
  const { request, plan, actions, troubles, lease, launchFailures } = recorded;
  const nowMs = ports.clock.nowMs();
  ports.announcer.publishMetrics(request.groupName, metricsOf(recorded, nowMs));
  ports.announcer.publishNodeMetrics(request.groupName, reportsToPublish(recorded.policy, recorded.snapshot));
  const entry = journalEntry(recorded, nowMs);
  const problems: unknown[] = launchFailures.problem === undefined ? [] : [launchFailures.problem];
  const attempt = (work: () => Promise<void>) => work().catch((problem: unknown) => problems.push(problem));
  if (isWorthJournaling(recorded)) await attempt(() => ports.stateStore.writeJournal(entry));
  await attempt(async () => {
    const learned = nextLearned(recorded, nowMs);
    const record = { learned, troubles, nextLookAtMs: plan.nextLookAtMs };
    const kept = await ports.stateStore.giveBack(lease, record);
    if (!kept)
      throw new DeadlineError(`${request.groupName}: the lease ran out before the cycle was recorded`);
  });
  if (hasActed(actions)) {
    await attempt(() => ports.announcer.announce({ type: 'Spillway Scaling Decision', entry }));
  }
  if (problems.length === 1) throw problems[0];
  if (problems.length > 1) throw new AggregateError(problems, problems.map(String).join('; and '));
}

/** What was done, heartbeats aside; and a hold that says something new: another reason, or another bad value. */
function isWorthJournaling({ plan, actions, snapshot }: Recorded): boolean {
  if (actions.some(({ action }) => action.kind !== 'heartbeat')) return true;
  const { code, text } = plan.reason;
  const last = snapshot.learned.lastPlan?.reason;
  if (HELD_BY_VALUE.has(code)) return last?.text !== text;
  return last?.code !== code && !QUIET_HOLDS.has(code);
}

function journalEntry({ request, plan, actions }: Recorded, nowMs: number): JournalEntry {
  return {
    groupName: request.groupName,
    atMs: nowMs,
    cycleId: request.cycleId,
    trigger: request.trigger,
    kind: plan.kind,
    reason: plan.reason,
    considered: plan.considered,
    actions: actions.map(({ action, reason, outcome }) => ({ ...action, reason, outcome })),
    waits: plan.hookSteps.flatMap(({ step, instanceId, reason }) =>
      step === 'wait' ? [{ instanceId, reason }] : [],
    ),
    assessed: plan.assessed,
  };
}

function nextLearned({ snapshot, plan, actions, launchFailures }: Recorded, nowMs: number) {
  const learned = remember(snapshot, plan, actions, nowMs);
  const { askedAtMs } = launchFailures;
  return {
    ...learned,
    lastPlan: { atMs: nowMs, kind: plan.kind, reason: plan.reason },
    ...(askedAtMs !== undefined && { activitiesAskedAtMs: askedAtMs }),
  };
}

function metricsOf(recorded: Recorded, nowMs: number): GroupMetrics {
  const { plan, actions, snapshot, startedAtMs, launchFailures } = recorded;
  const { assessed } = plan;
  const countApplied = (kind: string) =>
    actions.filter(({ action, outcome }) => action.kind === kind && outcome.kind === 'applied').length;
  const liveMemory = probedLiveMemoryPercent(snapshot);
  return {
    SparesHave: assessed.sparesHave,
    SparesWanted: assessed.sparesWanted,
    ...(assessed.timeToRollMs !== null && { TimeToRollSeconds: Math.round(assessed.timeToRollMs / 1000) }),
    NodesInService: snapshot.group.nodes.filter((n) => n.stage === 'in-service').length,
    NodesSuspect: assessed.suspects.length + assessed.missingSuspectCount,
    NodesRetained: assessed.retained.length,
    ScaleOuts: countApplied('set-desired'),
    Retirements: countApplied('retire'),
    LateRolls: assessed.lateRoll === undefined ? 0 : 1,
    HeldUnproven: assessed.heldUnproven.length,
    AtMaximum: assessed.atMaximum ? 1 : 0,
    LaunchFailures: launchFailures.failures.length,
    TwoLive: assessed.twoLive ? 1 : 0,
    CycleDurationMs: nowMs - startedAtMs,
    ...(liveMemory !== undefined && { LiveMemoryUsedPercent: liveMemory }),
  };
}
