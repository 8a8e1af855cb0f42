// The steps of an adoption: each looks at one setting, and is none where that is so already. Pure.
// Their order, which matters, is in plan-adoption.ts.
import { KEEP_DATA_HOOK, ourHook } from '../../../targets/rdb-group/domain/group.ts';
import type {
  GroupSettings,
  LifecycleHookSetting,
  MemoryAlarm,
} from '../../../targets/rdb-group/ports/group-settings.ts';
import type { AdoptionRecord } from './adoption-record.ts';
import { nodesRecord } from './adoption-record.ts';
import type { GroupChange } from './group-changes.ts';
import { someIds } from '../../adoption/planned-change.ts';
import {
  ADOPTED_HOOK_HEARTBEAT_S,
  AZ_REBALANCE,
  GROUP_ALARM_PERIOD_S,
  groupAlarmName,
  inBatches,
  putTag,
  terminatingHooks,
} from './group-changes.ts';

/** A row, and what the setting was for the record. */
export interface Step {
  readonly row: GroupChange;
  readonly was: Partial<AdoptionRecord>;
}

export function protectNewNodes(settings: GroupSettings): readonly Step[] {
  if (settings.newInstancesProtected) return [];
  const already = settings.group.nodes.filter((n) => n.protectedFromScaleIn).map((n) => n.instanceId);
  return [
    {
      row: {
        setting: 'scale-in protection of new nodes',
        now: 'off',
        after: 'on',
        changes: [{ kind: 'protect-new', on: true }],
      },
      was: { newInstancesProtected: false, nodes: nodesRecord('all-but', already) },
    },
  ];
}

export function protectNodes({ group }: GroupSettings): readonly Step[] {
  // Protection begins at InService; a node still booting gets it from the group's setting.
  const open = group.nodes.filter((n) => n.stage === 'in-service' && !n.protectedFromScaleIn);
  const ids = open.map((n) => n.instanceId);
  if (ids.length === 0) return [];
  return [
    {
      row: {
        setting: 'scale-in protection of nodes',
        now: `off for ${someIds(ids)}`,
        after: 'on for all',
        changes: inBatches(ids).map((instanceIds) => ({ kind: 'protect-nodes', instanceIds, on: true })),
      },
      was: { nodes: nodesRecord('only', ids) },
    },
  ];
}

export function suspendAzRebalance({ group }: GroupSettings): readonly Step[] {
  if (group.suspendedProcesses.includes(AZ_REBALANCE)) return [];
  return [
    {
      row: {
        setting: 'process AZRebalance',
        now: 'running',
        after: 'suspended',
        changes: [{ kind: 'suspend', process: AZ_REBALANCE }],
      },
      was: { azRebalance: 'running' },
    },
  ];
}

/** The hook that cycles answer; one of our own where there is none, or where several belong to others. */
export function holdByHook({ group, hooks }: GroupSettings): readonly Step[] {
  const ours = ourHook(group, terminatingHooks(hooks));
  if (ours?.defaultResult === 'ABANDON') return [];
  const hook: LifecycleHookSetting = ours
    ? { ...ours, defaultResult: 'ABANDON' }
    : {
        name: KEEP_DATA_HOOK,
        transition: 'terminating',
        defaultResult: 'ABANDON',
        heartbeatTimeoutS: ADOPTED_HOOK_HEARTBEAT_S,
      };
  return [
    {
      row: {
        setting: `terminating hook ${hook.name}`,
        now: ours ? 'CONTINUE when it times out' : 'none',
        after: 'ABANDON when it times out',
        changes: [{ kind: 'put-hook', hook }],
      },
      was: { hook: ours ? { was: 'CONTINUE', name: ours.name } : { was: 'none' } },
    },
  ];
}

export function retainOnAbandon({ group }: GroupSettings): readonly Step[] {
  if (group.retainsOnAbandon) return [];
  return [
    {
      row: {
        setting: 'a node whose hook is abandoned',
        now: 'is terminated',
        after: 'is retained',
        changes: [{ kind: 'on-abandon', result: 'retain' }],
      },
      was: { onAbandon: 'terminate' },
    },
  ];
}

export function protectFromDeletion(settings: GroupSettings): readonly Step[] {
  if (settings.deletionProtection !== 'none') return [];
  return [
    {
      row: {
        setting: 'deletion protection',
        now: 'none',
        after: 'prevent-force-deletion',
        changes: [{ kind: 'deletion-protection', level: 'prevent-force-deletion' }],
      },
      was: { deletionProtection: 'none' },
    },
  ];
}

export function setTags(settings: GroupSettings, tags: Readonly<Record<string, string>>): readonly Step[] {
  return Object.entries(tags).flatMap(([key, value]): readonly Step[] => {
    const now = settings.group.tags[key];
    if (now === value) return [];
    const row = {
      setting: `tag ${key}`,
      now: now ?? 'not set',
      after: value,
      changes: [putTag(settings, key, value)],
    };
    return [{ row, was: { tags: { [key]: now } } }];
  });
}

export function makeAlarm(
  groupName: string,
  alarms: readonly MemoryAlarm[],
  thresholdPercent: number,
): readonly Step[] {
  const name = groupAlarmName(groupName);
  const known = alarms.find((alarm) => alarm.name === name);
  if (known?.thresholdPercent === thresholdPercent && known.periodS === GROUP_ALARM_PERIOD_S) return [];
  return [
    {
      row: {
        setting: `alarm ${name}`,
        now: known ? `at ${known.thresholdPercent} %, period ${known.periodS} s` : 'none',
        after: `at ${thresholdPercent} %, period ${GROUP_ALARM_PERIOD_S} s`,
        changes: [{ kind: 'put-alarm', name, thresholdPercent, periodS: GROUP_ALARM_PERIOD_S }],
      },
      was: { alarm: 'made' },
    },
  ];
}

export function removeAlarm(groupName: string, alarms: readonly MemoryAlarm[]): readonly Step[] {
  const name = groupAlarmName(groupName);
  if (!alarms.some((alarm) => alarm.name === name)) return [];
  const row: GroupChange = {
    setting: `alarm ${name}`,
    now: 'there',
    after: 'removed',
    changes: [{ kind: 'delete-alarm', name }],
  };
  return [{ row, was: {} }];
}
