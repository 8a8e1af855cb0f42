// Records a plan: the journal, the decision on the event bus, memory with the lease given back, metrics.
import { remember } from '../decide/memory/remember.ts';
import { DeadlineError } from '../domain/errors.ts';
import type { Plan } from '../domain/plan.ts';
import type { Policy } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { GroupMetrics } from '../ports/announcer.ts';
import type { JournalEntry } from '../ports/journal.ts';
import type { Lease } from '../ports/state-store.ts';
import type { AppliedPlan } from './apply-plan.ts';
import type { LaunchFailures } from './launch-failures.ts';
import type { CyclePorts } from './ports.ts';
import { probedLiveMemoryPercent, reportsToPublish } from './telemetry/probed-metrics.ts';

export interface Recorded {
  readonly request: { readonly groupName: string; readonly trigger: string; readonly cycleId: string };
  readonly policy: Policy;
  readonly snapshot: Snapshot;
  readonly plan: Plan;
  readonly applied: AppliedPlan;
  readonly dryRun: boolean;
  readonly lease: Lease;
  readonly startedAtMs: number;
  readonly launchFailures: LaunchFailures;
}

/** Holds that say no more than that all is well; journaled never, to keep a quiet cycle at four calls. */
const QUIET_HOLDS = new Set(['enough', 'awaiting-second-proof']);

/**
 * The event bus goes last: whoever hears of a decision can already read it. What was applied is remembered
 * even if it could not be journaled. Throws what failed (`PortError`, or `DeadlineError` for a lease that ran
 * out) after all was tried.
 */
export async function recordPlan(recorded: Recorded, ports: CyclePorts): Promise<void> {
  const { request, plan, applied, dryRun, lease, launchFailures } = recorded;
  const nowMs = ports.clock.nowMs();
  ports.announcer.publishMetrics(request.groupName, metricsOf(recorded, nowMs));
  ports.announcer.publishNodeMetrics(request.groupName, reportsToPublish(recorded.policy, recorded.snapshot));
  const entry = journalEntry(recorded, nowMs);
  const problems: unknown[] = launchFailures.problem === undefined ? [] : [launchFailures.problem];
  const attempt = (work: () => Promise<void>) => work().catch((problem: unknown) => problems.push(problem));
  if (isWorthJournaling(recorded)) await attempt(() => ports.stateStore.writeJournal(entry));
  await attempt(async () => {
    const memory = nextMemory(recorded, nowMs);
    const kept = await ports.stateStore.giveBack(lease, { memory, nextLookAtMs: plan.nextLookAtMs });
    if (!kept) throw new DeadlineError(`${request.groupName}: the lease ran out before memory was written`);
  });
  const hasActed = applied.outcome !== undefined || applied.hooks.some((h) => h.step.step !== 'heartbeat');
  if (hasActed && !dryRun) {
    await attempt(() => ports.announcer.announce({ type: 'Spillway Scaling Decision', entry }));
  }
  if (problems.length === 1) throw problems[0];
  if (problems.length > 1) throw new AggregateError(problems, problems.map(String).join('; and '));
}

function isWorthJournaling({ plan, applied, snapshot }: Recorded): boolean {
  if (plan.kind !== 'hold') return true;
  if (applied.hooks.some((h) => h.step.step !== 'heartbeat')) return true;
  const isNew = snapshot.memory.lastPlan?.reason.code !== plan.reason.code;
  return isNew && !QUIET_HOLDS.has(plan.reason.code);
}

function journalEntry({ request, plan, applied, dryRun }: Recorded, nowMs: number): JournalEntry {
  return {
    groupName: request.groupName,
    atMs: nowMs,
    cycleId: request.cycleId,
    trigger: request.trigger,
    kind: plan.kind,
    reason: plan.reason,
    considered: plan.considered,
    hookSteps: plan.hookSteps,
    assessed: plan.assessed,
    ...(plan.kind === 'scale-out' && { desiredCapacity: plan.desiredCapacity }),
    ...(plan.kind === 'retire' && { instanceId: plan.instanceId }),
    ...(applied.outcome && { outcome: dryRun ? { kind: 'dry-run' } : applied.outcome }),
  };
}

function nextMemory({ snapshot, plan, applied, dryRun, launchFailures }: Recorded, nowMs: number) {
  const tookEffect = !dryRun && applied.outcome !== undefined && applied.outcome.kind !== 'rejected';
  const heartbeats = applied.hooks
    .filter((h) => !dryRun && h.step.step === 'heartbeat' && h.outcome.kind === 'applied')
    .map((h) => h.step.instanceId);
  const memory = remember(
    snapshot,
    plan,
    {
      heartbeats,
      ...(tookEffect && plan.kind === 'scale-out' && { desiredCapacity: plan.desiredCapacity }),
      ...(tookEffect && plan.kind === 'retire' && { retiredId: plan.instanceId }),
    },
    nowMs,
  );
  const { askedAtMs } = launchFailures;
  return {
    ...memory,
    lastPlan: { atMs: nowMs, kind: plan.kind, reason: plan.reason },
    ...(askedAtMs !== undefined && { activitiesAskedAtMs: askedAtMs }),
  };
}

function metricsOf(recorded: Recorded, nowMs: number): GroupMetrics {
  const { plan, applied, snapshot, dryRun, startedAtMs, launchFailures } = recorded;
  const { assessed } = plan;
  const acted = !dryRun && applied.outcome?.kind === 'applied';
  const liveMemory = probedLiveMemoryPercent(snapshot);
  return {
    SparesHave: assessed.sparesHave,
    SparesWanted: assessed.sparesWanted,
    ...(assessed.timeToRollMs !== null && { TimeToRollSeconds: Math.round(assessed.timeToRollMs / 1000) }),
    NodesInService: snapshot.group.nodes.filter((n) => n.stage === 'in-service').length,
    NodesSuspect: assessed.suspects.length,
    NodesRetained: assessed.retained.length,
    ScaleOuts: acted && plan.kind === 'scale-out' ? 1 : 0,
    Retirements: acted && plan.kind === 'retire' ? 1 : 0,
    LateRolls: assessed.lateRoll === undefined ? 0 : 1,
    HeldUnproven: assessed.heldUnproven.length,
    AtMaximum: assessed.atMaximum ? 1 : 0,
    LaunchFailures: launchFailures.failures.length,
    TwoLive: assessed.twoLive ? 1 : 0,
    CycleDurationMs: nowMs - startedAtMs,
    ...(liveMemory !== undefined && { LiveMemoryUsedPercent: liveMemory }),
  };
}
