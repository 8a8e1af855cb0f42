// The actions of simulated Auto Scaling: their names, inputs and answers. How they work is in auto-scaling/.
// Each throws `AwsError` as AWS answers: `ValidationError` for a group or instance that is not there.
import type {
  Activity,
  GroupInstance,
  GroupSpec,
  GroupState,
  InstanceRefresh,
  LifecycleHook,
} from './group-state.ts';

/** A hook's wait is named by its token, or else by its instance. */
export interface HookCall {
  readonly groupName: string;
  readonly hookName: string;
  readonly instanceId?: string | undefined;
  readonly token?: string | undefined;
}

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Operations.html */
export interface AutoScaling {
  /** `readyNodeCount` of its first instances are in service from the start, launched before. */
  createGroup(spec: GroupSpec, start?: { readyNodeCount: number; launchedAtMs: number }): void;
  updateGroup(groupName: string, change: GroupChange): void;
  /** Throws `ResourceInUse` while instances remain, unless forced; forced skips the hooks. */
  deleteGroup(groupName: string, options: { force: boolean }): void;
  /** All groups by name, or those of the names given that exist. */
  describeGroups(groupNames?: readonly string[]): readonly Readonly<GroupState>[];
  describeInstances(
    instanceIds?: readonly string[],
  ): readonly { readonly group: Readonly<GroupState>; readonly instance: Readonly<GroupInstance> }[];
  setDesiredCapacity(change: { groupName: string; desiredCapacity: number }): void;
  /** Ignores protection; goes through the hooks; also ends a retained instance. */
  terminateInstance(change: { instanceId: string; decrement: boolean }): Readonly<Activity>;
  setInstanceProtection(change: {
    groupName: string;
    instanceIds: readonly string[];
    protectedFromScaleIn: boolean;
  }): void;
  setInstanceHealth(change: { instanceId: string; healthStatus: 'Healthy' | 'Unhealthy' }): void;
  completeLifecycleAction(call: HookCall & { result: 'CONTINUE' | 'ABANDON' }): void;
  recordLifecycleActionHeartbeat(call: HookCall): void;
  putLifecycleHook(groupName: string, hook: LifecycleHook): void;
  deleteLifecycleHook(groupName: string, hookName: string): void;
  /** No processes named means all. */
  suspendProcesses(groupName: string, processes?: readonly string[]): void;
  resumeProcesses(groupName: string, processes?: readonly string[]): void;
  /** `given.propagate`: new instances are given them too; not by default. */
  putTags(
    groupName: string,
    tags: Readonly<Record<string, string>>,
    given?: { readonly propagate: boolean },
  ): void;
  deleteTags(groupName: string, names: readonly string[]): void;
  /** Newest first; of one group or of all. */
  describeActivities(groupName?: string): readonly Readonly<Activity>[];
  startInstanceRefresh(
    groupName: string,
    preferences?: { scaleInProtectedInstances?: InstanceRefresh['scaleInProtectedInstances'] },
  ): string;
  describeInstanceRefreshes(groupName: string): readonly Readonly<InstanceRefresh>[];
  /** The instances run on, and are the group's no more; their RDBs keep what they are. */
  detachInstances(change: { groupName: string; instanceIds: readonly string[]; decrement: boolean }): void;
  enterStandby(change: { groupName: string; instanceIds: readonly string[]; decrement: boolean }): void;
  exitStandby(change: { groupName: string; instanceIds: readonly string[] }): void;
  /** Not an action: the instance's machine fails. Health checks find out later. */
  failInstance(instanceId: string): void;
}

export type GroupChange = Partial<
  Pick<
    GroupState,
    | 'minSize'
    | 'maxSize'
    | 'desiredCapacity'
    | 'newInstancesProtectedFromScaleIn'
    | 'terminateHookAbandon'
    | 'hasWeightedCapacity'
    | 'healthCheckType'
    | 'maxInstanceLifetimeSeconds'
    | 'usesSpot'
    | 'deletionProtection'
  >
>;
