// What `doctor` says of a group whose spares wait from the close until the end of day.
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lib/core/units.ts';
import { savingChecks } from '../../../lib/operate/rdb-group/doctor/checks/savings.ts';
import { learnDays } from '../../../lib/targets/rdb-group/decide/learn/learn-days.ts';
import { live, NOW_MS } from '../../build/servers.ts';
import { aSnapshot } from '../../build/snapshot.ts';
import { anExamined } from './builders.ts';

const lastEndMs = Math.floor(NOW_MS / DAY_MS) * DAY_MS + 4 * HOUR_MS;

/** A stream from 14:00 to 21:00 UTC, and a trickle until the end of day at 04:00. */
function examinedAfter(dayCount: number, tags: Readonly<Record<string, string>> = {}, trickle = 0) {
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

/** A plan of the journal, so many hours before the last end of day. */
function planned(
  hoursBefore: number,
  change: { kind?: string; code?: string; have: number; wanted?: number },
) {
  const { plan } = examinedAfter(0).look.value;
  const { kind = 'hold', code = 'enough', have, wanted = 1 } = change;
  const roles = Object.fromEntries(Array.from({ length: 3 + have }, (_, i) => [`i-${i}`, 'rolled' as const]));
  return {
    target: 'rdb',
    atMs: lastEndMs - hoursBefore * HOUR_MS,
    cycleId: `c${hoursBefore}`,
    trigger: 'tick',
    kind,
    reason: { code, text: code, operands: {} },
    considered: [],
    actions: [],
    waits: [],
    assessed: { ...plan.assessed, roles, sparesHave: have, sparesWanted: wanted },
  };
}

function textAfter(
  entries: readonly ReturnType<typeof planned>[],
  { tags = {}, pricePerHourUsd }: { tags?: Record<string, string>; pricePerHourUsd?: number } = {},
) {
  const [finding] = savingChecks.findings({
    ...examinedAfter(3, tags),
    journal: { ok: true, value: entries },
    ...(pricePerHourUsd !== undefined && { pricePerHourUsd }),
  });
  return finding?.text;
}

describe('how much it would save', () => {
  it('is told in hours of the spares that the last plan of each day left, by what the journal has of the days', () => {
    // Two on the last day, one on the day before it, of six hours each; the first day is not in the journal.
    const entries = [planned(7, { have: 2 }), planned(9, { have: 5 }), planned(24 + 7, { have: 1 })];
    expect(textAfter(entries)).toContain(
      'they would save about 9.0 server-hours a day (with --price-per-hour this is told in money), by the 1.5 that waited in the mean of the 2 days that the journal has',
    );
  });

  it('is told in money where the price of an hour was said', () => {
    expect(textAfter([planned(7, { have: 2 })], { pricePerHourUsd: 0.0376 })).toContain(
      'they would save about 12.0 server-hours a day, $0.45 at $0.0376 an hour, by the 2.0 that waited',
    );
    // Without a journal it is that of one spare.
    expect(textAfter([], { pricePerHourUsd: 0.5 })).toContain(
      'each would save about as much a day, $3.00 at $0.5 an hour',
    );
  });

  it.each([
    ['a plan that scales out leaves what it wants', { kind: 'scale-out', have: 0, wanted: 2 }, '12.0'],
    [
      'a plan that retires a spare leaves one fewer',
      { kind: 'retire', code: 'queued-empty', have: 3 },
      '12.0',
    ],
  ])('%s', (_, change, hours) => {
    expect(textAfter([planned(7, change)])).toContain(`about ${hours} server-hours`);
  });

  it('spares that the owner keeps, and nodes of the minimum, are not among them', () => {
    const entries = [planned(7, { have: 2 })];
    expect(textAfter(entries, { tags: { 'spillway:spares-min': '1' } })).toContain('about 6.0 server-hours');
    expect(textAfter(entries, { tags: { 'spillway:spares-min': '2' } })).toBeUndefined();
  });

  it('nothing is said where no spare waited', () => {
    expect(textAfter([planned(7, { have: 0 })])).toBeUndefined();
  });
});
