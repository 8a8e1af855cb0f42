// What a check of `spillway doctor` is: a pure function from what was examined to findings. The families are
// in checks/, their order in diagnose.ts, and what they may look at is read in examine.ts.
import type { PortError } from '../../core/errors.ts';
import type { Plan } from '../../targets/rdb-group/domain/plan.ts';
import type { ParsedPolicy } from '../../targets/rdb-group/domain/policy.ts';
import type { Snapshot } from '../../targets/rdb-group/domain/snapshot.ts';
import type { GroupState } from '../../targets/rdb-group/domain/state.ts';
import type {
  GroupSettings,
  InstanceRefreshSetting,
  MemoryAlarm,
  ScalingPolicySetting,
  ScheduledActionSetting,
  ScheduleSetting,
} from '../../targets/rdb-group/ports/group-settings.ts';
import type { GroupJournalEntry } from '../../targets/rdb-group/ports/group-journal.ts';

/** An answer, or why there is none: one refused read must not hide the other findings. */
export type Asked<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: PortError };

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
  readonly spotInstances: Asked<readonly string[]>;
  readonly state: Asked<GroupState | undefined>;
  /** Newest first. */
  readonly journal: Asked<readonly GroupJournalEntry[]>;
  /** `undefined` where the tags do not make a policy. */
  readonly look: Asked<Look | undefined>;
}

export interface Finding {
  /** `wrong`: data is in danger, or the group would not scale. `note`: worth knowing, and no more. */
  readonly severity: 'wrong' | 'note';
  /** Stable, kebab-case; for counting and for tests. */
  readonly code: string;
  /** A sentence without its full stop. */
  readonly text: string;
  /** A command to run, complete but for what stands in angle brackets. */
  readonly fix: string;
}

/** A family of checks under one title. */
export interface Check {
  readonly title: string;
  readonly findings: (examined: Examined) => readonly Finding[];
}

/** What was answered; `undefined` if it was not. checks/permissions.ts reports what was not. */
export function answered<Value>(asked: Asked<Value>): Value | undefined {
  return asked.ok ? asked.value : undefined;
}

export function wrong(code: string, text: string, fix: string): Finding {
  return { severity: 'wrong', code, text, fix };
}

export function note(code: string, text: string, fix: string): Finding {
  return { severity: 'note', code, text, fix };
}

/** A word for a shell, quoted where it must be. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

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
