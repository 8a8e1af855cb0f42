// The Auto Scaling groups and their instances: reading and changing them.
import type { Group, TerminatingHook } from '../domain/group.ts';
import type { ServerState } from '../domain/node.ts';
import type { Outcome } from '../../../core/outcome.ts';
import type { Settled } from '../../../ports/settled.ts';

/** AWS's largest page: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAutoScalingGroups.html */
export const GROUPS_PER_READ_MAX = 100;

/** Reads. Each throws `PortError` when AWS gave no complete answer; a half-finished page is an error. */
export interface FleetReader {
  /** One group as it is now; `undefined` if there is none of that name. */
  readGroup(groupName: string): Promise<Group | undefined>;
  /**
   * The same of several, at most `GROUPS_PER_READ_MAX`, in one call: each in its order. One whose description lacks a part
   * is its own failure; a call without an answer throws.
   */
  readGroups(groupNames: readonly string[]): Promise<readonly Settled<Group | undefined>[]>;
  /** All groups tagged `spillway:managed` = `true`, page by page; for one whose description lacks a part, it throws at the end. */
  listManagedGroups(): AsyncIterable<readonly Group[]>;
  /** The names of the same, page by page, without the weight of their instances. */
  listManagedNames(): AsyncIterable<readonly string[]>;
  /** The group of an instance, by its `aws:autoscaling:groupName` tag; `undefined` if in none. */
  groupNameOfInstance(instanceId: string): Promise<string | undefined>;
  /** Launch times, ms since the epoch, of those that EC2 knows. */
  readLaunchTimes(instanceIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Whether servers still run, and since when; those that EC2 does not know are absent. */
  readServers(instanceIds: readonly string[]): Promise<ReadonlyMap<string, ServerState>>;
  /** All of the group's terminating hooks, by name; which is ours is concluded in lib/targets/rdb-group/domain/group.ts. */
  readTerminatingHooks(groupName: string): Promise<readonly TerminatingHook[]>;
  /** The group's latest launches that failed, newest first, since a moment. */
  readLaunchFailures(groupName: string, sinceMs: number): Promise<readonly LaunchFailure[]>;
}

/** A scaling activity that failed to launch an instance, such as for want of capacity. */
export interface LaunchFailure {
  readonly atMs: number;
  /** AWS's words: `We currently do not have sufficient t3a.medium capacity in …`. */
  readonly message: string;
}

/** Writes. Sent once; each returns what became of it and throws for nothing that AWS can answer. */
export interface FleetWriter {
  /** Absolute, without honouring the cooldown. */
  setDesiredCapacity(change: { groupName: string; desiredCapacity: number }): Promise<Outcome>;
  /**
   * Protects nodes in service from scale-in; at most `PROTECTION_IDS_MAX` ids. Refused as a whole if one of them is
   * in another stage, or gone: the message names it.
   */
  protectNodes(change: { groupName: string; instanceIds: readonly string[] }): Promise<Outcome>;
  /** Terminates by id; `decrement` lowers the desired capacity with it. */
  terminateInstance(change: { instanceId: string; decrement: boolean }): Promise<Outcome>;
  completeHook(change: HookChange & { result: 'CONTINUE' | 'ABANDON' }): Promise<Outcome>;
  heartbeatHook(change: HookChange): Promise<Outcome>;
}

export interface HookChange {
  readonly groupName: string;
  readonly hookName: string;
  readonly instanceId: string;
}
