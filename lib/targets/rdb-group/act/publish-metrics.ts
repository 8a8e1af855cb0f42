// What a cycle publishes of its group: the numbers behind its decision, and what the probe brought of the nodes.
import type { Done } from '../../../core/plan.ts';
import { leadTimeMs } from '../decide/lead-time.ts';
import type { Action, Plan } from '../domain/plan.ts';
import type { Policy } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import {
  probedLiveMemoryPercent,
  reportsToLog,
  reportsToPublish,
} from '../observe/telemetry/probed-metrics.ts';
import type { GroupMetrics, GroupMetricsPublisher } from '../ports/group-metrics.ts';
import type { LaunchFailures } from './launch-failures.ts';

/** A cycle that has carried its plan out. */
export interface CarriedOut {
  readonly name: string;
  readonly policy: Policy;
  readonly seen: Snapshot;
  readonly plan: Plan;
  readonly done: readonly Done<Action>[];
  readonly aftermath: LaunchFailures;
  readonly startedAtMs: number;
  readonly nowMs: number;
}

export function publishMetrics(carried: CarriedOut, announcer: GroupMetricsPublisher): void {
  const { plan, policy, seen } = carried;
  announcer.publishMetrics(carried.name, metricsOf(carried), {
    LeadTimeSeconds: Math.round(leadTimeMs(policy, seen.learned) / 1000),
    Plan: plan.kind,
    ...(plan.kind !== 'hold' && { Why: plan.reason.text }),
  });
  const published = reportsToPublish(carried.policy, carried.seen);
  announcer.publishNodeMetrics(carried.name, published);
  const logged = reportsToLog(carried.seen).filter((report) => !published.includes(report));
  announcer.logNodes(carried.name, logged);
}

function metricsOf({ plan, done, seen, aftermath, startedAtMs, nowMs }: CarriedOut): GroupMetrics {
  const { assessed } = plan;
  const countApplied = (kind: Action['kind']) =>
    done.filter(({ action, outcome }) => action.kind === kind && outcome.kind === 'applied').length;
  const liveMemory = probedLiveMemoryPercent(seen);
  return {
    SparesHave: assessed.sparesHave,
    SparesWanted: assessed.sparesWanted,
    ...(assessed.timeToRollMs !== null && { TimeToRollSeconds: Math.round(assessed.timeToRollMs / 1000) }),
    NodesInService: seen.group.nodes.filter((n) => n.stage === 'in-service').length,
    NodesSuspect: assessed.suspects.length + assessed.missingSuspectCount,
    NodesRetained: assessed.retained.length,
    ScaleOuts: countApplied('set-desired'),
    Retirements: countApplied('retire'),
    LateRolls: assessed.lateRoll === undefined ? 0 : 1,
    HeldUnproven: assessed.heldUnproven.length,
    AtMaximum: assessed.atMaximum ? 1 : 0,
    LaunchFailures: aftermath.failures.length,
    TwoLive: assessed.twoLive ? 1 : 0,
    CycleDurationMs: nowMs - startedAtMs,
    ...(liveMemory !== undefined && { LiveMemoryUsedPercent: liveMemory }),
  };
}
