// What `doctor` says of a group whose spares wait from the close until the end of day.
import { expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lib/core/units.ts';
import { savingChecks } from '../../../lib/operate/rdb-group/doctor/checks/savings.ts';
import { learnDays } from '../../../lib/targets/rdb-group/decide/learn/learn-days.ts';
import { live, NOW_MS } from '../../build/servers.ts';
import { aSnapshot } from '../../build/snapshot.ts';
import { anExamined } from './builders.ts';

/** A stream from 14:00 to 21:00 UTC, and a trickle until the end of day at 04:00. */
function examinedAfter(dayCount: number, tags: Readonly<Record<string, string>> = {}, trickle = 0) {
  const lastEndMs = Math.floor(NOW_MS / DAY_MS) * DAY_MS + 4 * HOUR_MS;
  const endOfDaysMs = Array.from({ length: dayCount }, (_, i) => lastEndMs - (dayCount - 1 - i) * DAY_MS);
  const volumes = endOfDaysMs.flatMap((endMs) =>
    Array.from({ length: 14 * 4 }, (_, quarter) => ({
      atMs: endMs - 14 * HOUR_MS + quarter * 15 * MINUTE_MS + MINUTE_MS,
      amount: quarter < 28 ? 1_000 : trickle,
    })),
  );
  const examined = anExamined({}, { tags });
  const learned = { days: learnDays([], volumes) };
  const snapshot = aSnapshot([live(40)], { learned, intent: { scheduledAtMs: 0, endOfDaysMs } });
  const plan = examined.look.ok ? examined.look.value?.plan : undefined;
  if (!plan) throw new Error('there is a plan');
  return { ...examined, look: { ok: true, value: { snapshot, plan } } } as const;
}

const findingsOf = (...given: Parameters<typeof examinedAfter>) =>
  savingChecks.findings(examinedAfter(...given));

it('a group whose day is over hours before its end of day is told what it would save, and how', () => {
  const [finding] = findingsOf(3);
  expect(finding).toMatchObject({ severity: 'note', code: 'continuous-saves' });
  expect(finding?.text).toContain('on the last 3 days next to nothing came in the 6.0 h before it');
  expect(finding?.fix).toContain('Key=spillway:scale-in,Value=continuous');
  // A trickle of less than a hundredth of the day holds no server.
  expect(findingsOf(3, {}, 5)).toHaveLength(1);
});

it.each<[string, number, Record<string, string>, number?]>([
  ['fewer than three days are known', 2, {}],
  ['it retires within the day already', 3, { 'spillway:scale-in': 'continuous' }],
  ['it never retires', 3, { 'spillway:scale-in': 'never' }],
  ['spares cannot leave the queue', 3, { 'spillway:leaves-queue': 'false' }],
  ['the stream goes on until the end of day', 3, {}, 900],
])('nothing is said where %s', (_, dayCount, tags, trickle = 0) => {
  expect(findingsOf(dayCount, tags, trickle)).toEqual([]);
});
