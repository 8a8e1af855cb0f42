// The stack's schedules: whether the tick is there and calls this stack, and whether any is disabled.
import type { StackSchedule } from '../../../ports/deployed-stack.ts';
import { answered, shellWord, wrong, type Finding } from '../../doctor/check.ts';
import { functionNameOf, TICK_FUNCTION, TICK_SCHEDULE } from '../expected-stack.ts';
import { asDeployed, type ExaminedStack, type StackCheck } from '../stack-check.ts';

export const scheduleChecks: StackCheck = {
  title: 'schedules',
  findings: (examined) => {
    const schedules = answered(examined.schedules);
    if (!schedules) return [];
    return [...ofTick(schedules, examined), ...schedules.filter(({ enabled }) => !enabled).map(disabled)];
  },
};

function ofTick(schedules: readonly StackSchedule[], examined: ExaminedStack): readonly Finding[] {
  const tick = schedules.find(({ name }) => name === TICK_SCHEDULE);
  if (!tick)
    return [
      wrong(
        'tick-unscheduled',
        'there is no schedule tick: nothing heals what an alarm missed',
        asDeployed(examined),
      ),
    ];
  const meant = functionNameOf(examined.stackName, TICK_FUNCTION);
  const called = tick.targetArn?.split(':').at(-1);
  if (called === meant) return [];
  return [
    wrong(
      'tick-elsewhere',
      `the schedule tick calls ${called ?? 'nothing'}, and not ${meant}`,
      asDeployed(examined),
    ),
  ];
}

function disabled({ name, expression }: StackSchedule): Finding {
  return wrong(
    'schedule-disabled',
    `the schedule ${name} (${expression}) is disabled: what it opens or keeps does not come`,
    `aws scheduler get-schedule --group-name spillway --name ${shellWord(name)} # then aws scheduler update-schedule with all that it answers, and --state ENABLED`,
  );
}
