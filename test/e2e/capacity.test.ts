// Days on which EC2, a node or its reports fail.
import { expect, test } from 'vitest';
import { at, eventsOf, FULL_RATE_PER_MINUTE, GROUP, runLocalDay, scaleOuts, stream } from './local-day.ts';

test('EC2 is out of capacity for an hour: asked for, and once more for what does not come, and launched when it is there again', async () => {
  const day = await runLocalDay({
    segments: [stream(0, 360, FULL_RATE_PER_MINUTE / 2)],
    faults: [{ kind: 'no-capacity', groupName: GROUP, fromMs: at(80), untilMs: at(140) }],
  });

  const asked = scaleOuts(day).filter(({ atMs }) => atMs < at(140));
  expect(asked).toHaveLength(2);
  const failures = day.emulator.events.filter((event) => event.detailType === 'Spillway Launch Failure');
  expect(failures.length).toBeGreaterThanOrEqual(1);
  expect(failures.length).toBeLessThanOrEqual(12);
  expect(day.emulator.awsCalls()['DescribeScalingActivities']).toBeLessThanOrEqual(14);
  expect(eventsOf(day, 'queued').some(({ atMs }) => atMs >= at(140))).toBe(true);
  expect(day.world.safety.outOfMemory).toEqual([]);
});

test('the live node dies: the next in the queue goes on, and no node with data is ended', async () => {
  const day = await runLocalDay({
    segments: [stream(0, 360, FULL_RATE_PER_MINUTE / 2)],
    faults: [{ kind: 'node-dies', groupName: GROUP, node: 'live', atMs: at(150) }],
  });

  expect(day.world.safety.diedWithData).toHaveLength(1);
  const liveAgain = eventsOf(day, 'live').find(({ atMs }) => atMs > at(150));
  expect(liveAgain).toBeDefined();
  // The dead node says nothing, so nothing proves it empty: Auto Scaling keeps it waiting in its hook.
  const dead = day.world.safety.diedWithData.map(({ instanceId }) => instanceId);
  expect(day.nodesAtEnd.filter((id) => !dead.includes(id))).toHaveLength(1);
});

test('a node boots and never reports: it is replaced once, and its replacement waits before the roll', async () => {
  const day = await runLocalDay({
    segments: [stream(0, 360, FULL_RATE_PER_MINUTE / 3)],
    tags: { 'spillway:spares-min': '1' },
    faults: [{ kind: 'never-reports', groupName: GROUP, launchNumber: 2 }],
    untilMinute: 180,
  });

  expect(scaleOuts(day)).toHaveLength(2);
  expect(eventsOf(day, 'queued').length).toBeGreaterThanOrEqual(1);
  expect(day.world.safety.lateRolls).toEqual([]);
});

test('no node that is launched ever reports: the launches stay bounded', async () => {
  const day = await runLocalDay({
    segments: [stream(0, 360, FULL_RATE_PER_MINUTE / 4)],
    tags: { 'spillway:spares-min': '1' },
    faults: [2, 3, 4, 5, 6, 7, 8].map((launchNumber) => ({
      kind: 'never-reports',
      groupName: GROUP,
      launchNumber,
    })),
    untilMinute: 240,
  });

  expect(scaleOuts(day).length).toBeLessThanOrEqual(2);
});
