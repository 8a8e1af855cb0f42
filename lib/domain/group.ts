// A group: an Auto Scaling group whose instances run RDBs in one tickerplant queue.
import type { Node } from './node.ts';

/** An Auto Scaling group as observed at one moment. */
export interface Group {
  readonly name: string;
  readonly minSize: number;
  readonly maxSize: number;
  readonly desiredCapacity: number;
  readonly nodes: readonly Node[];
  readonly tags: Readonly<Record<string, string>>;
  /** An instance type carries a capacity weight: desired capacity no longer counts nodes. */
  readonly hasWeightedCapacity: boolean;
  /** The instance lifecycle policy keeps an instance whose terminating hook is abandoned. */
  readonly retainsOnAbandon: boolean;
  readonly suspendedProcesses: readonly string[];
}

/** The tag that opts a group in; nothing without it is ever touched. */
export const MANAGED_TAG = 'spillway:managed';

/** Whether the group's owner has opted it in. */
export function isManaged(group: Pick<Group, 'tags'>): boolean {
  return group.tags[MANAGED_TAG] === 'true';
}

/** Nodes that count towards desired capacity: Pending and InService, in whatever sub-state. */
export function activeNodes(group: Pick<Group, 'nodes'>): readonly Node[] {
  return group.nodes.filter((node) => node.stage === 'pending' || node.stage === 'in-service');
}

/** A terminating lifecycle hook of a group. */
export interface TerminatingHook {
  readonly name: string;
  readonly defaultResult: 'ABANDON' | 'CONTINUE';
  readonly heartbeatTimeoutMs: number;
}
