// What we launch in a day is bounded by what the true stream needed: rolls, what the busiest time could have filled within
// the lead time at burst rate, floors, and one or two more for each thing that went wrong.
import { DAY_MS, MINUTE_MS } from '../../../core/units.ts';
import { rollRowsOf } from '../../world/create-day.ts';
import { assumedLeadMs, LOOK_MARGIN_MS, PAST_FACTOR } from '../../measures/assumed-lead.ts';
import { createArrivals } from '../../measures/arrivals.ts';
import type { CreateCheck } from '../check.ts';

/** For the backstop's spare, and one that is asked for at midnight's turn. */
const SPARE = 2;
/** A disturbance may take a spare. */
const PER_DISTURBANCE = 1;

export const launchesUnbounded: CreateCheck = (run, tally) => {
  const { group, schedule } = run.options;
  const arrivals = createArrivals(run);
  // New servers may be of half the size.
  const rollRows = rollRowsOf(group) * (run.options.faults.resized === undefined ? 1 : 0.45);
  const burst = Math.max(PAST_FACTOR, Number(group.tags['spillway:burst-factor'] ?? 3));
  const leadMs = assumedLeadMs(group);
  const aheadMinutes = (2 * leadMs + LOOK_MARGIN_MS) / MINUTE_MS;
  const floor = Math.max(
    schedule.morning?.nodeCount ?? 0,
    Number(group.tags['spillway:spares-min'] ?? 0) + 1,
    group.minSize,
  );
  let rolls = 0;
  let ahead = 0;
  let lost = 0;
  let dayEndsAtMs = run.times.startMs + DAY_MS;
  let raisedBefore = 0;
  let takenBefore = 0;
  let disturbancesBefore = 0;

  function endDay(): void {
    const raised = run.actors.raisedByUs() - raisedBefore;
    lost += run.disturbanceCount() - disturbancesBefore;
    disturbancesBefore = run.disturbanceCount();
    const taken = run.actors.takenByPersons() - takenBefore;
    const bound = rolls + Math.ceil(ahead) + floor + SPARE + PER_DISTURBANCE * lost + taken;
    run.occur(raised > 0 ? 'day with launches' : 'day without launches');
    if (raised > bound) {
      tally.launchesExcess += raised - bound;
      run.fail(
        'launches-unbounded',
        `${raised} nodes were asked for in a day; ${rolls} rolls, ${ahead.toFixed(1)} ahead, a floor of ${floor}, ${lost} disturbances and ${taken} taken bound it by ${bound}`,
      );
    }
    [rolls, ahead, lost] = [0, 0, 0];
    raisedBefore += raised;
    takenBefore += taken;
    dayEndsAtMs += DAY_MS;
  }

  return {
    onMinute() {
      arrivals.sample();
      ahead = Math.max(ahead, (burst * arrivals.busiestMinute() * aheadMinutes) / rollRows);
      if (run.nowMs() >= dayEndsAtMs) endDay();
    },
    onEvent(event) {
      if (event.kind === 'rolled' || event.kind === 'late-roll') rolls += 1;
      // Sent by nobody of ours, and replaced or missed.
      const isTaken = event.kind === 'terminated' && event.by !== 'fault';
      if (isTaken && run.actors.terminationOf(event.instanceId)?.begunBy !== 'us') lost += 1;
    },
    onEnd: endDay,
  };
};
