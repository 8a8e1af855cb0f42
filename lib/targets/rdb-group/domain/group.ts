// A group: an Auto Scaling group whose instances run RDBs in one tickerplant queue.
import { MANAGED_TAG } from '../../../core/tags/tag-policy.ts';
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
  /** As AWS names it; absent where nothing but a name is known. */
  readonly arn?: string;
}

export { MANAGED_TAG };

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

/** The hook that `spillway adopt` makes. */
export const KEEP_DATA_HOOK = 'spillway-keep-data';

/** Names the hook that was there and that `adopt` made ours. */
export const ADOPTED_HOOK_TAG = 'spillway:adopted-hook';

/**
 * The terminating hook that cycles answer: the adopted one, else the one that `adopt` makes, else the only one there
 * is. Of several that belong to others none is ours, and none is answered.
 */
export function ourHook<Hook extends { readonly name: string }>(
  { tags }: Pick<Group, 'tags'>,
  hooks: readonly Hook[],
): Hook | undefined {
  const named = (name: string | undefined) => hooks.find((hook) => hook.name === name);
  const only = hooks.length === 1 ? hooks[0] : undefined;
  return named(tags[ADOPTED_HOOK_TAG]) ?? named(KEEP_DATA_HOOK) ?? only;
}
