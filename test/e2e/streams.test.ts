// Days of a stream: each planned from the days before it, within the ten changes that AWS allows.
import { expect, test } from 'vitest';
import { realDays, runStreamDays, withOpenOfFortyTimes } from './stream-days.ts';

/** Static provisioning, a quarter above the first day's peak: 48 shards all day. */
const STATIC_SHARD_HOURS = 48 * 24;

// By itself the third opens 56 times as busy, the second 30 times; forty times is a third more than that day brought.
test('three real days, the second with an open forty times as busy: no minute is throttled once a day is known', async () => {
  const [first, second, third] = await realDays();
  if (!first || !second || !third) throw new Error('there are three real days');
  const days = await runStreamDays([first, withOpenOfFortyTimes(second), third]);

  expect(days.throttledMinutes.slice(1)).toEqual([0, 0]);
  for (const shardHours of days.shardHours.slice(1))
    expect(shardHours / STATIC_SHARD_HOURS).toBeLessThanOrEqual(0.55);
  for (const count of days.changes) expect(count).toBeGreaterThan(0);
}, 600_000);
