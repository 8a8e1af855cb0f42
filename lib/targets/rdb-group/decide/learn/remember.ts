// What a plan leaves to be known in the next cycle: roles seen, proofs, what was asked for, what is wrong.
// Taking observations in is learn.ts.
import type { Draft } from '../../../../learning/draft.ts';
import type { Action, Plan } from '../../domain/plan.ts';
import type { Report } from '../../domain/node.ts';
import { mayHaveChanged, type Outcome } from '../../../../core/outcome.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { NodeLearned } from '../../domain/learned/node-learned.ts';
import type { GroupLearned, DormancyLearned } from '../../domain/state.ts';
import { turnPassedOnAtMs } from '../dormancy.ts';
import { isFresh } from '../freshness.ts';
import { learnPassedOver } from './learn-passed-over.ts';
import { withoutEmptyGroups } from '../../domain/without-empty-groups.ts';

/** An action, and what became of it. */
export interface Done {
  readonly action: Action;
  readonly outcome: Outcome;
}

/**
 * What is known after a plan was carried out. An action whose outcome is unknown is remembered as if it had been
 * applied; one that was rejected or never sent is not.
 */
export function remember(snapshot: Snapshot, plan: Plan, done: readonly Done[], nowMs: number): GroupLearned {
  const { learned, group, reports, intent } = snapshot;
  const { blindSinceMs, twoLiveSinceMs } = learned.claims;
  const proofsFromMs = Math.max(intent?.lastEndOfDayMs ?? 0, intent?.dormant?.sinceMs ?? 0);
  const nodes: Record<string, NodeLearned> = {};
  let isAnyNew = false;
  for (const [id, node] of Object.entries(learned.nodes)) {
    nodes[id] = rememberNode(id, node, { plan, done, report: reports.get(id), proofsFromMs, nowMs });
    isAnyNew ||= nodes[id] !== node;
  }
  const seesLive = Object.values(plan.assessed.roles).includes('live');
  const inService = group.nodes.some((node) => node.stage === 'in-service');
  const claimsMs = liveClaims(snapshot, nowMs);
  const blind = inService && !seesLive;
  const known: Draft<GroupLearned> = { ...learned };
  known.nodes = learnPassedOver(isAnyNew ? nodes : learned.nodes, snapshot, plan);
  const { changes, sleep } = rememberChanges(snapshot, plan, done, nowMs);
  known.changes = changes;
  known.sleep = sleep;
  known.claims = {
    ...(blind && { blindSinceMs: blindSinceMs ?? nowMs }),
    ...(claimsMs.length > 1 && { twoLiveSinceMs: twoLiveSinceMs ?? Math.min(...claimsMs) }),
  };
  return known;
}

function rememberChanges(
  snapshot: Snapshot,
  plan: Plan,
  done: readonly Done[],
  nowMs: number,
): Pick<GroupLearned, 'changes' | 'sleep'> {
  const { learned, intent } = snapshot;
  const waking = rememberWaking(snapshot, plan);
  // As on most looks: nothing was done, and nobody was woken.
  if (done.length === 0 && waking.wokenFromMs === undefined) return learned;
  const sent = done.filter(({ outcome }) => mayHaveChanged(outcome)).map(({ action }) => action);
  const scaleOut = sent.find((action) => action.kind === 'set-desired');
  const retirement = sent.find((action) => action.kind === 'retire');
  const role = retirement && (plan.assessed.roles[retirement.instanceId] ?? 'unknown');
  const dormantSinceMs = intent?.dormant?.sinceMs;
  return {
    changes: {
      ...learned.changes,
      ...(scaleOut && { lastScaleOut: { atMs: nowMs, desiredCapacity: scaleOut.desiredCapacity } }),
      ...(retirement && role && { lastRetirement: { atMs: nowMs, role, instanceId: retirement.instanceId } }),
    },
    sleep: {
      ...learned.sleep,
      ...(role === 'live' &&
        dormantSinceMs !== undefined && {
          turnPassedOnAtMs: turnPassedOnAtMs(learned, dormantSinceMs) ?? nowMs,
        }),
      ...waking,
    },
  };
}

