// What to do about nodes that Auto Scaling is terminating (they wait in the hook) or has retained.
//
//   Terminating:Wait ──proved empty since the wait began──▶ CONTINUE ──▶ gone
//        │  data, or not proved: heartbeat
//        └──the hook's own limit near, and the group retains──▶ ABANDON ──▶ Terminating:Retained
//   Terminating:Retained ──proved empty twice──▶ terminate again, without decrement ──▶ Terminating:Wait
import type { HookStep, Reason } from '../../domain/plan.ts';
import { formatDuration } from '../../domain/units.ts';
import type { Assessment } from '../assess.ts';
import { HEARTBEAT_SHARE, HOOK_GIVE_UP_SHARE, HOOK_HEARTBEATS_MAX, HOOK_WAIT_MAX_MS } from '../limits.ts';
import { whyNotProvedEmpty } from './prove-empty.ts';
import { reason } from '../reason.ts';
import type { RoledNode } from '../roles.ts';

/** One step for each node that waits or is retained, in the group's order. */
export function decideHooks(assessment: Assessment): readonly HookStep[] {
  if (assessment.policy.mode === 'off') return [];
  return assessment.roles.nodes.flatMap((roled) => {
    if (roled.node.stage === 'terminating-wait') return [decideWaiting(roled, assessment)];
    if (roled.node.stage === 'retained') return [decideRetained(roled, assessment)];
    return [];
  });
}

function decideWaiting(roled: RoledNode, assessment: Assessment): HookStep {
  const { instanceId } = roled.node;
  const { nowMs, snapshot, dormant } = assessment;
  const waitingSinceMs = roled.memory?.waitingSinceMs ?? nowMs;
  const unproved = whyNotProvedEmpty(roled, assessment, {
    sampledAfterMs: waitingSinceMs,
    liveMayGo: dormant,
  });
  const waited = formatDuration(nowMs - waitingSinceMs);
  if (!unproved && !isPaused(assessment)) {
    const text = `${instanceId} was proved empty after it began to wait: its termination may go on`;
    return { instanceId, step: 'continue', reason: reason('proved-in-hook', text, { instanceId }) };
  }
  const why = unproved ?? reason('paused', `${instanceId}: the group is paused`, { instanceId });
  const { hook, group } = snapshot;
  if (!hook) return { instanceId, step: 'wait', reason: why };
  if (isWaitNearlyOver(nowMs - waitingSinceMs, hook.heartbeatTimeoutMs) && group.retainsOnAbandon) {
    const text = `${why.text}; it has waited ${waited}, near the hook's limit, and the group retains: the wait is given up`;
    return { instanceId, step: 'abandon', reason: reason('retain', text, { instanceId, cause: why.code }) };
  }
  const sinceHeartbeatMs = nowMs - (roled.memory?.heartbeatAtMs ?? waitingSinceMs - hook.heartbeatTimeoutMs);
  const isDue = sinceHeartbeatMs >= HEARTBEAT_SHARE * hook.heartbeatTimeoutMs;
  return { instanceId, step: isDue ? 'heartbeat' : 'wait', reason: why };
}

/** Retained nodes that this snapshot proves empty. */
export function provedRetained(assessment: Assessment): readonly string[] {
  return assessment.roles.nodes
    .filter((roled) => roled.node.stage === 'retained' && !whyRetainedUnproved(roled, assessment))
    .map(({ node }) => node.instanceId);
}

function whyRetainedUnproved(roled: RoledNode, assessment: Assessment): Reason | undefined {
  const terms = { sampledAfterMs: Number.NEGATIVE_INFINITY, liveMayGo: assessment.dormant };
  return whyNotProvedEmpty(roled, assessment, terms);
}

function decideRetained(roled: RoledNode, assessment: Assessment): HookStep {
  const { instanceId } = roled.node;
  const unproved = whyRetainedUnproved(roled, assessment);
  if (unproved) return { instanceId, step: 'wait', reason: unproved };
  const first = roled.memory?.proof;
  const isSecond = first !== undefined && (roled.report?.sampledFromMs ?? 0) > first.sampledFromMs;
  if (!isSecond || isPaused(assessment)) {
    const text = `${instanceId} is retained and proved empty once; a later observation must prove it again`;
    return { instanceId, step: 'wait', reason: reason('awaiting-second-proof', text, { instanceId }) };
  }
  const text = `${instanceId} is retained and was proved empty twice: it is ended, without decrement`;
  return { instanceId, step: 'end-retained', reason: reason('retained-empty', text, { instanceId }) };
}

function isPaused({ policy, nowMs }: Assessment): boolean {
  return policy.pauseUntilMs !== undefined && nowMs < policy.pauseUntilMs;
}

function isWaitNearlyOver(waitedMs: number, heartbeatTimeoutMs: number): boolean {
  const limitMs = Math.min(HOOK_WAIT_MAX_MS, HOOK_HEARTBEATS_MAX * heartbeatTimeoutMs);
  return waitedMs >= HOOK_GIVE_UP_SHARE * limitMs;
}
