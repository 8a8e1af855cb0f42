// What is looked at of a group by its checks, and the fixes that they have in common. The families are in checks/, their
// order in diagnose-group.ts, and what they look at is read in examine.ts.
import type { KnownCalendar } from '../../../ports/calendar-store.ts';
import type { Plan } from '../../../targets/rdb-group/domain/plan.ts';
import type { ParsedPolicy } from '../../../targets/rdb-group/domain/policy.ts';
import type { SecretOwners } from '../../../targets/rdb-group/domain/secret-owners.ts';
import type { Snapshot } from '../../../targets/rdb-group/domain/snapshot.ts';
import type { GroupState } from '../../../targets/rdb-group/domain/state.ts';
import type {
  GroupSettings,
  InstanceRefreshSetting,
  MemoryAlarm,
  ScalingPolicySetting,
  ScheduledActionSetting,
  ScheduleSetting,
} from '../../../targets/rdb-group/ports/group-settings.ts';
import type { GroupJournalEntry } from '../../../targets/rdb-group/ports/group-journal.ts';
import { shellWord, type Asked, type Check } from '../../doctor/check.ts';

/** A snapshot, and what would be decided on it now. */
export interface Look {
  readonly snapshot: Snapshot;
  readonly plan: Plan;
}

/** Everything that checks look at, read once. */
export interface Examined {
  readonly groupName: string;
  readonly nowMs: number;
  readonly settings: GroupSettings;
  readonly policy: ParsedPolicy;
  readonly scalingPolicies: Asked<readonly ScalingPolicySetting[]>;
  readonly scheduledActions: Asked<readonly ScheduledActionSetting[]>;
  readonly refreshes: Asked<readonly InstanceRefreshSetting[]>;
  readonly alarms: Asked<readonly MemoryAlarm[]>;
  readonly schedules: Asked<readonly ScheduleSetting[]>;
  readonly calendar: Asked<KnownCalendar>;
  /** Of the secret with which the RDBs are asked; `undefined` without one. */
  readonly secret: Asked<SecretOwners | undefined>;
  readonly spotInstances: Asked<readonly string[]>;
  readonly state: Asked<GroupState | undefined>;
  /** Newest first. */
  readonly journal: Asked<readonly GroupJournalEntry[]>;
  /** `undefined` where the tags do not make a policy. */
  readonly look: Asked<Look | undefined>;
  /** What a server of the group costs an hour, as whoever asks says: AWS's price lists are not read. */
  readonly pricePerHourUsd?: number;
}

export type GroupCheck = Check<Examined>;

/** `aws autoscaling <action> --auto-scaling-group-name <group> <rest>`. */
export function awsFix({ groupName }: Examined, action: string, rest = ''): string {
  const tail = rest === '' ? '' : ` ${rest}`;
  return `aws autoscaling ${action} --auto-scaling-group-name ${shellWord(groupName)}${tail}`;
}

/** Sets one tag of the group. */
export function tagFix({ groupName }: Examined, key: string, value: string): string {
  return `aws autoscaling create-or-update-tags --tags ${shellWord(
    `ResourceId=${groupName},ResourceType=auto-scaling-group,Key=${key},Value=${value},PropagateAtLaunch=false`,
  )}`;
}

export function adoptFix({ groupName }: Examined): string {
  return `spillway adopt ${shellWord(groupName)}`;
}
