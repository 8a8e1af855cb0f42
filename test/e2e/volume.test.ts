// Days that differ in what arrives.
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

test('a calm day: every roll finds a spare, and one node is left after the end of day', async () => {
  const day = await runLocalDay({});

  const rolls = eventsOf(day, 'rolled').length;
  expect(rolls).toBeGreaterThanOrEqual(4);
  expect(day.world.safety.lateRolls).toEqual([]);
  expect(scaleOuts(day).length).toBeGreaterThanOrEqual(rolls);
  expect(retirements(day).length).toBe(scaleOuts(day).length);
  expect(day.nodesAtEnd).toHaveLength(1);
  expect(day.emulator.deadLetters()).toEqual([]);
});

test('a storm of ten times the volume: several spares are asked for at once, and no node runs out of memory', async () => {
  const day = await runLocalDay({
    segments: [
      stream(0, 120, FULL_RATE_PER_MINUTE / 4),
      stream(120, 150, FULL_RATE_PER_MINUTE * 2.5),
      stream(150, 360, FULL_RATE_PER_MINUTE / 4),
    ],
  });

  expect(day.world.safety.outOfMemory).toEqual([]);
  expect(day.world.safety.lateRolls).toEqual([]);
  expect(eventsOf(day, 'rolled').length).toBeGreaterThanOrEqual(2);
  expect(day.nodesAtEnd).toHaveLength(1);
});

test('the open at fifty times the rate before it: a floor set by a schedule has the spare waiting', async () => {
  const preOpen = FULL_RATE_PER_MINUTE / 25;
  const day = await runLocalDay({
    segments: [stream(0, 120, preOpen), stream(120, 150, preOpen * 50), stream(150, 360, preOpen * 8)],
    emulator: {
      schedules: [
        {
          name: 'before-the-open',
          expression: `at(${new Date(at(105)).toISOString().slice(0, 19)})`,
          input: {
            action: 'ensure-capacity',
            scheduledTime: '<aws.scheduler.scheduled-time>',
            nodeCount: 2,
            holdMinutes: 60,
          },
        },
        {
          name: 'end-of-day',
          expression: `at(${new Date(at(360)).toISOString().slice(0, 19)})`,
          input: { action: 'scale-in', scheduledTime: '<aws.scheduler.scheduled-time>', windowMinutes: 240 },
        },
      ],
    },
  });

  const firstQueued = eventsOf(day, 'queued').find((event) => event.atMs > at(105));
  expect(firstQueued?.atMs).toBeLessThan(at(110));
  expect(day.world.safety.lateRolls).toEqual([]);
  expect(eventsOf(day, 'rolled').length).toBeGreaterThanOrEqual(1);
  expect(day.nodesAtEnd).toHaveLength(1);
});
