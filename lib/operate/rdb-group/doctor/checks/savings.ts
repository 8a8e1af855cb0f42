// What the group would save: a server that waits from the close until the end of day takes nothing more in. Of its own past
// days it is known how long that is.
import { DAY_MS, HOUR_MS } from '../../../../core/units.ts';
import { DAY_BUCKET_MS, REST_MS } from '../../../../targets/rdb-group/decide/limits.ts';
import { volumeBetween } from '../../../../targets/rdb-group/decide/past-days.ts';
import type { DayVolume } from '../../../../targets/rdb-group/domain/state.ts';
import { answered, note } from '../../../doctor/check.ts';
import { tagFix, type GroupCheck } from '../group-check.ts';

/** Fewer days than this are chance. */
const DAYS_MIN = 3;

/** What comes after the close is less than this share of the day. */
const REST_SHARE = 0.01;

export const savingChecks: GroupCheck = {
  title: 'savings',
  findings: (examined) => {
    const snapshot = answered(examined.look)?.snapshot;
    if (!snapshot || !examined.policy.ok) return [];
    const { scaleIn, leavesQueue } = examined.policy.policy;
    const canLeave = leavesQueue || snapshot.learned.queue.leftQueueAtMs !== undefined;
    if (scaleIn !== 'scheduled' || !canLeave) return [];
    const idle = (snapshot.intent?.endOfDaysMs ?? []).flatMap((atMs) =>
      idleBefore(atMs, snapshot.learned.days),
    );
    const meanHours = idle.reduce((sum, ms) => sum + ms, 0) / Math.max(1, idle.length) / HOUR_MS;
    if (idle.length < DAYS_MIN || meanHours < 1) return [];
    const text =
      `spares stay until the end of day, and on the last ${idle.length} days next to nothing came in the ` +
      `${meanHours.toFixed(1)} h before it. Spares can leave the queue here: retired within the day, each saves about as much`;
    return [note('continuous-saves', text, tagFix(examined, 'spillway:scale-in', 'continuous'))];
  },
};

/** For how long before an end of day nothing came that counts, less the hour that a surplus server rests; none if unknown. */
function idleBefore(endOfDayMs: number, days: readonly DayVolume[]): readonly number[] {
  const ofDay = volumeBetween(days, endOfDayMs - DAY_MS, endOfDayMs);
  if (ofDay === 0) return [];
  let sinceMs = endOfDayMs;
  while (volumeBetween(days, sinceMs - DAY_BUCKET_MS, endOfDayMs) < REST_SHARE * ofDay)
    sinceMs -= DAY_BUCKET_MS;
  return [Math.max(0, endOfDayMs - sinceMs - REST_MS)];
}
