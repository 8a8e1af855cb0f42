// What to do about nodes that Auto Scaling is terminating (they wait in the hook) or has retained.
//
//   Terminating:Wait ──proved empty and out of the queue since the wait began──▶ CONTINUE ──▶ gone
//        │  data, or not proved: heartbeat
//        └──the hook's own limit near, and the group retains──▶ ABANDON ──▶ Terminating:Retained
//   Terminating:Retained ──proved empty twice──▶ terminate again, without decrement ──▶ Terminating:Wait
//
// Heartbeats are kept up in every mode but off, whatever else is wrong: without them a node with data is ended, or
// retained, while nobody has decided anything.
import type { HookStep } from '../../domain/plan.ts';
import { formatDuration } from '../../../../core/units.ts';
import type { Assessment } from '../assess.ts';
import { HEARTBEAT_SHARE, HOOK_GIVE_UP_SHARE, HOOK_HEARTBEATS_MAX, HOOK_WAIT_MAX_MS } from '../limits.ts';
import { reason, type Reason } from '../../../../core/reason.ts';
import type { RoledNode } from '../roles.ts';
import { isSecondProof, whyNotProvedEmpty } from './prove-empty.ts';

/** The steps for each node that waits or is retained, in the group's order. */
export function decideHooks(assessment: Assessment): readonly HookStep[] {
  if (assessment.policy.mode === 'off') return [];
  return assessment.roles.nodes.flatMap((roled) => {
    if (roled.node.stage === 'terminating-wait') return decideWaiting(roled, assessment);
    if (roled.node.stage === 'retained') return [decideRetained(roled, assessment)];
    return [];
  });
}

function decideWaiting(roled: RoledNode, assessment: Assessment): readonly HookStep[] {
  const { instanceId } = roled.node;
  const { nowMs, snapshot, policy } = assessment;
  const waitingSinceMs = roled.learned?.hook?.waitingSinceMs ?? nowMs;
  const { hook, group } = snapshot;
  const why =
    whyUnproved(roled, assessment, waitingSinceMs) ??
    whyNothingIsSent(roled, assessment) ??
    (hook ? undefined : notOurs(instanceId));
  const keep = heartbeatIfDue(roled, assessment, why);
  // In a dry run the end of the wait is decided and not sent, so the wait is kept up beside it.
  const beside = policy.mode === 'dry-run' && keep.step === 'heartbeat' ? [keep] : [];
  if (!why) {
    const text = `${instanceId} was proved empty after it began to wait. Its termination may go on`;
    return [
      { instanceId, step: 'continue', reason: reason('proved-in-hook', text, { instanceId }) },
      ...beside,
    ];
  }
  const waitedMs = nowMs - waitingSinceMs;
  const mayAbandon = hook !== undefined && group.retainsOnAbandon && !whyNothingIsSent(roled, assessment);
  if (mayAbandon && isWaitNearlyOver(waitedMs, hook.heartbeatTimeoutMs)) {
    const text = `${why.text}. It has waited ${formatDuration(waitedMs)}, near the hook's limit, so it is retained`;
    return [
      { instanceId, step: 'abandon', reason: reason('retain', text, { instanceId, cause: why.code }) },
      ...beside,
    ];
  }
  return [keep];
}

function heartbeatIfDue(
  roled: RoledNode,
  { snapshot, nowMs }: Assessment,
  why: Reason | undefined,
): HookStep {
  const { instanceId } = roled.node;
  const { hook } = snapshot;
  const because = why ?? reason('kept-waiting', `${instanceId} is kept waiting`, { instanceId });
  if (!hook) return { instanceId, step: 'wait', reason: because };
  const waitingSinceMs = roled.learned?.hook?.waitingSinceMs ?? nowMs;
  const sinceHeartbeatMs =
    nowMs - (roled.learned?.hook?.heartbeatAtMs ?? waitingSinceMs - hook.heartbeatTimeoutMs);
  const isDue = sinceHeartbeatMs >= HEARTBEAT_SHARE * hook.heartbeatTimeoutMs;
  return { instanceId, step: isDue ? 'heartbeat' : 'wait', reason: because };
}

/** Retained nodes that this snapshot proves empty. */
export function provedRetained(assessment: Assessment): readonly string[] {
  return assessment.roles.nodes
    .filter((roled) => roled.node.stage === 'retained' && !whyUnproved(roled, assessment))
    .map(({ node }) => node.instanceId);
}

function whyUnproved(
  roled: RoledNode,
  assessment: Assessment,
  sampledAfterMs = Number.NEGATIVE_INFINITY,
): Reason | undefined {
  return whyNotProvedEmpty(roled, assessment, {
    sampledAfterMs,
    liveMayGo: assessment.dormant,
    queue: 'has-left',
  });
}

function decideRetained(roled: RoledNode, assessment: Assessment): HookStep {
  const { instanceId } = roled.node;
  const why = whyUnproved(roled, assessment) ?? whyNothingIsSent(roled, assessment);
  if (why) return { instanceId, step: 'wait', reason: why };
  if (!isSecondProof(roled.report, roled.learned?.emptiness?.proof, assessment.snapshot.learned)) {
    const text = `${instanceId} is retained and proved empty once. A later report must prove it again`;
    return { instanceId, step: 'wait', reason: reason('awaiting-second-proof', text, { instanceId }) };
  }
  const text = `${instanceId} is ended, without decrement. It was retained, and proved empty twice`;
  return { instanceId, step: 'end-retained', reason: reason('retained-empty', text, { instanceId }) };
}

function notOurs(instanceId: string): Reason {
  const text = `${instanceId} is proved empty, and none of the group's terminating hooks is ours to complete. Run spillway adopt`;
  return reason('no-hook', text, { instanceId });
}

/** The group is paused, or held until its owner has mended something: heartbeats alone are sent. */
function whyNothingIsSent(
  { node: { instanceId } }: RoledNode,
  { policy, heldFor, nowMs }: Assessment,
): Reason | undefined {
  if (heldFor) return reason('held', `${instanceId}: the group is held`, { instanceId, cause: heldFor.code });
  const isPaused = policy.pauseUntilMs !== undefined && nowMs < policy.pauseUntilMs;
  return isPaused ? reason('paused', `${instanceId}: the group is paused`, { instanceId }) : undefined;
}

function isWaitNearlyOver(waitedMs: number, heartbeatTimeoutMs: number): boolean {
  const limitMs = Math.min(HOOK_WAIT_MAX_MS, HOOK_HEARTBEATS_MAX * heartbeatTimeoutMs);
  return waitedMs >= HOOK_GIVE_UP_SHARE * limitMs;
}