/** Waking is one-way: what woke the group may be gone by the next look. */
function rememberWaking({ intent }: Snapshot, { assessed }: Plan): Pick<DormancyLearned, 'wokenFromMs'> {
  const isWoken = intent?.dormant !== undefined && !assessed.dormant;
  return isWoken ? { wokenFromMs: intent.dormant.sinceMs } : {};
}

function rememberNode(
  id: string,
  known: NodeLearned,
  now: {
    plan: Plan;
    done: readonly Done[];
    report: Report | undefined;
    proofsFromMs: number;
    nowMs: number;
  },
): NodeLearned {
  const { plan, done, report, proofsFromMs, nowMs } = now;
  const role = plan.assessed.roles[id];
  const isLive = role === 'live';
  const isProved = plan.proved.includes(id) && report !== undefined;
  const isHeartbeatSent = done.some(
    ({ action, outcome }) =>
      action.kind === 'heartbeat' && action.instanceId === id && outcome.kind === 'applied',
  );
  const isProtected = done.some(
    ({ action, outcome }) =>
      action.kind === 'protect' && action.instanceIds.includes(id) && outcome.kind === 'applied',
  );
  const isLate = plan.assessed.lateRoll === id;
  // Of a node that is not live, and of which nothing was concluded or done, there is nothing to write or to forget.
  const isAffected = isLive || isProved || isLate || isHeartbeatSent || isProtected;
  if (
    !isAffected &&
    !known.emptiness?.proof &&
    !known.turn?.rolledLate &&
    known.turn?.liveSinceMs === undefined
  )
    return known;
  // Nor of the live one, look after look.
  const isStillLive = isLive && known.turn?.everLive && known.turn.liveSinceMs !== undefined;
  // Flushed at the end of day and still live, it may be late again on the next one. Of two live ones nobody knows which is due.
  const isDue = plan.assessed.rollDue === id || plan.assessed.twoLive;
  const isLateOver = known.turn?.rolledLate && isLive && !isDue && report?.memory !== undefined;
  const isAnythingNew =
    isProved || isLate || isLateOver || isHeartbeatSent || isProtected || known.emptiness?.proof;
  if (isStillLive && !isAnythingNew) return known;
  const { proof: first, ...emptiness } = known.emptiness ?? {};
  const { liveSinceMs, rolledLate, ...turn } = known.turn ?? {};
  const proof = first && first.sampledFromMs >= proofsFromMs ? first : undefined;
  const observed = report && { sampledFromMs: report.sampledFromMs, observedAtMs: report.observedAtMs };
  return withoutEmptyGroups({
    ...known,
    // The first proof stays the first: a repeat of the same observation must not renew it.
    emptiness: { ...emptiness, ...(isProved && observed && { proof: proof ?? observed }) },
    turn: {
      ...turn,
      ...(isLive && { everLive: true, liveSinceMs: liveSinceMs ?? nowMs }),
      // Forgotten only once it no longer claims to be live: the later of two claims must stay the later.
      ...((role === 'unknown' || report?.live === true) && liveSinceMs !== undefined && { liveSinceMs }),
      // Counted once, also where it is silent for a while.
      ...((isLate || ((isLive || role === 'unknown') && rolledLate && !isLateOver)) && { rolledLate: true }),
    },
    ...(isHeartbeatSent && { hook: { ...known.hook, heartbeatAtMs: nowMs } }),
    ...(isProtected && { protectedAtMs: nowMs }),
  });
}

/** Of the nodes of which a role is concluded: one that is being terminated may say what it likes. */
function liveClaims({ group, reports, learned }: Snapshot, nowMs: number): readonly number[] {
  return group.nodes.flatMap(({ instanceId, stage }) => {
    const report = reports.get(instanceId);
    if (stage === 'terminating' || report?.live !== true) return [];
    return isFresh(report, nowMs, learned) ? report.observedAtMs : [];
  });
}
