// Who is heard, and what it says is so: what trouble somebody could know of rests on it.
import type { Fault } from '../../../sim/faults.ts';
import { isUp, type RdbNode } from '../../../sim/rdb/rdb-node.ts';
import { GROUP_NAME } from '../../world/create-day.ts';
import type { Run } from '../../world/run.ts';

/** It is made to say that it is live, whether it is or not. */
export function claimsLive(run: Run, node: RdbNode): boolean {
  return run.world.faults.find('metrics-odd', struck(node), run.nowMs())?.odd === 'claims-live';
}

const TELLING_FAULTS = ['metrics-stop', 'metrics-late', 'metrics-missing', 'metrics-ahead', 'lies'] as const;

/** It reports its role and its rows in time, and as they are; `claims-live`: but for being live. */
export function saysAll(run: Run, node: RdbNode, but?: 'claims-live'): boolean {
  return (
    run.options.group.metrics !== 'memory' &&
    run.group().instances.get(node.instanceId)?.lifecycleState === 'InService' &&
    isUp(node) &&
    isHeard(run, node, but)
  );
}

/** What it reports comes in time, and as it is; `claims-live`: but for being live. */
export function isHeard(run: Run, node: RdbNode, but?: 'claims-live'): boolean {
  const odd = run.world.faults.find('metrics-odd', struck(node), run.nowMs())?.odd;
  return odd === but && !TELLING_FAULTS.some((kind) => isStruck(run, node, kind));
}

export function isStruck(run: Run, node: RdbNode, kind: Fault['kind']): boolean {
  return run.world.faults.find(kind, struck(node), run.nowMs()) !== undefined;
}

export function struck({ instanceId }: RdbNode) {
  return { groupName: GROUP_NAME, instanceId };
}

export function nodesInService(run: Run): readonly RdbNode[] {
  return [...run.group().instances.values()].flatMap(({ instanceId, lifecycleState }) =>
    lifecycleState === 'InService' ? (run.tickerplant.nodes.get(instanceId) ?? []) : [],
  );
}
