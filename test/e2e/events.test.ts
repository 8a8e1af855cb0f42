// Days on which events are lost, repeated, late or all at once.
import { expect, test } from 'vitest';
import {
  at,
  eventsOf,
  FULL_RATE_PER_MINUTE,
  retirements,
  runLocalDay,
  scaleOuts,
  stream,
} from './local-day.ts';

test('the alarm is lost: the tick asks for the spare in time', async () => {
  const day = await runLocalDay({
    prepare: ({ emulator }) =>
      emulator.injectDeliveryFault({ functionName: 'on-alarm', fault: { kind: 'lose' }, times: 1_000 }),
  });

  expect(day.results.some(({ functionName }) => functionName === 'on-alarm')).toBe(false);
  expect(eventsOf(day, 'rolled').length).toBeGreaterThanOrEqual(4);
  expect(day.world.safety.lateRolls).toEqual([]);
});

test('the alarm is delivered three times at once: the group grows by one', async () => {
  const segments = [stream(0, 360, FULL_RATE_PER_MINUTE)];
  const calm = await runLocalDay({ segments, tags: { 'spillway:policy': 'threshold' }, untilMinute: 58 });
  const tripled = await runLocalDay({
    segments,
    tags: { 'spillway:policy': 'threshold' },
    untilMinute: 58,
    emulator: { deliveries: 'at-once' },
    prepare: ({ emulator }) =>
      emulator.injectDeliveryFault({ functionName: 'on-alarm', fault: { kind: 'triplicate' }, times: 1_000 }),
  });

  expect(scaleOuts(calm)).toHaveLength(1);
  expect(scaleOuts(tripled)).toHaveLength(1);
  expect(tripled.nodesAtEnd).toHaveLength(2);
  expect(
    tripled.results.filter(({ functionName }) => functionName === 'on-alarm').length,
  ).toBeGreaterThanOrEqual(3);
});

test('tick, alarm and end of day in the same second: the group ends the day with one node', async () => {
  const day = await runLocalDay({
    // The live node crosses the alarm's threshold in the last minute, so that the alarm rings at the end of day.
    segments: [stream(0, 318, FULL_RATE_PER_MINUTE), stream(318, 360, FULL_RATE_PER_MINUTE)],
    emulator: { deliveries: 'at-once' },
    prepare: ({ world }) => {
      world.clock.schedule(at(360), () =>
        world.alarms.setState('spillway-memory-live', 'ALARM', 'set by the test'),
      );
    },
  });

  expect(day.nodesAtEnd).toHaveLength(1);
  expect(retirements(day).length).toBeGreaterThanOrEqual(4);
  expect(day.emulator.deadLetters()).toEqual([]);
});

test('the end-of-day event is delivered next morning: ignored and journaled, and nothing is retired', async () => {
  const day = await runLocalDay({
    segments: [stream(0, 180, FULL_RATE_PER_MINUTE)],
    scaleInDeliveredAtMinute: 360 + 8 * 60,
    untilMinute: 360 + 9 * 60,
  });

  expect(retirements(day)).toEqual([]);
  expect(day.nodesAtEnd.length).toBeGreaterThanOrEqual(3);
  const journaled = day.emulator
    .calls()
    .filter(
      ({ action, params }) => action === 'PutItem' && JSON.stringify(params).includes('schedule-expired'),
    );
  expect(journaled.length).toBe(1);
});
