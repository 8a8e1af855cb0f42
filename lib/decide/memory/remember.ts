// What a plan leaves in memory for the next cycle: roles seen, proofs, what was asked for, what is wrong.
// Taking observations in is learn.ts.
import type { Plan } from '../../domain/plan.ts';
import type { Report } from '../../domain/node.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { GroupMemory, NodeMemory } from '../../domain/state.ts';
import { isFresh } from '../freshness.ts';

/** What became of a plan, as far as memory is concerned. */
export interface Applied {
  /** Desired capacity that AWS took, or may have taken. */
  readonly desiredCapacity?: number;
  /** Terminated, or perhaps. */
  readonly retiredId?: string;
  /** Hooks that were sent a heartbeat. */
  readonly heartbeats: readonly string[];
}

/** The memory after a plan was applied (or not: then `applied` is empty). */
export function remember(snapshot: Snapshot, plan: Plan, applied: Applied, nowMs: number): GroupMemory {
  const { memory, group, reports } = snapshot;
  const { blindSinceMs, twoLiveSinceMs, ...rest } = memory;
  const { intent } = snapshot;
  const proofsFromMs = Math.max(intent?.lastEndOfDayMs ?? 0, intent?.dormant?.sinceMs ?? 0);
  const nodes: Record<string, NodeMemory> = {};
  for (const [id, node] of Object.entries(memory.nodes)) {
    nodes[id] = rememberNode(id, node, { plan, applied, report: reports.get(id), proofsFromMs, nowMs });
  }
  const seesLive = Object.values(plan.assessed.roles).includes('live');
  const inService = group.nodes.some((node) => node.stage === 'in-service');
  const claimsMs = liveClaims(reports, nowMs);
  const blind = inService && !seesLive;
  return {
    ...rest,
    nodes,
    ...(blind && { blindSinceMs: blindSinceMs ?? nowMs }),
    ...(claimsMs.length > 1 && { twoLiveSinceMs: twoLiveSinceMs ?? Math.min(...claimsMs) }),
    ...(applied.desiredCapacity !== undefined && {
      lastScaleOut: { atMs: nowMs, desiredCapacity: applied.desiredCapacity },
    }),
    ...(applied.retiredId !== undefined && { lastRetirementAtMs: nowMs }),
  };
}

function rememberNode(
  id: string,
  known: NodeMemory,
  now: { plan: Plan; applied: Applied; report: Report | undefined; proofsFromMs: number; nowMs: number },
): NodeMemory {
  const { plan, applied, report, proofsFromMs, nowMs } = now;
  const { proof: first, liveSinceMs, rolledLate, ...rest } = known;
  const proof = first && first.sampledFromMs >= proofsFromMs ? first : undefined;
  const role = plan.assessed.roles[id];
  const isLive = role === 'live';
  const isProved = plan.proved.includes(id) && report !== undefined;
  const observed = report && { sampledFromMs: report.sampledFromMs, observedAtMs: report.observedAtMs };
  return {
    ...rest,
    // The first proof stays the first: a repeat of the same observation must not renew it.
    ...(isProved && observed && { proof: proof ?? observed }),
    ...(isLive && { everLive: true, liveSinceMs: liveSinceMs ?? nowMs }),
    // Forgotten only once it no longer claims to be live: the later of two claims must stay the later.
    ...((role === 'unknown' || report?.live === true) && liveSinceMs !== undefined && { liveSinceMs }),
    ...((plan.assessed.lateRoll === id || (isLive && rolledLate)) && { rolledLate: true }),
    ...(applied.heartbeats.includes(id) && { heartbeatAtMs: nowMs }),
  };
}

function liveClaims(reports: Snapshot['reports'], nowMs: number): readonly number[] {
  return [...reports.values()].filter((r) => r.live === true && isFresh(r, nowMs)).map((r) => r.observedAtMs);
}
