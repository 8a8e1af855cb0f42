// The steps of a release: each puts one setting back, and is none where that is so already. Pure.
// Their order, which matters, is in plan-release.ts.
import { KEEP_DATA_HOOK } from '../../../targets/rdb-group/domain/group.ts';
import type { Node } from '../../../targets/rdb-group/domain/node.ts';
import type { GroupSettings, MemoryAlarm } from '../../../targets/rdb-group/ports/group-settings.ts';
import type { AdoptionRecord } from './adoption-record.ts';
import { isGroupRecordTag } from './adoption-record.ts';
import type { GroupChange } from './group-changes.ts';
import { someIds } from '../../adoption/planned-change.ts';
import { AZ_REBALANCE, groupAlarmName, inBatches, putTag, terminatingHooks } from './group-changes.ts';

export function tagsBack(
  settings: GroupSettings,
  record: AdoptionRecord,
  isMeant: (key: string) => boolean,
): readonly GroupChange[] {
  return Object.entries(record.tags)
    .filter(([key]) => isMeant(key))
    .flatMap(([key, was]): readonly GroupChange[] => {
      const now = settings.group.tags[key];
      if (now === was) return [];
      return [
        {
          setting: `tag ${key}`,
          now: now ?? 'not set',
          after: was ?? 'not set',
          changes: [was === undefined ? { kind: 'delete-tag', key } : putTag(settings, key, was)],
        },
      ];
    });
}

export function alarmBack(
  groupName: string,
  record: AdoptionRecord,
  alarms: readonly MemoryAlarm[],
): readonly GroupChange[] {
  const name = groupAlarmName(groupName);
  if (!record.alarm || !alarms.some((alarm) => alarm.name === name)) return [];
  return [
    {
      setting: `alarm ${name}`,
      now: 'there',
      after: 'removed',
      changes: [{ kind: 'delete-alarm', name }],
    },
  ];
}

export function retentionBack({ group }: GroupSettings, record: AdoptionRecord): readonly GroupChange[] {
  if (!record.onAbandon || !group.retainsOnAbandon) return [];
  return [
    {
      setting: 'a node whose hook is abandoned',
      now: 'is retained',
      after: 'is terminated',
      changes: [{ kind: 'on-abandon', result: 'terminate' }],
    },
  ];
}

export function hookBack({ hooks }: GroupSettings, { hook }: AdoptionRecord): readonly GroupChange[] {
  if (!hook) return [];
  const name = hook.was === 'none' ? KEEP_DATA_HOOK : hook.name;
  const found = terminatingHooks(hooks).find((one) => one.name === name);
  if (!found || (hook.was === 'CONTINUE' && found.defaultResult === 'CONTINUE')) return [];
  return [
    {
      setting: `terminating hook ${name}`,
      now: `${found.defaultResult} when it times out`,
      after: hook.was === 'none' ? 'removed' : 'CONTINUE when it times out',
      changes: [
        hook.was === 'none'
          ? { kind: 'delete-hook', name }
          : { kind: 'put-hook', hook: { ...found, defaultResult: 'CONTINUE' } },
      ],
    },
  ];
}

export function deletionProtectionBack(
  settings: GroupSettings,
  record: AdoptionRecord,
): readonly GroupChange[] {
  if (!record.deletionProtection || settings.deletionProtection === 'none') return [];
  return [
    {
      setting: 'deletion protection',
      now: settings.deletionProtection,
      after: 'none',
      changes: [{ kind: 'deletion-protection', level: 'none' }],
    },
  ];
}

export function azRebalanceBack({ group }: GroupSettings, record: AdoptionRecord): readonly GroupChange[] {
  if (!record.azRebalance || !group.suspendedProcesses.includes(AZ_REBALANCE)) return [];
  return [
    {
      setting: 'process AZRebalance',
      now: 'suspended',
      after: 'running',
      changes: [{ kind: 'resume', process: AZ_REBALANCE }],
    },
  ];
}

export function protectionBack(settings: GroupSettings, record: AdoptionRecord): readonly GroupChange[] {
  if (record.newInstancesProtected !== false || !settings.newInstancesProtected) return [];
  return [
    {
      setting: 'scale-in protection of new nodes',
      now: 'on',
      after: 'off',
      changes: [{ kind: 'protect-new', on: false }],
    },
  ];
}

/** Nodes whose protection is adopt's doing. */
export function nodesToOpen({ group }: GroupSettings, { nodes }: AdoptionRecord): readonly Node[] {
  if (!nodes || nodes.kind === 'too-many') return [];
  const named = new Set(nodes.instanceIds);
  const isMeant = (id: string) => (nodes.kind === 'only' ? named.has(id) : !named.has(id));
  return group.nodes.filter(
    (n) => n.stage === 'in-service' && n.protectedFromScaleIn && isMeant(n.instanceId),
  );
}

export function nodesBack(settings: GroupSettings, record: AdoptionRecord): readonly GroupChange[] {
  const ids = nodesToOpen(settings, record).map((n) => n.instanceId);
  if (ids.length === 0) return [];
  return [
    {
      setting: 'scale-in protection of nodes',
      now: `on for ${someIds(ids)}`,
      after: 'off',
      changes: inBatches(ids).map((instanceIds) => ({ kind: 'protect-nodes', instanceIds, on: false })),
    },
  ];
}

export function recordBack({ group }: GroupSettings): readonly GroupChange[] {
  const keys = Object.keys(group.tags).filter(isGroupRecordTag).sort();
  // The tag that says that there is a record goes last of all.
  const inOrder = [...keys.filter((key) => key !== 'spillway:adopted'), 'spillway:adopted'];
  return [
    {
      setting: 'record of what was',
      now: `in ${someIds(inOrder)}`,
      after: 'removed',
      changes: inOrder.map((key) => ({ kind: 'delete-tag', key })),
    },
  ];
}
