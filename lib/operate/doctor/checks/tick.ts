// Whether anybody looks at the group at all: the tick, by what the state table remembers.
import { formatDuration } from '../../../core/units.ts';
import { LOOK_AHEAD_MAX_MS, TICK_MS } from '../../../core/look-ahead.ts';
import { isManaged } from '../../../targets/rdb-group/domain/group.ts';
import type { Check } from '../check.ts';
import { answered, wrong } from '../check.ts';

/** A quiet group is looked at every five minutes; two ticks more is late. */
const LATE_AFTER_MS = LOOK_AHEAD_MAX_MS + 2 * TICK_MS;

export const tickChecks: Check = {
  title: 'tick',
  findings: ({ state, settings, nowMs }) => {
    if (!state.ok || !isManaged(settings.group)) return [];
    const lastLookAtMs = answered(state)?.learned.looks.lastLookAtMs;
    const fix = 'aws logs tail /aws/lambda/spillway-<stage>-on-tick --since 15m';
    if (lastLookAtMs === undefined) {
      return [wrong('never-looked', 'no cycle has looked at the group yet: is the stack deployed?', fix)];
    }
    const sinceMs = nowMs - lastLookAtMs;
    if (sinceMs <= LATE_AFTER_MS) return [];
    return [
      wrong(
        'tick-late',
        `no cycle has looked at the group for ${formatDuration(sinceMs)}: does the tick run?`,
        fix,
      ),
    ];
  },
};
