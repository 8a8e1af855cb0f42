// What a drill of a group sees: all that its plan rests on before, and the group with where its data is while it follows. Reads
// only.
import { answerQuestion, type Answer } from '../../../routing/answer-question.ts';
import type { Route } from '../../../routing/route.ts';
import { calendarNamed } from '../../../ports/calendar-store.ts';
import type { RouteReader } from '../../../ports/route-store.ts';
import type { Calendar } from '../../../core/calendar.ts';
import { leadTimeMs } from '../../../targets/rdb-group/decide/lead-time.ts';
import type { Group } from '../../../targets/rdb-group/domain/group.ts';
import { parsePolicy, type ParsedPolicy } from '../../../targets/rdb-group/domain/policy.ts';
import { NOTHING_LEARNED } from '../../../targets/rdb-group/domain/state.ts';
import type { GroupPorts } from '../../../targets/rdb-group/ports/group-ports.ts';
import type {
  GroupSettings,
  GroupSettingsReader,
  InstanceRefreshSetting,
} from '../../../targets/rdb-group/ports/group-settings.ts';
import { readGroupStatus, type GroupStatus } from '../status/read-group-status.ts';

export interface GroupSightPorts {
  readonly cyclePorts: GroupPorts;
  readonly settingsReader: GroupSettingsReader;
  readonly routes: RouteReader;
}

export interface GroupGlance {
  readonly atMs: number;
  /** Absent: it is gone. */
  readonly group?: Group;
  readonly route?: Route;
  /** Where all data of the group is, by that route. */
  readonly answer?: Answer;
}

export interface GroupSight extends GroupGlance {
  readonly group: Group;
  readonly policy: ParsedPolicy;
  readonly settings: GroupSettings;
  readonly status: GroupStatus;
  readonly calendar: Calendar;
  readonly refreshes: readonly InstanceRefreshSetting[];
  readonly lastEndOfDayMs?: number;
  /** From asking for a server until it waits in the queue. */
  readonly leadTimeMs: number;
}

/** `undefined`: there is no such group. Throws `PortError`. */
export async function lookAtGroup(name: string, ports: GroupSightPorts): Promise<GroupSight | undefined> {
  const { cyclePorts, settingsReader } = ports;
  const settings = await settingsReader.readSettings(name);
  if (!settings) return undefined;
  const policy = parsePolicy(settings.group.tags);
  const [glance, status, state, calendar, refreshes] = await Promise.all([
    glanceAtGroup(name, ports),
    readGroupStatus(settings.group, cyclePorts),
    cyclePorts.stateStore.readState(name),
    calendarNamed(policy.policy.calendar, cyclePorts.calendars),
    settingsReader.readInstanceRefreshes(name),
  ]);
  const lastEndOfDayMs = state?.intent?.lastEndOfDayMs;
  return {
    ...glance,
    group: glance.group ?? settings.group,
    policy,
    settings,
    status,
    calendar,
    refreshes,
    ...(lastEndOfDayMs !== undefined && { lastEndOfDayMs }),
    leadTimeMs: leadTimeMs(policy.policy, state?.learned ?? NOTHING_LEARNED),
  };
}

/** Cheap enough to be asked for every few seconds. Throws `PortError`. */
export async function glanceAtGroup(
  name: string,
  { cyclePorts, routes }: Pick<GroupSightPorts, 'cyclePorts' | 'routes'>,
): Promise<GroupGlance> {
  const [group, known] = await Promise.all([cyclePorts.fleetReader.readGroup(name), routes.readRoute(name)]);
  const atMs = cyclePorts.clock.nowMs();
  return {
    atMs,
    ...(group && { group }),
    ...(known.kind === 'known' && { route: known.route, answer: answerQuestion(known.route, {}, atMs) }),
  };
}
