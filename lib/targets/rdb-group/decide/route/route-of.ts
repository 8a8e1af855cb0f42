// What a look has shown of where a group's data is. Concludes nothing that the decision has not: roles are its own; but
// presumes less, as whoever asks relies on it. What a node is believed to hold is believed only while nothing can change it.
import type { KnownNode, NodeRole, NodeStatus, Route } from '../../../../routing/route.ts';
import { LOOK_AGE_MAX_MS } from '../../../../routing/why-incomplete.ts';
import type { Node, Report } from '../../domain/node.ts';
import type { NodeLearned } from '../../domain/learned/node-learned.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { isFresh } from '../freshness.ts';
import { REPLAY_MAX_MS } from '../limits.ts';
import { bornAtMs } from '../roles.ts';
import { believedSlices } from './believed-slices.ts';

export interface Looked {
  readonly seen: Snapshot;
  readonly plan: Plan;
  readonly policy: Pick<Policy, 'probe' | 'lateDataMs' | 'burstFactor'>;
}

/** All but its version. Pure. */
export function routeOf({ seen, plan, policy }: Looked): Omit<Route, 'version'> {
  const { group, reports, learned, disputed } = seen;
  const asOfMs = learned.looks.lastLookAtMs ?? 0;
  return {
    group: group.name,
    asOfMs,
    basis: [...reports.values()].some((report) => report.tables) ? 'slices' : 'roles',
    lateDataMs: policy.lateDataMs,
    ...(isTurnOpen({ seen, plan, policy }, asOfMs) && { isTurnOpen: true }),
    nodes: group.nodes.map((node): KnownNode => {
      const { instanceId } = node;
      const latest = reports.get(instanceId);
      const isBelieved = latest && isFresh(latest, asOfMs, learned) && !disputed?.has(instanceId);
      return {
        ...knownOf({
          node,
          report: isBelieved ? latest : undefined,
          learned: learned.nodes[instanceId],
          plan,
          asOfMs,
        }),
        nodeId: instanceId,
        azId: node.availabilityZoneId ?? null,
        launchedAtMs: learned.nodes[instanceId]?.launch.launchedAtMs ?? node.launchedAtMs ?? null,
        address: seen.addresses?.get(instanceId) ?? null,
        port: policy.probe.port,
        processes: policy.probe.processes,
        asOfMs: latest?.observedAtMs ?? null,
      };
    }),
  };
}

/**
 * The live node may reach its roll threshold while this look is believed, at burst rate, and nobody waits. Where nobody knows
 * how fast it fills, what counts is whether a spare is wanted.
 */
function isTurnOpen({ seen: { group, reports }, plan, policy }: Looked, asOfMs: number): boolean {
  const { roles, rollDue, timeToRollMs, sparesWanted } = plan.assessed;
  const waits = group.nodes.some(
    ({ instanceId, stage }) => stage === 'in-service' && roles[instanceId] === 'queued',
  );
  if (waits) return false;
  if (rollDue !== undefined) return true;
  if (timeToRollMs === null) return sparesWanted > 0;
  const oldest = group.nodes.flatMap(({ instanceId }) =>
    roles[instanceId] === 'live' ? [asOfMs - (reports.get(instanceId)?.observedAtMs ?? asOfMs)] : [],
  );
  return timeToRollMs <= policy.burstFactor * (LOOK_AGE_MAX_MS + Math.max(0, ...oldest));
}

interface Sight {
  readonly node: Node;
  /** Absent where it is too old, or contradicted. */
  readonly report: Report | undefined;
  readonly learned: NodeLearned | undefined;
  readonly plan: Plan;
  readonly asOfMs: number;
}

function knownOf(sight: Sight): Pick<KnownNode, 'status' | 'role' | 'tables' | 'messages'> {
  const { report, learned } = sight;
  const role = report ? roleOf(sight, report) : unheardRole(sight);
  const { tables = {}, messages } = report ?? {};
  const holds = role === 'live' || role === 'rolled';
  return {
    status: statusOf(sight, role),
    role,
    tables: believedSlices(tables, learned?.last?.arrivedAfterMs),
    ...(messages && holds && { messages }),
  };
}

/**
 * Two that claim to be live are both taken at their word. An empty node waits for its turn unless it says itself that
 * it is not in the queue: elsewhere that is presumed.
 */
function roleOf({ node, plan }: Sight, report: Report): NodeRole {
  const role = plan.assessed.roles[node.instanceId] ?? 'unknown';
  if (report.live === true || role === 'live') return 'live';
  if (report.queued === true) return 'queued';
  // That a node is empty is known by its rows alone: memory proves nothing.
  if (report.rows !== 0) return role === 'flushed' ? 'rolled' : role;
  return role === 'flushed' && report.queued === false ? 'flushed' : 'queued';
}

/**
 * Of one that Auto Scaling has begun to end there are no reports. It holds nothing if it was last seen so, at rest, and out of the
 * queue: else its turn may have come since, whoever ends it.
 */
function unheardRole({ node, learned }: Sight): NodeRole {
  const { rows, live, queued, busy } = learned?.last ?? {};
  const isEmptied = rows === 0 && live === false && queued === false && busy !== true;
  return node.stage === 'terminating' && isEmptied ? 'flushed' : 'unknown';
}

function statusOf(sight: Sight, role: NodeRole): NodeStatus {
  const { node, report, learned, plan } = sight;
  const isReplaying = role === 'rolled' && mayReplay(sight);
  const isLeaving = node.stage === 'terminating' || node.stage === 'terminating-wait';
  // One without rows may be about to have some: its process has begun anew, and replays.
  if (isLeaving) return isReplaying || (role === 'flushed' && report?.busy === true) ? 'busy' : 'leaving';
  if (!report) {
    const isExpected = learned?.launch.firstReportAtMs === undefined;
    return isExpected && !plan.assessed.suspects.includes(node.instanceId) ? 'launching' : 'silent';
  }
  return report.busy === true || isReplaying ? 'busy' : 'ready';
}

/** What it holds is then not all that it will: also of one that has begun to leave. */
function mayReplay({ report, learned, asOfMs }: Sight): boolean {
  return report?.busy === true || (!learned?.turn?.everLive && asOfMs - bornAtMs(learned) < REPLAY_MAX_MS);
}
