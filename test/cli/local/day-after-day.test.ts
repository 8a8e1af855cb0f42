import { expect, it } from 'vitest';
import { timeZoneOf } from '../../../cli/demo/collect-demo-day.ts';
import { dayAfterDay } from '../../../cli/local/day-after-day.ts';
import { createLocalWorld } from '../../../cli/local/local-world.ts';
import { parseLocalOptions } from '../../../cli/local/local-options.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lib/core/units.ts';
import { createStream } from '../../../lib/sim/rdb/stream.ts';
import { parseTrace } from '../../../lib/sim/read-trace.ts';

/** Two minutes of a day, with so many messages each. */
const traceOf = (...messages: readonly [number, number]) =>
  parseTrace(
    'given.csv',
    `timestamp,messages\n2024-03-04T09:30:00-05:00,${messages[0]}\n2024-03-04T09:31:00-05:00,${messages[1]}\n`,
  );

it('is the same day again and again', () => {
  const trace = traceOf(100, 300);
  const starts: number[] = [];
  for (const { startMs, messages } of dayAfterDay(trace, trace.startMs).segments(0.5)) {
    if (messages === 150) starts.push(startMs - trace.startMs);
    if (starts.length === 3) break;
  }
  expect(starts).toEqual([0, 1, 2].map((day) => 9.5 * HOUR_MS + MINUTE_MS + day * DAY_MS));
});

it('ends at once where no minute of it brings a message: whoever pulls would pull for ever', () => {
  for (const [trace, factor] of [
    [traceOf(0, 0), 1],
    [traceOf(1, 0), 1 / 3],
  ] as const)
    expect(createStream(dayAfterDay(trace, trace.startMs).segments(factor)).nextStartMs()).toBeUndefined();
});

it('is a quiet day of the local AWS, if nothing is in the trace', async () => {
  const words = { port: '0', speed: '600', start: '09:25', groups: '3', reports: 'cloudwatch', seed: '1' };
  const options = parseLocalOptions({ ...words, bytesPerMessage: '4096', nodeMemoryGib: '4' });
  const world = createLocalWorld(options, traceOf(0, 0));
  await world.runUntil(world.clock.nowMs() + 30 * MINUTE_MS);
  expect([...world.tickerplants.values()].map((one) => one.live()?.rows)).toEqual([0, 0, 0]);
  expect(world.kinesis.openCount('feed')).toBe(8);
});

it('ends at the midnight of its clock, where a zone is known that has it', () => {
  const zones = [0, -240, 840, 330, 345, 525].map((utcOffsetMinutes) => timeZoneOf({ utcOffsetMinutes }));
  expect(zones).toEqual(['UTC', 'Etc/GMT+4', 'Etc/GMT-14', 'Asia/Kolkata', 'Asia/Kathmandu', 'UTC']);
  // That the zones have no other offset at any time of the year.
  for (const offset of [270, 330, 345, 390, 570])
    for (const date of ['2024-01-15', '2024-07-15']) {
      const timeZone = timeZoneOf({ utcOffsetMinutes: offset });
      const shown = new Date(`${date}T00:00:00Z`).toLocaleString('sv-SE', { timeZone });
      expect(Date.parse(`${shown.replace(' ', 'T')}Z`) - Date.parse(`${date}T00:00:00Z`), timeZone).toBe(
        offset * MINUTE_MS,
      );
    }
});
