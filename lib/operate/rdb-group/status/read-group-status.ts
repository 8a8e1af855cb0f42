// One group as it stands: settings, nodes with their roles, spares, lease, last plan. Reads only: it
// observes and decides as a cycle would, without the lease, and throws the plan away.
import { ageMs } from '../../../targets/rdb-group/decide/freshness.ts';
import { decide } from '../../../targets/rdb-group/decide/decide.ts';
import { withLastLook } from '../with-last-look.ts';
import { observe } from '../../../targets/rdb-group/observe/observe.ts';
import type { DrillStore } from '../../../ports/drills.ts';
import type { GroupPorts } from '../../../targets/rdb-group/ports/group-ports.ts';
import { whyHeld } from '../../../cycle/why-held.ts';
import { attentionOf } from '../../../core/attention.ts';
import type { Group } from '../../../targets/rdb-group/domain/group.ts';
import { isManaged } from '../../../targets/rdb-group/domain/group.ts';
import { memoryUsedPercent } from '../../../targets/rdb-group/domain/node.ts';
import type { Role } from '../../../targets/rdb-group/domain/plan.ts';
import { parsePolicy } from '../../../targets/rdb-group/domain/policy.ts';
import type { Snapshot } from '../../../targets/rdb-group/domain/snapshot.ts';
import { NOTHING_LEARNED, type GroupState } from '../../../targets/rdb-group/domain/state.ts';
import { lastDrillPart, lastPlanPart, leasePart, type StatusFrame } from '../../status/status-lines.ts';

/** Plain JSON, as `status --json` prints it. Times are ms since the epoch, durations ms. */
export interface GroupStatus extends StatusFrame {
  readonly groupName: string;
  readonly managed: boolean;
  readonly mode: 'act' | 'dry-run' | 'off' | 'held: bad tags';
  readonly minSize: number;
  readonly desiredCapacity: number;
  readonly maxSize: number;
  readonly sparesHave?: number;
  readonly sparesWanted?: number;
  /** Until the live node rolls at the stream's rate; `null` if it is not filling. */
  readonly timeToRollMs: number | null;
  readonly nodes: readonly NodeStatus[];
}

export interface NodeStatus {
  readonly instanceId: string;
  readonly role: Role | 'leaving';
  readonly lifecycleState: string;
  readonly availabilityZone: string;
  readonly protectedFromScaleIn: boolean;
  readonly suspect: boolean;
  readonly memoryUsedPercent?: number;
  readonly rows?: number;
  readonly busy?: boolean;
  readonly reportAgeMs?: number;
}

/** Reads a group's status. Throws `PortError` if a read gave no complete answer. */
export async function readGroupStatus(
  group: Group,
  ports: GroupPorts,
  drills?: Pick<DrillStore, 'readLastDrill'>,
): Promise<GroupStatus> {
  const [kept, lastDrill] = await Promise.all([
    ports.stateStore.readState(group.name),
    drills?.readLastDrill(group.name),
  ]);
  const nowMs = ports.clock.nowMs();
  const parsed = parsePolicy(group.tags);
  const base = {
    groupName: group.name,
    managed: isManaged(group),
    minSize: group.minSize,
    desiredCapacity: group.desiredCapacity,
    maxSize: group.maxSize,
    ...leasePart(kept?.lease, nowMs),
    attention: attentionOf(kept?.troubles ?? {}, nowMs),
    ...lastPlanPart(kept?.learned.lastPlan),
    ...lastDrillPart(lastDrill),
  };
  const state: GroupState = kept ?? { learned: NOTHING_LEARNED };
  const heldFor = whyHeld(group.name, parsed, state);
  if (!parsed.ok) {
    const nodes = group.nodes.map((node) => nodeBase(node));
    return { ...base, mode: 'held: bad tags', timeToRollMs: null, wouldNow: heldFor?.text ?? '', nodes };
  }
  const { policy } = parsed;
  const snapshot = await observe({ group, policy, state }, withLastLook(ports, state));
  const plan = decide(snapshot, policy, ports.clock.nowMs(), heldFor ? { heldFor } : {});
  const { roles, sparesHave, sparesWanted, timeToRollMs, suspects } = plan.assessed;
  return {
    ...base,
    mode: policy.mode,
    sparesHave,
    sparesWanted,
    timeToRollMs,
    wouldNow: `${plan.kind}: ${plan.reason.text}`,
    nodes: group.nodes.map((node) => ({
      ...nodeBase(node),
      role: roles[node.instanceId] ?? 'leaving',
      suspect: suspects.includes(node.instanceId),
      ...reported(node.instanceId, snapshot, nowMs),
    })),
  };
}

function nodeBase(node: Group['nodes'][number]): NodeStatus {
  const { instanceId, lifecycleState, availabilityZone, protectedFromScaleIn } = node;
  return {
    instanceId,
    lifecycleState,
    availabilityZone,
    protectedFromScaleIn,
    role: 'unknown',
    suspect: false,
  };
}

/** What its latest report says, however old: the age stands beside it. */
function reported(instanceId: string, { reports }: Snapshot, nowMs: number): Partial<NodeStatus> {
  const report = reports.get(instanceId);
  if (!report) return {};
  const usedPercent = memoryUsedPercent(report);
  return {
    reportAgeMs: ageMs(report, nowMs),
    ...(usedPercent !== undefined && { memoryUsedPercent: usedPercent }),
    ...(report.rows !== undefined && { rows: report.rows }),
    ...(report.busy !== undefined && { busy: report.busy }),
  };
}
