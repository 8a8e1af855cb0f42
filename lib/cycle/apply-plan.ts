// Carries a plan out: the only place that changes AWS. Checks once more what must hold, sends each call once, and says
// of each action what became of it. Protection, which comes first, is protect-nodes.ts.
import { activeNodes } from '../targets/rdb-group/domain/group.ts';
import { mayHaveChanged, type Outcome } from '../core/outcome.ts';
import type { Action, HookStep, Plan } from '../targets/rdb-group/domain/plan.ts';
import type { Reason } from '../core/reason.ts';
import type { Snapshot } from '../targets/rdb-group/domain/snapshot.ts';
import type { FleetWriter } from '../targets/rdb-group/ports/fleet.ts';
import type { ApplyTerms, Done } from './apply-terms.ts';
import { protectNodes } from './protect-nodes.ts';

/** A call that was checked, and waits to be sent. */
interface Checked {
  readonly action: Action;
  readonly reason: Reason;
  readonly send: () => Promise<Outcome>;
}

/**
 * Applies the plan: protects what is unprotected, changes capacity, then answers the hooks. Throws if something that
 * must hold does not, before anything is sent; what AWS answers is an outcome.
 */
export async function applyPlan(plan: Plan, snapshot: Snapshot, terms: ApplyTerms): Promise<readonly Done[]> {
  // All are checked before the first is sent: a refusal must not leave half a plan behind, unrecorded.
  const change = changeOf(plan, snapshot, terms);
  const hooks = plan.hookSteps.flatMap((step) => hookCall(step, snapshot, terms.writer) ?? []);
  const done: Done[] = [];
  if (change && plan.unprotected.length > 0) done.push(...(await protectNodes(plan, snapshot, terms)));
  for (const call of [...(change ? [change] : []), ...hooks]) done.push(await carryOut(call, terms));
  return done;
}

async function carryOut({ action, reason, send }: Checked, { whyNotSent }: ApplyTerms): Promise<Done> {
  const held = whyNotSent(action);
  return { action, reason, outcome: held ? { kind: 'not-sent', ...held } : await send() };
}

function changeOf(plan: Plan, snapshot: Snapshot, terms: ApplyTerms): Checked | undefined {
  const { group } = snapshot;
  const { reason } = plan;
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
      const action: Action = { kind: 'set-desired', desiredCapacity };
      return { action, reason, send: () => raise(plan.desiredCapacity, plan, snapshot, terms) };
    }
    case 'retire': {
      const { instanceId, decrement } = plan;
      const node = group.nodes.find((n) => n.instanceId === instanceId);
      mustHold(node?.stage === 'in-service', 'only a node in service is retired', plan);
      mustHold(saysEmpty(instanceId, snapshot), 'only a node without rows is retired', plan);
      mustHold(mayLeaveQueue(instanceId, snapshot), 'a queued node is retired only into its hook', plan);
      mustHold(isProvedBefore(instanceId, snapshot), 'a node is retired on two proofs', plan);
      const least = decrement ? group.desiredCapacity : activeNodes(group).length;
      mustHold(least > group.minSize, 'capacity stays at or above the minimum', plan);
      mustHold(
        decrement || activeNodes(group).length > group.desiredCapacity,
        'a retirement without decrement leaves what is desired',
        plan,
      );
      const action: Action = { kind: 'retire', instanceId };
      return {
        action,
        reason,
        send: () => terms.writer.terminateInstance({ instanceId, decrement }),
      };
    }
  }
}

/**
 * Absolute, and so blind to what others did meanwhile: a capacity that somebody has raised further would be lowered,
 * and Auto Scaling would choose its victims among nodes that nothing protects. It is read again where there are any.
 */
async function raise(
  desiredCapacity: number,
  plan: Plan,
  { group }: Snapshot,
  { writer, readDesired }: ApplyTerms,
): Promise<Outcome> {
  if (plan.unprotected.length > 0) {
    const nowDesired = await readDesired();
    if (nowDesired === undefined) {
      const message = `the desired capacity of ${desiredCapacity} was not set: it could not be read again`;
      return { kind: 'not-sent', why: 'unread', message };
    }
    if (nowDesired >= desiredCapacity) {
      const message = `the desired capacity of ${desiredCapacity} was not set: it is ${nowDesired} already`;
      return { kind: 'not-sent', why: 'overtaken', message };
    }
  }
  return writer.setDesiredCapacity({ groupName: group.name, desiredCapacity });
}

function hookCall(step: HookStep, snapshot: Snapshot, writer: FleetWriter): Checked | undefined {
  const { instanceId, reason } = step;
  if (step.step === 'wait') return undefined;
  const action: Action = { kind: step.step, instanceId };
  if (step.step === 'end-retained') {
    mustHold(saysEmpty(instanceId, snapshot), 'only a node without rows is ended', step);
    mustHold(!saysQueued(instanceId, snapshot), 'no node is ended that waits in the queue', step);
    mustHold(isProvedBefore(instanceId, snapshot), 'a retained node is ended on two proofs', step);
    return { action, reason, send: () => writer.terminateInstance({ instanceId, decrement: false }) };
  }
  const { group, hook } = snapshot;
  if (!hook) return undefined;
  const change = { groupName: group.name, hookName: hook.name, instanceId };
  if (step.step === 'heartbeat') return { action, reason, send: () => writer.heartbeatHook(change) };
  if (step.step === 'abandon') {
    mustHold(group.retainsOnAbandon, 'a hook is abandoned only where the group retains', step);
    return { action, reason, send: () => writer.completeHook({ ...change, result: 'ABANDON' }) };
  }
  mustHold(saysEmpty(instanceId, snapshot), 'a hook is continued only without rows', step);
  mustHold(!saysQueued(instanceId, snapshot), 'no node is let go that waits in the queue', step);
  return { action, reason, send: () => writer.completeHook({ ...change, result: 'CONTINUE' }) };
}

/** No rows, not busy, and live only where the group was told to sleep. */
function saysEmpty(instanceId: string, { reports, intent }: Snapshot): boolean {
  const report = reports.get(instanceId);
  if (report?.rows !== 0 || report.busy === true) return false;
  return report.live === false || (report.live === true && intent?.dormant !== undefined);
}

function saysQueued(instanceId: string, { reports }: Snapshot): boolean {
  return reports.get(instanceId)?.queued === true;
}

/** A node that says it is queued is terminated only where its hook holds it and its group retains it. */
function mayLeaveQueue(instanceId: string, snapshot: Snapshot): boolean {
  return (
    !saysQueued(instanceId, snapshot) || (snapshot.hook !== undefined && snapshot.group.retainsOnAbandon)
  );
}

function isProvedBefore(instanceId: string, { learned }: Snapshot): boolean {
  return learned.nodes[instanceId]?.proof !== undefined;
}

/** Whether any of the actions has, or may have, changed something. */
export function hasActed(done: readonly Done[]): boolean {
  return done.some(({ action, outcome }) => action.kind !== 'heartbeat' && mayHaveChanged(outcome));
}

function mustHold(condition: boolean, rule: string, evidence: unknown): asserts condition {
  if (!condition)
    throw new Error(`Refused to act, as it must hold that ${rule}: ${JSON.stringify(evidence)}`);
}
