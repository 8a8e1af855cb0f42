// Days on which the nodes' metrics stop or come late.
import { expect, test } from 'vitest';
import { at, eventsOf, FULL_RATE_PER_MINUTE, GROUP, runLocalDay, scaleOuts, stream } from './local-day.ts';

test('metrics stop for fifteen minutes: one spare is kept, none is retired, and the day goes on', async () => {
  const day = await runLocalDay({
    segments: [stream(0, 360, FULL_RATE_PER_MINUTE / 3)],
    faults: [{ kind: 'metrics-stop', groupName: GROUP, fromMs: at(40), untilMs: at(55) }],
  });

  const whileBlind = scaleOuts(day).filter(({ atMs }) => atMs >= at(40) && atMs < at(56));
  expect(whileBlind.map(({ plan }) => plan.reason.code)).toEqual(['blind']);
  expect(day.world.safety.lateRolls).toEqual([]);
  expect(day.nodesAtEnd).toHaveLength(1);
});

test('metrics stop for fifteen minutes after the end of day: nothing is retired blindly', async () => {
  const day = await runLocalDay({
    faults: [{ kind: 'metrics-stop', groupName: GROUP, fromMs: at(359), untilMs: at(374) }],
  });

  const retiredAt = day.plans.filter(({ plan }) => plan.kind === 'retire').map(({ atMs }) => atMs);
  expect(Math.min(...retiredAt)).toBeGreaterThanOrEqual(at(374));
  expect(day.nodesAtEnd).toHaveLength(1);
});

test('metrics two minutes late: spares still wait in time, and retiring waits for proof', async () => {
  const day = await runLocalDay({
    faults: [{ kind: 'metrics-late', groupName: GROUP, fromMs: at(0), untilMs: at(420), delayMs: 120_000 }],
  });

  expect(eventsOf(day, 'rolled').length).toBeGreaterThanOrEqual(4);
  expect(day.world.safety.lateRolls).toEqual([]);
  const retiredAt = day.plans.filter(({ plan }) => plan.kind === 'retire').map(({ atMs }) => atMs);
  expect(Math.min(...retiredAt)).toBeGreaterThan(at(362));
  expect(day.nodesAtEnd).toHaveLength(1);
});
