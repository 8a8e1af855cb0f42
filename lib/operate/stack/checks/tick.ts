// When the tick last ran, by Lambda's own count of its invocations.
import { formatDuration, MINUTE_MS } from '../../../core/units.ts';
import { answered, wrong } from '../../doctor/check.ts';
import { TICK_FUNCTION, TICK_SCHEDULE } from '../expected-stack.ts';
import { functionsThere, type ExaminedStack, type StackCheck } from '../stack-check.ts';

/** How far back is looked. */
export const LOOK_BACK_MS = 24 * 60 * MINUTE_MS;

/** CloudWatch counts by whole minutes, and shows them some minutes later: no later than this. */
const SHOWN_AFTER_MS = 3 * MINUTE_MS;

export const tickChecks: StackCheck = {
  title: 'tick',
  findings: (examined) => {
    if (!examined.lastTickMs.ok) return [];
    const tick = functionsThere(examined).find(({ own }) => own === TICK_FUNCTION);
    if (!tick) return [];
    const lastMs = examined.lastTickMs.value;
    const sinceMs = examined.nowMs - (lastMs ?? tick.deployedAtMs ?? 0);
    if (sinceMs <= lateAfterMs(examined)) return [];
    const fix = `aws logs tail /aws/lambda/${tick.name} --since 1h # and aws scheduler get-schedule --group-name spillway --name tick`;
    if (lastMs === undefined)
      return [
        wrong('tick-missing', `the tick has not run in the latest ${formatDuration(LOOK_BACK_MS)}`, fix),
      ];
    return [wrong('tick-late', `the tick last ran ${formatDuration(sinceMs)} ago`, fix)];
  },
};

/** Two that are due and did not come, and what CloudWatch takes to show one. */
function lateAfterMs(examined: ExaminedStack): number {
  const tick = answered(examined.schedules)?.find(({ name }) => name === TICK_SCHEDULE);
  const minutes = Number(/^rate\((\d+) minutes?\)$/.exec(tick?.expression ?? '')?.[1] ?? 1);
  return 2 * minutes * MINUTE_MS + SHOWN_AFTER_MS;
}
