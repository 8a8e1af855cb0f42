// No wait in our hook runs out, with data behind it, while ticks arrive: heartbeats keep it up to the hook's own limit.
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../core/units.ts';
import { createKeptUp } from '../measures/kept-up.ts';
import type { CreateCheck } from './check.ts';

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks.html: 48 hours or 100 heartbeats. */
const WAIT_MAX_MS = 48 * HOUR_MS;
const HEARTBEATS_MAX = 100;
const NEAR_LIMIT_SHARE = 0.85;

export const hookLeftAlone: CreateCheck = (run, tally) => {
  const { heartbeatTimeoutSeconds, hook } = run.options.group;
  const timeoutMs = heartbeatTimeoutSeconds * SECOND_MS;
  const limitMs = NEAR_LIMIT_SHARE * Math.min(WAIT_MAX_MS, HEARTBEATS_MAX * timeoutMs);
  const keptUp = createKeptUp(run);
  return {
    onInvocation: keptUp.onInvocation,
    onEvent(event) {
      if (event.kind !== 'terminated' || event.rows === 0 || hook === 'none' || event.by === 'fault') return;
      const begun = run.actors.terminationOf(event.instanceId);
      // Only what AWS did of itself is a wait that ran out.
      if (!begun || run.actors.current() !== 'aws' || event.atMs - begun.atMs >= limitMs) return;
      const waitedMs = event.atMs - begun.atMs;
      if (waitedMs < timeoutMs - SECOND_MS) return;
      if (!keptUp.couldKeepUpTo(event.atMs)) return;
      tally.endedWithData += 1;
      run.fail(
        'hook-left-alone',
        `${event.instanceId} waited ${Math.round(waitedMs / MINUTE_MS)} min in its hook with ${Math.ceil(event.rows)} rows, and nobody kept the wait up`,
      );
    },
  };
};
