// What `spillway adopt` would change: (settings, wishes) → plan. Pure.
// Order matters, since any call may be the last: the record first, so that release can always undo; what
// protects before what acts; `spillway:managed`, with which Spillway begins, last.
import { MANAGED_TAG } from '../../domain/group.ts';
import { parsePolicy } from '../../domain/policy.ts';
import type { GroupSettings, LifecycleHookSetting, MemoryAlarm } from '../../ports/group-settings.ts';
import { PROTECTION_IDS_MAX } from '../../ports/group-settings.ts';
import type { AdoptionRecord } from './adoption-record.ts';
import { nodesRecord, readRecord, recordTags } from './adoption-record.ts';
import { adoptionNotes } from './adoption-notes.ts';
import type { ChangePlan, PlannedChange } from './planned-change.ts';
import {
  ADOPTED_HOOK_HEARTBEAT_S,
  ADOPTED_HOOK_NAME,
  AZ_REBALANCE,
  GROUP_ALARM_PERIOD_S,
  groupAlarmName,
  putTag,
  someIds,
} from './planned-change.ts';

/** CloudWatch's limit: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const ALARM_NAME_LENGTH_MAX = 255;

/** Auto Scaling's limit on the tags of a group: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html */
const TAGS_MAX = 50;

export interface AdoptionWishes {
  /** Values of `spillway:` tags, by full name, as the user gave them. */
  readonly tags: Readonly<Record<string, string>>;
  /** An alarm of the group's own, with a period of 10 s; `leave`: as it is. */
  readonly alarm: 'make' | 'remove' | 'leave';
}

export interface AdoptionInput {
  readonly settings: GroupSettings;
  readonly wishes: AdoptionWishes;
  readonly alarms: readonly MemoryAlarm[];
}

/** A row, and what the setting was for the record. */
interface Step {
  readonly row: PlannedChange;
  readonly was: Partial<AdoptionRecord>;
}

/** The plan to adopt a group; no rows if it is adopted in every point. */
export function planAdoption({ settings, wishes, alarms }: AdoptionInput): ChangePlan {
  const { group } = settings;
  const groupName = group.name;
  const wishedTags = { ...wishes.tags, [MANAGED_TAG]: 'true' };
  const policy = parsePolicy({ ...group.tags, ...wishedTags });
  if (!policy.ok) {
    const texts = policy.problems.map((p) => `tag ${p.tag} is "${p.given}", allowed is ${p.allowed}`);
    return { kind: 'refused', groupName, why: `the group would be held: ${texts.join('; ')}` };
  }
  if (wishes.alarm === 'make' && groupAlarmName(groupName).length > ALARM_NAME_LENGTH_MAX) {
    const why = `the alarm's name would be longer than ${ALARM_NAME_LENGTH_MAX} characters: adopt without --alarm`;
    return { kind: 'refused', groupName, why };
  }
  const known = readRecord(group.tags);
  const { scaleThresholdPercent } = policy.policy;
  const steps = [
    ...protection(settings),
    ...nodeProtection(settings),
    ...azRebalance(settings),
    ...terminatingHook(settings),
    ...retention(settings),
    ...deletionProtection(settings),
    ...policyTags(settings, wishes.tags),
    ...(wishes.alarm === 'make' ? groupAlarm(groupName, alarms, scaleThresholdPercent) : []),
    ...(wishes.alarm === 'remove' ? noGroupAlarm(groupName, alarms) : []),
    ...policyTags(settings, { [MANAGED_TAG]: 'true' }),
  ];
  const record = steps.reduce(mergeRecord, known ?? { tags: {} });
  const rows = [...recordRow(settings, steps.length > 0 ? record : known), ...steps.map((step) => step.row)];
  const tagCount = countTagsAfter(settings, rows);
  if (tagCount > TAGS_MAX) {
    const why = `the group would have ${tagCount} tags, allowed are ${TAGS_MAX}: remove some first`;
    return { kind: 'refused', groupName, why };
  }
  return { kind: 'planned', groupName, rows, notes: adoptionNotes(settings, policy.policy) };
}

