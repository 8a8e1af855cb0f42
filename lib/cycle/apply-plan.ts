// Carries a plan out: the only place that changes AWS. Checks once more what must hold, sends each call once.
import type { Outcome } from '../domain/outcome.ts';
import { APPLIED } from '../domain/outcome.ts';
import type { HookStep, Plan } from '../domain/plan.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { FleetWriter } from '../ports/fleet.ts';

/** What became of the plan's calls. */
export interface AppliedPlan {
  /** Of the plan's own action; absent for a hold. */
  readonly outcome?: Outcome;
  readonly hooks: readonly { readonly step: HookStep; readonly outcome: Outcome }[];
}

/** A dry run's writers: everything is decided and nothing is sent. */
export const DRY_RUN_WRITER: FleetWriter = {
  setDesiredCapacity: () => Promise.resolve(APPLIED),
  protectNodes: () => Promise.resolve(APPLIED),
  terminateInstance: () => Promise.resolve(APPLIED),
  completeHook: () => Promise.resolve(APPLIED),
  heartbeatHook: () => Promise.resolve(APPLIED),
};

/**
 * Applies the plan's action, then its hook steps. `mayStillWrite` is asked before each call: once the
 * lease nears its end nothing more is sent, and what is left counts as `unknown`.
 */
export async function applyPlan(
  plan: Plan,
  snapshot: Snapshot,
  writer: FleetWriter,
  mayStillWrite: () => boolean,
): Promise<AppliedPlan> {
  const send = async (call: () => Promise<Outcome>): Promise<Outcome> =>
    mayStillWrite() ? call() : { kind: 'unknown', message: 'not sent: too little time left under the lease' };
  // All are checked before the first is sent: a refusal must not leave half a plan behind, unrecorded.
  const action = actionOf(plan, snapshot, writer);
  const hookCalls = plan.hookSteps.map((step) => ({ step, call: hookCall(step, snapshot, writer) }));
  const outcome = action && (await send(action));
  const hooks = [];
  for (const { step, call } of hookCalls) {
    if (call) hooks.push({ step, outcome: await send(call) });
  }
  return { hooks, ...(outcome && { outcome }) };
}

function actionOf(plan: Plan, snapshot: Snapshot, writer: FleetWriter): (() => Promise<Outcome>) | undefined {
  const { group } = snapshot;
  switch (plan.kind) {
    case 'hold':
      return undefined;
    case 'scale-out': {
      const { desiredCapacity } = plan;
      mustHold(desiredCapacity > group.desiredCapacity, 'a scale-out raises the desired capacity', plan);
      mustHold(
        desiredCapacity <= group.maxSize,
        "the desired capacity stays within the group's maximum",
        plan,
      );
      return () => writer.setDesiredCapacity({ groupName: group.name, desiredCapacity });
    }
    case 'retire': {
      const { instanceId } = plan;
      const node = group.nodes.find((n) => n.instanceId === instanceId);
      mustHold(node?.stage === 'in-service', 'only a node in service is retired', plan);
      mustHold(saysEmpty(instanceId, snapshot), 'only a node without rows is retired', plan);
      mustHold(
        snapshot.memory.nodes[instanceId]?.proof !== undefined,
        'a node is retired on two proofs',
        plan,
      );
      mustHold(group.desiredCapacity > group.minSize, 'capacity stays at or above the minimum', plan);
      return () => writer.terminateInstance({ instanceId, decrement: true });
    }
  }
}

function hookCall(
  step: HookStep,
  snapshot: Snapshot,
  writer: FleetWriter,
): (() => Promise<Outcome>) | undefined {
  const { instanceId } = step;
  if (step.step === 'wait') return undefined;
  if (step.step === 'end-retained') {
    mustHold(saysEmpty(instanceId, snapshot), 'only a node without rows is ended', step);
    mustHold(
      snapshot.memory.nodes[instanceId]?.proof !== undefined,
      'a retained node is ended on two proofs',
      step,
    );
    return () => writer.terminateInstance({ instanceId, decrement: false });
  }
  const { group, hook } = snapshot;
  if (!hook) return undefined;
  const change = { groupName: group.name, hookName: hook.name, instanceId };
  if (step.step === 'heartbeat') return () => writer.heartbeatHook(change);
  if (step.step === 'abandon') {
    mustHold(group.retainsOnAbandon, 'a hook is abandoned only where the group retains', step);
    return () => writer.completeHook({ ...change, result: 'ABANDON' });
  }
  mustHold(saysEmpty(instanceId, snapshot), 'a hook is continued only without rows', step);
  return () => writer.completeHook({ ...change, result: 'CONTINUE' });
}

/** No rows, not busy, and live only where the group was told to sleep. */
function saysEmpty(instanceId: string, { reports, intent }: Snapshot): boolean {
  const report = reports.get(instanceId);
  if (report?.rows !== 0 || report.busy === true) return false;
  return report.live === false || (report.live === true && intent?.dormant !== undefined);
}

function mustHold(condition: boolean, rule: string, evidence: unknown): asserts condition {
  if (!condition)
    throw new Error(`Refused to act, as it must hold that ${rule}: ${JSON.stringify(evidence)}`);
}
