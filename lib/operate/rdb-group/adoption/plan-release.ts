// What `spillway release` would change: exactly what adopt set, back to what it was. Pure.
// The other way round than adopting: first Spillway stops, what protects goes last, and the record after
// everything else, so that a release that broke off can be run again. Next: release-steps.ts.
import { isManaged, MANAGED_TAG } from '../../../targets/rdb-group/domain/group.ts';
import type { GroupSettings, MemoryAlarm } from '../../../targets/rdb-group/ports/group-settings.ts';
import type { AdoptionRecord } from './adoption-record.ts';
import { readRecord } from './adoption-record.ts';
import type { GroupChangePlan } from './group-changes.ts';
import { someIds } from '../../adoption/planned-change.ts';
import {
  alarmBack,
  azRebalanceBack,
  deletionProtectionBack,
  hookBack,
  nodesBack,
  nodesToOpen,
  protectionBack,
  recordBack,
  retentionBack,
  tagsBack,
} from './release-steps.ts';

export interface ReleaseInput {
  readonly settings: GroupSettings;
  readonly alarms: readonly MemoryAlarm[];
  /** Nodes that cycles have protected, as far as the state table knows. */
  readonly protectedByCycles: readonly string[];
}

/** The plan to release a group; refused while a node is kept by the hook or retained. */
export function planRelease({ settings, alarms, protectedByCycles }: ReleaseInput): GroupChangePlan {
  const { group } = settings;
  const groupName = group.name;
  const record = readRecord(group.tags);
  if (!record && !isManaged(group)) return { kind: 'planned', rows: [], notes: [] };
  if (!record) {
    const why =
      'spillway adopt keeps a record in the tag spillway:adopted, and there is none: nothing can be undone. ' +
      `To stop Spillway, remove the tag ${MANAGED_TAG} or set spillway:mode to off`;
    return { kind: 'refused', why };
  }
  const kept = group.nodes.filter((n) => n.stage === 'terminating-wait' || n.stage === 'retained');
  if (kept.length > 0 && (record.hook ?? record.onAbandon) !== undefined) {
    // Deleting a hook completes its outstanding actions with CONTINUE:
    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteLifecycleHook.html
    const states = kept.map((n) => `${n.instanceId} is ${n.lifecycleState}`).join(', ');
    const why = `${states}: without hook and retention they would be terminated, data or no data. Release when they are gone`;
    return { kind: 'refused', why };
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
  return { kind: 'planned', rows, notes: notes(settings, record, protectedByCycles) };
}

function notes(
  settings: GroupSettings,
  record: AdoptionRecord,
  protectedByCycles: readonly string[],
): readonly string[] {
  const ids = nodesToOpen(settings, record).map((n) => n.instanceId);
  const kept = settings.group.nodes
    .filter((n) => n.protectedFromScaleIn && protectedByCycles.includes(n.instanceId))
    .map((n) => n.instanceId)
    .filter((id) => !ids.includes(id));
  return [
    ...(ids.length > 0
      ? [`Nodes lose their protection (${someIds(ids)}): Auto Scaling may then end them, data or no data.`]
      : []),
    ...(record.nodes?.kind === 'too-many'
      ? ['More nodes were protected than could be recorded: nodes keep their protection.']
      : []),
    ...(kept.length > 0
      ? [`Cycles have protected nodes that had no protection, and they keep it: ${kept.join(', ')}.`]
      : []),
    ...(settings.stack
      ? [`If the patch is in the template of the stack ${settings.stack.name}, take it out again.`]
      : []),
  ];
}
