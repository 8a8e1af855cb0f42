// What each node of a simulated group was, and from when on: from the world's events, and from looks at it.
import type { ReportNode, ReportRole } from '../../report/report-data.ts';
import type { RdbStage } from '../../sim/rdb/rdb-node.ts';
import type { WorldEvent } from '../../sim/world-events.ts';

export interface NodeRoles {
  listen(event: WorldEvent): void;
  /** What a node is at a moment; for nodes that were there before anybody listened. */
  see(instanceId: string, stage: RdbStage, atMs: number): void;
  of(instanceId: string): ReportNode['roles'];
}

const ROLE_OF_STAGE: Readonly<Record<RdbStage, ReportRole | undefined>> = {
  booting: 'launching',
  starting: 'launching',
  queued: 'queued',
  live: 'live',
  rolled: 'rolled',
  flushed: 'flushed',
  gone: undefined,
};

const ROLE_FROM_EVENT: Readonly<Partial<Record<WorldEvent['kind'], ReportRole>>> = {
  launched: 'launching',
  queued: 'queued',
  live: 'live',
  rolled: 'rolled',
  flushed: 'flushed',
  'left-queue': 'flushed',
};

export function createNodeRoles(): NodeRoles {
  const roles = new Map<string, { fromMs: number; role: ReportRole }[]>();

  function note(instanceId: string, role: ReportRole | undefined, atMs: number): void {
    if (role === undefined) return;
    const known = roles.get(instanceId) ?? [];
    roles.set(instanceId, known);
    if (known.at(-1)?.role !== role) known.push({ fromMs: atMs, role });
  }

  return {
    listen(event) {
      if ('instanceId' in event) note(event.instanceId, ROLE_FROM_EVENT[event.kind], event.atMs);
    },
    see: (instanceId, stage, atMs) => note(instanceId, ROLE_OF_STAGE[stage], atMs),
    of: (instanceId) => roles.get(instanceId) ?? [],
  };
}
