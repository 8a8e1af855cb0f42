// A deployed stack's checks in one ordered list. Pure.
import { permissionFindings } from '../doctor/checks/permissions.ts';
import { diagnose, type Diagnosis } from '../doctor/diagnose.ts';
import { alarmChecks } from './checks/alarms.ts';
import { boundaryChecks } from './checks/boundaries.ts';
import { deadLetterChecks } from './checks/dead-letters.ts';
import { entranceChecks } from './checks/entrances.ts';
import { notificationChecks } from './checks/notifications.ts';
import { policyChecks } from './checks/policies.ts';
import { quotaChecks } from './checks/quota.ts';
import { roleChecks } from './checks/roles.ts';
import { routeChecks } from './checks/routes.ts';
import { scheduleChecks } from './checks/schedules.ts';
import { tickChecks } from './checks/tick.ts';
import { versionChecks } from './checks/versions.ts';
import type { ExaminedStack, StackCheck } from './stack-check.ts';

/** What was not to be read is not well. The functions' own refusals are their targets'. */
const permissionChecks: StackCheck = {
  title: 'permissions',
  findings: ({ nowMs, stackName, ...examined }) =>
    permissionFindings({
      name: stackName,
      again: `spillway doctor --stack ${stackName}`,
      nowMs,
      journal: { ok: true, value: [] },
      reads: [
        ...examined.functions.values(),
        ...examined.roles.values(),
        ...examined.rolePolicies.values(),
        ...examined.boundaries.values(),
        ...examined.routes.values(),
        ...examined.entrances.values(),
        ...examined.deadLetters.values(),
        ...examined.topics.values(),
        ...examined.redrives.values(),
        ...examined.failedActions.values(),
        examined.alarms,
        examined.schedules,
        examined.quota,
        examined.lastTickMs,
        ...[examined.template ?? []].flat(),
      ],
    }),
};

/** First whether we may look, then what runs, then what makes it run, then what it left behind. */
export const STACK_CHECKS: readonly StackCheck[] = [
  permissionChecks,
  versionChecks,
  roleChecks,
  policyChecks,
  boundaryChecks,
  quotaChecks,
  scheduleChecks,
  routeChecks,
  entranceChecks,
  tickChecks,
  alarmChecks,
  notificationChecks,
  deadLetterChecks,
];

/** Plain JSON, as `doctor --stack --json` prints it. */
export interface StackDiagnosis extends Diagnosis {
  readonly stackName: string;
}

export function diagnoseStack(examined: ExaminedStack): StackDiagnosis {
  return { stackName: examined.stackName, ...diagnose(STACK_CHECKS, examined) };
}
