// A group's checks in one ordered list. Pure.
import { isManaged } from '../../../targets/rdb-group/domain/group.ts';
import { answered } from '../../doctor/check.ts';
import { calendarFindings } from '../../doctor/checks/calendar.ts';
import { permissionFindings } from '../../doctor/checks/permissions.ts';
import { tickFindings } from '../../doctor/checks/tick.ts';
import { diagnose, type Diagnosis } from '../../doctor/diagnose.ts';
import { alarmChecks } from './checks/alarms.ts';
import { gatewayChecks } from './checks/gateways.ts';
import { protectionChecks } from './checks/protection.ts';
import { queueChecks } from './checks/queue.ts';
import { replacementChecks } from './checks/replacement.ts';
import { reportChecks } from './checks/reports.ts';
import { rivalChecks } from './checks/rivals.ts';
import { savingChecks } from './checks/savings.ts';
import { scheduleChecks } from './checks/schedules.ts';
import { secretChecks } from './checks/secret.ts';
import { sizeChecks } from './checks/sizes.ts';
import { tagChecks } from './checks/tags.ts';
import { terminationChecks } from './checks/termination.ts';
import { thresholdChecks } from './checks/thresholds.ts';
import type { Examined, GroupCheck } from './group-check.ts';

const permissionChecks: GroupCheck = {
  title: 'permissions',
  findings: ({ groupName, nowMs, journal, ...examined }) =>
    permissionFindings({
      name: groupName,
      nowMs,
      journal,
      reads: [
        examined.scalingPolicies,
        examined.scheduledActions,
        examined.refreshes,
        examined.alarms,
        examined.schedules,
        examined.spotInstances,
        examined.calendar,
        examined.secret,
        examined.state,
        examined.look,
      ],
    }),
};

const calendarChecks: GroupCheck = {
  title: 'calendar',
  findings: ({ policy: { policy }, calendar }) => calendarFindings(policy.calendar, answered(calendar)),
};

const tickChecks: GroupCheck = {
  title: 'tick',
  findings: ({ state, settings, nowMs }) => {
    if (!state.ok || !isManaged(settings.group)) return [];
    return tickFindings({ noun: 'group', lastLookAtMs: answered(state)?.learned.looks.lastLookAtMs, nowMs });
  },
};

/** First whether we may and are meant to look, then what endangers data, then what keeps it from scaling. */
export const GROUP_CHECKS: readonly GroupCheck[] = [
  tagChecks,
  permissionChecks,
  protectionChecks,
  terminationChecks,
  replacementChecks,
  rivalChecks,
  reportChecks,
  secretChecks,
  gatewayChecks,
  queueChecks,
  thresholdChecks,
  sizeChecks,
  alarmChecks,
  scheduleChecks,
  savingChecks,
  calendarChecks,
  tickChecks,
];

/** Plain JSON, as `doctor --json` prints it. */
export interface GroupDiagnosis extends Diagnosis {
  readonly groupName: string;
}

export function diagnoseGroup(examined: Examined): GroupDiagnosis {
  return { groupName: examined.groupName, ...diagnose(GROUP_CHECKS, examined) };
}
