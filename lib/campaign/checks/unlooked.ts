// Nothing is unlooked for longer than promised (five minutes) while ticks arrive.
import { MINUTE_MS, SECOND_MS } from '../../core/units.ts';
import type { CreateSharedCheck } from './check.ts';
import { createTicks } from '../measures/ticks.ts';

/** The longest look ahead, the tick that finds it past, and clocks that differ. */
const PROMISED_MS = 5 * MINUTE_MS + MINUTE_MS + 15 * SECOND_MS;

export const unlooked: CreateSharedCheck = (run, tally) => {
  const ticks = createTicks(run);
  let lookedAtMs = run.times.startMs;
  let hasFailed = false;
  return {
    onInvocation(ended) {
      const { invocation } = ended;
      const isClean = ticks.isClean(ended);
      const managed = run.isManaged();
      const sinceMs = run.nowMs() - lookedAtMs;
      if (invocation.targetReadAtMs !== undefined || !managed) {
        lookedAtMs = invocation.targetReadAtMs ?? run.nowMs();
        hasFailed = false;
      }
      // Whoever goes on for it is to look, and is judged by that.
      if (!isClean || !managed || invocation.handsOn) return;
      tally.unlookedMinutesMax = Math.max(
        tally.unlookedMinutesMax,
        Math.floor((run.nowMs() - lookedAtMs) / MINUTE_MS),
      );
      if (run.nowMs() - lookedAtMs <= PROMISED_MS || hasFailed) return;
      hasFailed = true;
      run.fail(
        'unlooked',
        `the target was not looked at for ${Math.round(sinceMs / MINUTE_MS)} minutes, and ticks arrive`,
      );
    },
  };
};
