// The doctor's checks in one ordered list, and what they come to. Pure.
import { alarmChecks } from './checks/alarms.ts';
import type { Check, Examined, Finding } from './check.ts';
import { permissionChecks } from './checks/permissions.ts';
import { protectionChecks } from './checks/protection.ts';
import { queueChecks } from './checks/queue.ts';
import { replacementChecks } from './checks/replacement.ts';
import { reportChecks } from './checks/reports.ts';
import { rivalChecks } from './checks/rivals.ts';
import { scheduleChecks } from './checks/schedules.ts';
import { sizeChecks } from './checks/sizes.ts';
import { tagChecks } from './checks/tags.ts';
import { terminationChecks } from './checks/termination.ts';
import { thresholdChecks } from './checks/thresholds.ts';
import { tickChecks } from './checks/tick.ts';

/** First whether we may and are meant to look, then what endangers data, then what keeps it from scaling. */
export const CHECKS: readonly Check[] = [
  tagChecks,
  permissionChecks,
  protectionChecks,
  terminationChecks,
  replacementChecks,
  rivalChecks,
  reportChecks,
  queueChecks,
  thresholdChecks,
  sizeChecks,
  alarmChecks,
  scheduleChecks,
  tickChecks,
];

/** Plain JSON, as `doctor --json` prints it. */
export interface Diagnosis {
  readonly groupName: string;
  /** Nothing is wrong; there may be notes. */
  readonly healthy: boolean;
  readonly checks: readonly { readonly title: string; readonly findings: readonly Finding[] }[];
}

/** All checks of one group, in order; families without a finding too. */
export function diagnose(examined: Examined): Diagnosis {
  const checks = CHECKS.map(({ title, findings }) => ({ title, findings: findings(examined) }));
  const healthy = checks.every(({ findings }) => findings.every((one) => one.severity !== 'wrong'));
  return { groupName: examined.groupName, healthy, checks };
}
