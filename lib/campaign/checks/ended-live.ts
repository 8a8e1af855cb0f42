// No live node is ended by us; scale-to-zero alone may end one, without rows and idle for ten minutes, and in a group with
// a minimum only where another takes its place.
import { MINUTE_MS } from '../../core/units.ts';
import type { CreateCheck } from './check.ts';
import { howWeEnded, whyExcused } from '../measures/by-us.ts';

const IDLE_MS = 10 * MINUTE_MS;

export const endedLive: CreateCheck = (run, tally) => {
  let delivered = 0;
  let arrivedAtMs = run.times.startMs;
  const dormantFromMs = run.options.schedule.atEndOfDay.endsWith('zero')
    ? (run.times.endOfDaysMs[0] ?? Number.POSITIVE_INFINITY)
    : Number.POSITIVE_INFINITY;
  const lookAtStream = (): void => {
    run.tickerplant.bringUpToDate();
    if (run.tickerplant.deliveredMessages() === delivered) return;
    delivered = run.tickerplant.deliveredMessages();
    arrivedAtMs = run.nowMs();
  };
  return {
    onMinute: lookAtStream,
    onEvent(event) {
      if (event.kind !== 'terminated' || event.stage !== 'live') return;
      const how = howWeEnded(run, event);
      if (how === undefined) return;
      lookAtStream();
      // With a minimum, somebody must be left who is live or becomes it.
      const mayGo = run.group().minSize === 0 || run.tickerplant.live() !== undefined;
      // A minute's grace: the stream is looked at once a minute.
      const isIdle = event.atMs - arrivedAtMs >= IDLE_MS - MINUTE_MS;
      if (event.rows === 0 && mayGo && isIdle && event.atMs >= dormantFromMs) {
        run.occur('live node ended dormant');
        return;
      }
      const text = `${event.instanceId} was live, with ${Math.ceil(event.rows)} rows: ${how}`;
      const excuse = whyExcused(run, event);
      if (excuse !== undefined) {
        run.excuse('ended-live', `${text}; ${excuse}`);
        return;
      }
      tally.endedLive += 1;
      run.fail('ended-live', text);
    },
  };
};