function protection(settings: GroupSettings): readonly Step[] {
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

function nodeProtection({ group }: GroupSettings): readonly Step[] {
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

function azRebalance({ group }: GroupSettings): readonly Step[] {
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

/** The hook that cycles complete is the first by name (`FleetReader.readTerminatingHook`). */
function terminatingHook({ hooks }: GroupSettings): readonly Step[] {
  const [first] = terminatingHooks(hooks);
  if (first?.defaultResult === 'ABANDON') return [];
  const hook: LifecycleHookSetting = first
    ? { ...first, defaultResult: 'ABANDON' }
    : {
        name: ADOPTED_HOOK_NAME,
        transition: 'terminating',
        defaultResult: 'ABANDON',
        heartbeatTimeoutS: ADOPTED_HOOK_HEARTBEAT_S,
      };
  return [
    {
      row: {
        setting: `terminating hook ${hook.name}`,
        now: first ? 'CONTINUE when it times out' : 'none',
        after: 'ABANDON when it times out',
        changes: [{ kind: 'put-hook', hook }],
      },
      was: { hook: first ? { was: 'CONTINUE', name: first.name } : { was: 'none' } },
    },
  ];
}

function retention({ group }: GroupSettings): readonly Step[] {
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

function deletionProtection(settings: GroupSettings): readonly Step[] {
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

function policyTags(settings: GroupSettings, tags: Readonly<Record<string, string>>): readonly Step[] {
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

function groupAlarm(
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

function noGroupAlarm(groupName: string, alarms: readonly MemoryAlarm[]): readonly Step[] {
  const name = groupAlarmName(groupName);
  if (!alarms.some((alarm) => alarm.name === name)) return [];
  const row: PlannedChange = {
    setting: `alarm ${name}`,
    now: 'there',
    after: 'removed',
    changes: [{ kind: 'delete-alarm', name }],
  };
  return [{ row, was: {} }];
}

/** What is recorded stays: the first value is the one from before the adoption. */
function mergeRecord(record: AdoptionRecord, { was }: Step): AdoptionRecord {
  const { tags, nodes, ...rest } = was;
  return {
    ...rest,
    ...record,
    tags: { ...tags, ...record.tags },
    ...(nodes && { nodes: mergeNodes(record.nodes, nodes) }),
  };
}

function mergeNodes(known: AdoptionRecord['nodes'], now: NonNullable<AdoptionRecord['nodes']>) {
  if (known?.kind !== 'only' || now.kind !== 'only') return known ?? now;
  return nodesRecord('only', [...new Set([...known.instanceIds, ...now.instanceIds])]);
}

function recordRow(settings: GroupSettings, record: AdoptionRecord | undefined): readonly PlannedChange[] {
  const tags = Object.entries(record ? recordTags(record) : {});
  const missing = tags.filter(([key, value]) => settings.group.tags[key] !== value);
  if (missing.length === 0) return [];
  return [
    {
      setting: 'record of what was, for release',
      now: settings.group.tags['spillway:adopted'] === undefined ? 'none' : 'older',
      after: `in ${tags.length === 1 ? 'tag' : 'tags'} ${someIds(tags.map(([key]) => key))}`,
      changes: missing.map(([key, value]) => putTag(settings, key, value)),
    },
  ];
}

function countTagsAfter({ group }: GroupSettings, rows: readonly PlannedChange[]): number {
  const added = rows
    .flatMap((row) => row.changes)
    .flatMap((change) => (change.kind === 'put-tag' && !(change.key in group.tags) ? [change.key] : []));
  // Tags that AWS itself sets do not count towards the limit.
  const own = Object.keys(group.tags).filter((key) => !key.startsWith('aws:'));
  return own.length + new Set(added).size;
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
