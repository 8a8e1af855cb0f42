// Settings of a group that cycles do not look at, and the operator's commands do: protection, hooks, alarms,
// rivals. Read and written by `spillway adopt`, `release` and `doctor` alone (lib/operate); never by a cycle.
// The adapter is lib/aws/rdb-group/group-settings/aws-group-settings-reader.ts.
import type { Group } from '../domain/group.ts';
import type { Outcome } from '../../../core/outcome.ts';
import type { SecretOwners } from '../domain/secret-owners.ts';

/** The metric that a group's alarm watches: published by the live node alone, so it falls with each roll. */
export const LIVE_MEMORY_METRIC = 'LiveMemoryUsedPercent';

/** Alarms with this prefix wake `on-alarm` by EventBridge; infra/alarm-routes.yml matches it. */
export const MEMORY_ALARM_PREFIX = 'spillway-memory-';

/** EventBridge Scheduler's group of the stack's schedules; infra/scheduler.yml names it so. */
export const SCHEDULE_GROUP = 'spillway';

/** A group with all of its settings that bear on data being kept. */
export interface GroupSettings {
  readonly group: Group;
  readonly newInstancesProtected: boolean;
  /** `EC2`, `ELB`, `EC2,EBS`, …; Auto Scaling's own words. */
  readonly healthCheckType: string;
  readonly maxInstanceLifetimeS?: number;
  readonly deletionProtection: DeletionProtection;
  /** Part of the group, or all of it, is asked for as Spot by a mixed-instances policy. */
  readonly asksForSpot: boolean;
  readonly hooks: readonly LifecycleHookSetting[];
  /** Tags that new instances get too; whoever writes a tag keeps it so. */
  readonly propagatedTags: readonly string[];
  /** Of the CloudFormation stack that owns the group; from its `aws:cloudformation:` tags. */
  readonly stack?: { readonly name: string; readonly logicalId: string };
}

export type DeletionProtection = 'none' | 'prevent-force-deletion' | 'prevent-all-deletion';

export interface LifecycleHookSetting {
  readonly name: string;
  readonly transition: 'launching' | 'terminating';
  readonly defaultResult: 'ABANDON' | 'CONTINUE';
  readonly heartbeatTimeoutS: number;
}

/** A scaling policy of the group's own. */
export interface ScalingPolicySetting {
  readonly name: string;
  /** `TargetTrackingScaling`, `StepScaling`, `SimpleScaling`, `PredictiveScaling`. */
  readonly type: string;
  readonly enabled: boolean;
}

/** A scheduled action of Auto Scaling's own. */
export interface ScheduledActionSetting {
  readonly name: string;
  /** A cron expression, or the time of a single run. */
  readonly when: string;
}

export interface InstanceRefreshSetting {
  readonly id: string;
  /** `Pending`, `InProgress`, `Successful`, … */
  readonly status: string;
}

/** A CloudWatch alarm that watches memory. */
export interface MemoryAlarm {
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly stateSinceMs?: number;
  /** Its one group; absent where it covers several through a query. */
  readonly groupName?: string;
  /** A Metrics Insights query; its contributors have states of their own. */
  readonly query?: string;
  readonly metricName?: string;
  readonly periodS?: number;
  readonly thresholdPercent?: number;
  readonly actionsEnabled: boolean;
}

/** One schedule of EventBridge Scheduler that speaks to Spillway. */
export interface ScheduleSetting {
  readonly name: string;
  readonly expression: string;
  /** IANA name; absent where none was given, and then the expression is in UTC. */
  readonly timeZone?: string;
  readonly enabled: boolean;
  /** What it calls. */
  readonly targetArn?: string;
  /** Under which it calls. */
  readonly roleArn?: string;
  /** The payload as it was written, JSON. */
  readonly input?: string;
}

/** Reads. Each throws `PortError` when AWS gave no complete answer or refused. */
export interface GroupSettingsReader {
  /** `undefined` if there is no group of that name. */
  readSettings(groupName: string): Promise<GroupSettings | undefined>;
  readScalingPolicies(groupName: string): Promise<readonly ScalingPolicySetting[]>;
  readScheduledActions(groupName: string): Promise<readonly ScheduledActionSetting[]>;
  readInstanceRefreshes(groupName: string): Promise<readonly InstanceRefreshSetting[]>;
  /** Alarms on the metrics that a node or its CloudWatch agent publishes of its memory. */
  readMemoryAlarms(): Promise<readonly MemoryAlarm[]>;
  /** Schedules of the schedule group `spillway`. */
  readSchedules(): Promise<readonly ScheduleSetting[]>;
  /** Those of the instances that are Spot instances. */
  readSpotInstances(instanceIds: readonly string[]): Promise<readonly string[]>;
  /** For which groups a secret says that it is; nothing of what it holds is read. */
  readSecretOwners(secretName: string): Promise<SecretOwners>;
}

/** One thing to change, absolute: done twice, it is done once. */
export type SettingChange =
  | { readonly kind: 'put-tag'; readonly key: string; readonly value: string; readonly propagate: boolean }
  | { readonly kind: 'delete-tag'; readonly key: string }
  | { readonly kind: 'protect-new'; readonly on: boolean }
  | { readonly kind: 'protect-nodes'; readonly instanceIds: readonly string[]; readonly on: boolean }
  | { readonly kind: 'suspend'; readonly process: string }
  | { readonly kind: 'resume'; readonly process: string }
  | { readonly kind: 'put-hook'; readonly hook: LifecycleHookSetting }
  | { readonly kind: 'delete-hook'; readonly name: string }
  | { readonly kind: 'on-abandon'; readonly result: 'retain' | 'terminate' }
  | { readonly kind: 'deletion-protection'; readonly level: DeletionProtection }
  | {
      readonly kind: 'put-alarm';
      readonly name: string;
      readonly thresholdPercent: number;
      readonly periodS: number;
    }
  | { readonly kind: 'delete-alarm'; readonly name: string };

/** Writes: each change is sent once, and what became of it comes back. */
export interface GroupSettingsWriter {
  change(groupName: string, change: SettingChange): Promise<Outcome>;
}

/** `SetInstanceProtection` takes so many ids: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SetInstanceProtection.html */
export const PROTECTION_IDS_MAX = 50;
