// Reads all that the checks look at, once. A refused or broken read becomes an answer that says so.
import { decide } from '../../../targets/rdb-group/decide/decide.ts';
import { withLastLook } from '../with-last-look.ts';
import { observe } from '../../../targets/rdb-group/observe/observe.ts';
import type { GroupPorts } from '../../../targets/rdb-group/ports/group-ports.ts';
import { parsePolicy, type Policy } from '../../../targets/rdb-group/domain/policy.ts';
import type { SecretOwners } from '../../../targets/rdb-group/domain/secret-owners.ts';
import { NOTHING_LEARNED, type GroupState } from '../../../targets/rdb-group/domain/state.ts';
import type { GroupSettings, GroupSettingsReader } from '../../../targets/rdb-group/ports/group-settings.ts';
import { isPolled } from '../../../targets/rdb-group/domain/tags/report-sources.ts';
import { ask } from '../../doctor/check.ts';
import type { DiagnosisWishes } from '../../operated-kind.ts';
import { JOURNAL_ENTRIES } from '../../doctor/checks/permissions.ts';
import type { Examined, Look } from './group-check.ts';

export interface DoctorPorts {
  readonly cyclePorts: GroupPorts;
  readonly settingsReader: GroupSettingsReader;
}

/** Examines one group. Throws only for what is no answer of a port. */
export async function examine(
  settings: GroupSettings,
  ports: DoctorPorts,
  { pricePerHourUsd }: DiagnosisWishes = {},
): Promise<Examined> {
  const { cyclePorts, settingsReader: reader } = ports;
  const { group } = settings;
  const { name } = group;
  const ids = group.nodes.map((node) => node.instanceId);
  const policy = parsePolicy(group.tags);
  const state = await ask(() => cyclePorts.stateStore.readState(name));
  const [
    scalingPolicies,
    scheduledActions,
    refreshes,
    alarms,
    schedules,
    spotInstances,
    calendar,
    secret,
    journal,
    look,
  ] = await Promise.all([
    ask(() => reader.readScalingPolicies(name)),
    ask(() => reader.readScheduledActions(name)),
    ask(() => reader.readInstanceRefreshes(name)),
    ask(() => reader.readMemoryAlarms()),
    ask(() => reader.readSchedules()),
    ask(() => reader.readSpotInstances(ids)),
    ask(() => cyclePorts.calendars.readCalendar(policy.policy.calendar)),
    ask(() => secretOf(policy.policy, reader)),
    ask(() => cyclePorts.stateStore.readJournal(name, JOURNAL_ENTRIES)),
    ask(() => lookNow(settings, state.ok ? state.value : undefined, cyclePorts)),
  ]);
  return {
    groupName: name,
    nowMs: cyclePorts.clock.nowMs(),
    settings,
    policy,
    scalingPolicies,
    scheduledActions,
    refreshes,
    alarms,
    schedules,
    spotInstances,
    calendar,
    secret,
    state,
    journal,
    look,
    ...(pricePerHourUsd !== undefined && { pricePerHourUsd }),
  };
}

/** `undefined` where the RDBs are asked without credentials, or not at all. */
async function secretOf(
  { reports, probe }: Policy,
  reader: GroupSettingsReader,
): Promise<SecretOwners | undefined> {
  return isPolled(reports) && probe.secret !== undefined ? reader.readSecretOwners(probe.secret) : undefined;
}

async function lookNow(
  { group }: GroupSettings,
  known: GroupState | undefined,
  ports: GroupPorts,
): Promise<Look | undefined> {
  const parsed = parsePolicy(group.tags);
  if (!parsed.ok) return undefined;
  // As on a first look, further back than a cycle reads: so that a report that is too old is seen at all.
  const learned = known?.learned ?? NOTHING_LEARNED;
  const state = {
    learned: { ...learned, looks: { ...learned.looks, lastLookAtMs: 0 } },
    ...(known?.intent && { intent: known.intent }),
  };
  const snapshot = await observe({ group, policy: parsed.policy, state }, withLastLook(ports, state));
  return { snapshot, plan: decide(snapshot, parsed.policy, ports.clock.nowMs()) };
}
