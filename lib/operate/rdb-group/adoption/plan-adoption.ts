// What `spillway adopt` would change: (settings, wishes) → plan. Pure.
// Order matters, since any call may be the last: the record first, so that release can always undo; what
// protects before what acts; `spillway:managed`, with which Spillway begins, last. Next: adoption-steps.ts.
import { MANAGED_TAG } from '../../../targets/rdb-group/domain/group.ts';
import { parsePolicy } from '../../../targets/rdb-group/domain/policy.ts';
import type { GroupSettings, MemoryAlarm } from '../../../targets/rdb-group/ports/group-settings.ts';
import type { AdoptionRecord } from './adoption-record.ts';
import { nodesRecord, readRecord, recordTags } from './adoption-record.ts';
import { adoptionNotes } from './adoption-notes.ts';
import type { Step } from './adoption-steps.ts';
import {
  holdByHook,
  makeAlarm,
  protectFromDeletion,
  protectNewNodes,
  protectNodes,
  removeAlarm,
  retainOnAbandon,
  setTags,
  suspendAzRebalance,
} from './adoption-steps.ts';
import type { GroupChangePlan, GroupChange } from './group-changes.ts';
import { someIds } from '../../adoption/planned-change.ts';
import { groupAlarmName, putTag } from './group-changes.ts';

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

/** The plan to adopt a group; no rows if it is adopted in every point. */
export function planAdoption({ settings, wishes, alarms }: AdoptionInput): GroupChangePlan {
  const { group } = settings;
  const groupName = group.name;
  const wishedTags = { ...wishes.tags, [MANAGED_TAG]: 'true' };
  const policy = parsePolicy({ ...group.tags, ...wishedTags });
  if (!policy.ok) {
    const texts = policy.problems.map((p) => `tag ${p.tag} is "${p.given}", allowed is ${p.allowed}`);
    return { kind: 'refused', why: `the group would be held: ${texts.join('; ')}` };
  }
  if (wishes.alarm === 'make' && groupAlarmName(groupName).length > ALARM_NAME_LENGTH_MAX) {
    const why = `the alarm's name would be longer than ${ALARM_NAME_LENGTH_MAX} characters: adopt without --alarm`;
    return { kind: 'refused', why };
  }
  const known = readRecord(group.tags);
  const { scaleThresholdPercent } = policy.policy;
  const steps = [
    ...protectNewNodes(settings),
    ...protectNodes(settings),
    ...suspendAzRebalance(settings),
    ...holdByHook(settings),
    ...retainOnAbandon(settings),
    ...protectFromDeletion(settings),
    ...setTags(settings, wishes.tags),
    ...(wishes.alarm === 'make' ? makeAlarm(groupName, alarms, scaleThresholdPercent) : []),
    ...(wishes.alarm === 'remove' ? removeAlarm(groupName, alarms) : []),
    ...setTags(settings, { [MANAGED_TAG]: 'true' }),
  ];
  const record = steps.reduce(mergeRecord, known ?? { tags: {} });
  const rows = [...recordRow(settings, steps.length > 0 ? record : known), ...steps.map((step) => step.row)];
  const tagCount = countTagsAfter(settings, rows);
  if (tagCount > TAGS_MAX) {
    const why = `the group would have ${tagCount} tags, allowed are ${TAGS_MAX}: remove some first`;
    return { kind: 'refused', why };
  }
  return { kind: 'planned', rows, notes: adoptionNotes(settings, policy.policy) };
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

function recordRow(settings: GroupSettings, record: AdoptionRecord | undefined): readonly GroupChange[] {
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

function countTagsAfter({ group }: GroupSettings, rows: readonly GroupChange[]): number {
  const added = rows
    .flatMap((row) => row.changes)
    .flatMap((change) => (change.kind === 'put-tag' && !(change.key in group.tags) ? [change.key] : []));
  // Tags that AWS itself sets do not count towards the limit.
  const own = Object.keys(group.tags).filter((key) => !key.startsWith('aws:'));
  return own.length + new Set(added).size;
}
