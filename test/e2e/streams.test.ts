// Days of a stream: planned from the days before them, within AWS's ten changes.
import { expect, test } from 'vitest';
import { realDays, runStreamDays, withOpenOfFortyTimes } from './stream-days.ts';

test('three real days: after the first, no minute is throttled', async () => {
  const days = await runStreamDays(await realDays());
  console.log(days.throttledMinutes, days.changes, days.shardHours);
  expect(days.throttledMinutes.slice(1)).toEqual([0, 0]);
});

test('an open of forty times', async () => {
  const days = await runStreamDays((await realDays()).map(withOpenOfFortyTimes));
  console.log(days.throttledMinutes, days.changes, days.shardHours);
  expect(days.throttledMinutes.slice(1)).toEqual([0, 0]);
});
