// No state blocks a group: cycles that nothing interferes with come to a decision.
import { MINUTE_MS } from '../../core/units.ts';
import type { CreateCheck } from './check.ts';
import { createTicks } from '../measures/ticks.ts';

const PATIENCE_MS = 20 * MINUTE_MS;

export const groupBlocked: CreateCheck = (run) => {
  const ticks = createTicks(run);
  let progressAtMs = run.times.startMs;
  let hasFailed = false;
  return {
    onInvocation(ended) {
      const isClean = ticks.isClean(ended);
      const managed = run.isManaged();
      const progresses = ended.results.some(({ kind }) => kind === 'decided');
      if (progresses || !managed) {
        progressAtMs = run.nowMs();
        hasFailed = false;
      }
      // A tick that found nothing due is for another check: unlooked.ts.
      if (!isClean || ended.results.length === 0 || hasFailed || run.nowMs() - progressAtMs <= PATIENCE_MS)
        return;
      hasFailed = true;
      const last = ended.results.map(({ kind }) => kind).join(', ');
      run.fail(
        'group-blocked',
        `no cycle has come to a decision for 20 minutes; the last tick ended in: ${last}`,
      );
    },
  };
};
