// Puts a snapshot into the terms that the rules compare: roles, spares, rate, wanted, permissions.
import { activeNodes } from '../domain/group.ts';
import type { Reason } from '../../../core/reason.ts';
import type { Policy } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { isDormant } from './dormancy.ts';
import type { Filling } from './filling/filling.ts';
import { readFilling } from './filling/read-filling.ts';
import { leadTimeMs, reportedAfterMs } from './lead-time.ts';
import type { Roles } from './roles.ts';
import { assignRoles } from './roles.ts';
import type { Spares } from './spares.ts';
import { countSpares } from './spares.ts';
import type { Wanted } from './wanted.ts';
import { wantedSpares } from './wanted.ts';

/** What is special about this cycle. */
export interface Terms {
  /** Desired capacity, absolute, that an operator asks for; absent in every cycle that no operator started. */
  readonly operatorTarget?: number;
  /** Why nothing may be changed until the owner has mended something: a tag, or the group's state item. */
  readonly heldFor?: Reason;
}

export interface Assessment extends Terms {
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly nowMs: number;
  readonly roles: Roles;
  readonly spares: Spares;
  readonly wanted: Wanted;
  readonly filling: Filling | undefined;
  readonly leadTimeMs: number;
  /** Pending + InService. */
  readonly activeCount: number;
  /** The group's maximum, or the tag's lower one. */
  readonly nodesMax: number;
  readonly dormant: boolean;
  /** Nodes are in service and none has a fresh live report. */
  readonly blind: boolean;
}

/** Everything the rules look at, computed once. */
export function assess(
  snapshot: Snapshot,
  policy: Policy,
  nowMs: number,
  { operatorTarget, heldFor }: Terms,
): Assessment {
  const roles = assignRoles(snapshot, policy, nowMs);
  const leadMs = leadTimeMs(policy, snapshot.learned);
  const spares = countSpares(snapshot, roles, reportedAfterMs(policy, snapshot.learned), nowMs);
  const filling = readFilling(snapshot, policy, roles, nowMs);
  const dormant = isDormant(snapshot, roles, nowMs);
  const inService = snapshot.group.nodes.some((node) => node.stage === 'in-service');
  return {
    snapshot,
    policy,
    nowMs,
    roles,
    spares,
    filling,
    wanted: wantedSpares({ snapshot, policy, roles, spares, filling, leadTimeMs: leadMs, dormant, nowMs }),
    leadTimeMs: leadMs,
    activeCount: activeNodes(snapshot.group).length,
    nodesMax: Math.min(snapshot.group.maxSize, policy.nodesMax ?? Number.POSITIVE_INFINITY),
    dormant,
    blind: inService && roles.live === undefined,
    ...(operatorTarget !== undefined && { operatorTarget }),
    ...(heldFor && { heldFor }),
  };
}
