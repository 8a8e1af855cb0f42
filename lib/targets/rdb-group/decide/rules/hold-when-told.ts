// Holds a group whose owner has switched Spillway off or paused it.
import { reason } from '../../../../core/reason.ts';
import type { Rule } from './rule.ts';

export const holdWhenTold: Rule = ({ assessment: { policy, nowMs } }) => {
  if (policy.mode === 'off') {
    return { kind: 'hold', reason: reason('off', 'The tag spillway:mode is off', {}) };
  }
  if (policy.pauseUntilMs !== undefined && nowMs < policy.pauseUntilMs) {
    const until = new Date(policy.pauseUntilMs).toISOString();
    return {
      kind: 'hold',
      reason: reason('paused', `The tag spillway:pause-until holds until ${until}`, { until }),
    };
  }
  return { kind: 'pass', reason: reason('not-paused', 'The group is neither off nor paused', {}) };
};
