// The stack's alarms: there, with an action, and whether they ring now. Whether the action reaches anybody: notifications.ts.
import { formatDuration } from '../../../core/units.ts';
import type { StackAlarm } from '../../../ports/deployed-stack.ts';
import { answered, shellWord, wrong, type Finding } from '../../doctor/check.ts';
import { WAKING_ALARMS } from '../expected-stack.ts';
import {
  asDeployed,
  DEPLOY,
  deployedWith,
  tellingNames,
  type ExaminedStack,
  type StackCheck,
} from '../stack-check.ts';
import { alarmNames } from '../template/alarm-names.ts';

export const alarmChecks: StackCheck = {
  title: 'alarms',
  findings: (examined) => {
    const alarms = answered(examined.alarms);
    if (!alarms) return [];
    const telling = tellingNames(examined);
    const fix = asDeployed(examined);
    const there = new Map(alarms.map((alarm) => [alarm.name, alarm]));
    return [
      ...[...telling, ...WAKING_ALARMS].flatMap((name) => (there.has(name) ? [] : missing(examined, name))),
      ...telling.flatMap((name) => {
        const alarm = there.get(name);
        return alarm
          ? [...silent(alarm, fix), ...untold(examined, alarm), ...ringing(alarm, examined.nowMs)]
          : [];
      }),
    ];
  },
};

/** One that another build, which is deployed, never had comes with this one. */
function missing(examined: ExaminedStack, name: string): readonly Finding[] {
  const template = deployedWith(examined);
  const isNew = template !== undefined && !alarmNames(template).includes(name);
  const fix = isNew ? DEPLOY : asDeployed(examined);
  return [wrong('alarm-missing', `there is no alarm ${name}`, fix)];
}

/** One that wakes the autoscaler is heard of by EventBridge, whether or not its actions are enabled. */
function silent({ name, actionsEnabled, actionArns }: StackAlarm, fix: string): readonly Finding[] {
  const word = shellWord(name);
  if (!actionsEnabled)
    return [
      wrong(
        'alarm-actions-off',
        `the actions of the alarm ${name} are disabled: nobody is told when it rings`,
        `aws cloudwatch enable-alarm-actions --alarm-names ${word}`,
      ),
    ];
  if (actionArns.length > 0) return [];
  return [
    wrong('alarm-without-actions', `the alarm ${name} has no action: nobody is told when it rings`, fix),
  ];
}

/** Whatever is in the way: its key's policy, its own, or that it is gone. */
function untold({ failedActions }: ExaminedStack, { name }: StackAlarm): readonly Finding[] {
  const asked = failedActions.get(name);
  return ((asked && answered(asked)) ?? []).map(({ actionArn, atMs, why }) => {
    const when = atMs === undefined ? 'last' : `at ${new Date(atMs).toISOString()}`;
    return wrong(
      'alarm-untold',
      `when the alarm ${name} rang ${when}, it did not reach ${actionArn}: ${why.replace(/\.$/, '')}`,
      `aws cloudwatch set-alarm-state --alarm-name ${shellWord(name)} --state-value ALARM --state-reason 'does it reach us?' # once policy and key let alarms in: docs/deploy.md, "A topic of yours"`,
    );
  });
}

function ringing({ name, state, stateSinceMs, reason }: StackAlarm, nowMs: number): readonly Finding[] {
  if (state !== 'ALARM') return [];
  const since = stateSinceMs === undefined ? '' : ` for ${formatDuration(nowMs - stateSinceMs)}`;
  return [
    wrong(
      'alarm-rings',
      `the alarm ${name} has been in ALARM${since}: ${reason.replace(/\.$/, '')} (docs/operations.md)`,
      `aws cloudwatch describe-alarms --alarm-names ${shellWord(name)}`,
    ),
  ];
}
