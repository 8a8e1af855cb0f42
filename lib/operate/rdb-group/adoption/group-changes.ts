// The changes that adopting or releasing a group takes: their names and numbers, and how a tag is put.
import type {
  GroupSettings,
  LifecycleHookSetting,
  SettingChange,
} from '../../../targets/rdb-group/ports/group-settings.ts';
import { MEMORY_ALARM_PREFIX, PROTECTION_IDS_MAX } from '../../../targets/rdb-group/ports/group-settings.ts';
import type { ChangePlan, PlannedChange } from '../../adoption/planned-change.ts';

export type GroupChange = PlannedChange<SettingChange>;
export type GroupChangePlan = ChangePlan<SettingChange>;

/** Between two heartbeats; the cycles send one after half of it. The default of Auto Scaling. */
export const ADOPTED_HOOK_HEARTBEAT_S = 3_600;

/** Auto Scaling's process that moves instances between zones, ending some. */
export const AZ_REBALANCE = 'AZRebalance';

/** The period of a group's own alarm, s: the finest that CloudWatch has. */
export const GROUP_ALARM_PERIOD_S = 10;

/** Name of the alarm that `adopt --alarm` makes; its prefix routes it to `on-alarm`. */
export function groupAlarmName(groupName: string): string {
  return `${MEMORY_ALARM_PREFIX}group-${groupName}`;
}

/** A tag put with the propagation that it has. */
export function putTag(settings: GroupSettings, key: string, value: string): SettingChange {
  return { kind: 'put-tag', key, value, propagate: settings.propagatedTags.includes(key) };
}

/** Terminating hooks in the order in which cycles see them. */
export function terminatingHooks(hooks: readonly LifecycleHookSetting[]): readonly LifecycleHookSetting[] {
  return hooks.filter((hook) => hook.transition === 'terminating').sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Ids as many at a time as one call takes. */
export function inBatches(ids: readonly string[]): readonly (readonly string[])[] {
  const batches: (readonly string[])[] = [];
  for (let start = 0; start < ids.length; start += PROTECTION_IDS_MAX) {
    batches.push(ids.slice(start, start + PROTECTION_IDS_MAX));
  }
  return batches;
}
