// No spare is retired in the middle of trading: where scale-in is scheduled, none outside of an end of day's window while data flows
// into the group. A sleep is over with the first data of the day, whoever falls silent after that.
import { MINUTE_MS } from '../../../core/units.ts';
import type { Run } from '../../world/run.ts';
import type { CreateCheck } from '../check.ts';

/** Data has come in each of so many minutes: whoever looks has seen some of it, though reports come late. */
const FLOWS_MINUTES = 30;
/** A schedule may be delivered so late; and until so long after it two reports of before the first data may prove a spare empty. */
const AROUND_SCHEDULE_MS = 60 * MINUTE_MS;

export const retiredAwake: CreateCheck = (run) => {
  const flow = createFlow(run);
  const { tags } = run.options.group;
  // One that says that it has no rows while it takes them in wakes nobody.
  const isWatched = tags['spillway:scale-in'] === 'scheduled' && run.options.faults.lies === undefined;
  return {
    onMinute: flow.sample,
    onCall(call) {
      if (!isWatched || call.action !== 'terminate' || !call.decrement) return;
      if (run.tickerplant.nodes.get(call.instanceId)?.stage !== 'queued') return;
      if (flow.minutes() < FLOWS_MINUTES || mayScaleIn(run)) return;
      const text = `${call.instanceId} waited in the queue and was retired, though data has come for ${flow.minutes()} minutes`;
      run.fail('retired-awake', text);
    },
  };
};

/** For how many minutes the live node, in service in the group, has taken data in without a pause. */
function createFlow({ tickerplant, group }: Run) {
  let delivered = 0;
  let minutes = 0;
  return {
    sample(): void {
      tickerplant.bringUpToDate();
      const live = tickerplant.live();
      const isOfGroup =
        live !== undefined && group().instances.get(live.instanceId)?.lifecycleState === 'InService';
      const hasGrown = tickerplant.deliveredMessages() > delivered;
      delivered = tickerplant.deliveredMessages();
      minutes = isOfGroup && hasGrown ? minutes + 1 : 0;
    },
    minutes: () => minutes,
  };
}

/** A window is open, or was until lately, or a sleep has just begun. */
function mayScaleIn({ times, options, nowMs }: Run): boolean {
  const windowMs = options.schedule.windowMinutes * MINUTE_MS;
  return times.endOfDaysMs.some(
    (endOfDayMs) => endOfDayMs <= nowMs() && nowMs() < endOfDayMs + windowMs + AROUND_SCHEDULE_MS,
  );
}
