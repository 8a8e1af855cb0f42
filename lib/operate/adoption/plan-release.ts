// What `spillway release` would change: exactly what adopt set, back to what it was. Pure.
// The other way round than adopting: first Spillway stops, what protects goes last, and the record after
// everything else, so that a release that broke off can be run again.
import { isManaged, MANAGED_TAG } from '../../domain/group.ts';
import type { GroupSettings, MemoryAlarm } from '../../ports/group-settings.ts';
import type { AdoptionRecord } from './adoption-record.ts';
import { isRecordTag, readRecord } from './adoption-record.ts';
import type { ChangePlan, PlannedChange } from './planned-change.ts';
import { ADOPTED_HOOK_NAME, AZ_REBALANCE, groupAlarmName, putTag, someIds } from './planned-change.ts';
import { inBatches, terminatingHooks } from './plan-adoption.ts';

export interface ReleaseInput {
  readonly settings: GroupSettings;
  readonly alarms: readonly MemoryAlarm[];
}

/** The plan to release a group; refused while a node is kept by the hook or retained. */
export function planRelease({ settings, alarms }: ReleaseInput): ChangePlan {
  const { group } = settings;
  const groupName = group.name;
  const record = readRecord(group.tags);
  if (!record && !isManaged(group)) return { kind: 'planned', groupName, rows: [], notes: [] };
  if (!record) {
    const why =
      'spillway adopt keeps a record in the tag spillway:adopted, and there is none: nothing can be undone. ' +
      `To stop Spillway, remove the tag ${MANAGED_TAG} or set spillway:mode to off`;
    return { kind: 'refused', groupName, why };
  }
  const kept = group.nodes.filter((n) => n.stage === 'terminating-wait' || n.stage === 'retained');
  if (kept.length > 0 && (record.hook ?? record.onAbandon) !== undefined) {
    // Deleting a hook completes its outstanding actions with CONTINUE:
    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteLifecycleHook.html
    const states = kept.map((n) => `${n.instanceId} is ${n.lifecycleState}`).join(', ');
    const why = `${states}: without hook and retention they would be terminated, data or no data. Release when they are gone`;
    return { kind: 'refused', groupName, why };
  }
  const rows = [
    ...tagsBack(settings, record, (key) => key === MANAGED_TAG),
    ...tagsBack(settings, record, (key) => key !== MANAGED_TAG),
    ...alarmBack(groupName, record, alarms),
    ...retentionBack(settings, record),
    ...hookBack(settings, record),
    ...deletionProtectionBack(settings, record),
    ...azRebalanceBack(settings, record),
    ...protectionBack(settings, record),
    ...nodesBack(settings, record),
    ...recordBack(settings),
  ];
  return { kind: 'planned', groupName, rows, notes: notes(settings, record) };
}

function notes(settings: GroupSettings, record: AdoptionRecord): readonly string[] {
  const ids = nodesToOpen(settings, record).map((n) => n.instanceId);
  return [
    ...(ids.length > 0
      ? [`Nodes lose their protection (${someIds(ids)}): Auto Scaling may then end them, data or no data.`]
      : []),
    ...(record.nodes?.kind === 'too-many'
      ? ['More nodes were protected than could be recorded: nodes keep their protection.']
      : []),
    ...(settings.stack
      ? [`If the patch is in the template of the stack ${settings.stack.name}, take it out again.`]
      : []),
  ];
}

function tagsBack(
  settings: GroupSettings,
  record: AdoptionRecord,
  isMeant: (key: string) => boolean,
): readonly PlannedChange[] {
  return Object.entries(record.tags)
    .filter(([key]) => isMeant(key))
    .flatMap(([key, was]): readonly PlannedChange[] => {
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

function alarmBack(
  groupName: string,
  record: AdoptionRecord,
  alarms: readonly MemoryAlarm[],
): readonly PlannedChange[] {
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

function retentionBack({ group }: GroupSettings, record: AdoptionRecord): readonly PlannedChange[] {
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

function hookBack({ hooks }: GroupSettings, { hook }: AdoptionRecord): readonly PlannedChange[] {
  if (!hook) return [];
  const name = hook.was === 'none' ? ADOPTED_HOOK_NAME : hook.name;
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

function deletionProtectionBack(settings: GroupSettings, record: AdoptionRecord): readonly PlannedChange[] {
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

function azRebalanceBack({ group }: GroupSettings, record: AdoptionRecord): readonly PlannedChange[] {
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

function protectionBack(settings: GroupSettings, record: AdoptionRecord): readonly PlannedChange[] {
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

function nodesToOpen({ group }: GroupSettings, { nodes }: AdoptionRecord) {
  if (!nodes || nodes.kind === 'too-many') return [];
  const named = new Set(nodes.instanceIds);
  const isMeant = (id: string) => (nodes.kind === 'only' ? named.has(id) : !named.has(id));
  return group.nodes.filter(
    (n) => n.stage === 'in-service' && n.protectedFromScaleIn && isMeant(n.instanceId),
  );
}

function nodesBack(settings: GroupSettings, record: AdoptionRecord): readonly PlannedChange[] {
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

function recordBack({ group }: GroupSettings): readonly PlannedChange[] {
  const keys = Object.keys(group.tags).filter(isRecordTag).sort();
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
