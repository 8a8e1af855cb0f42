// Days that are decided by what the RDBs say over q IPC. Short: a node fills in half an hour.
import { expect, test } from 'vitest';
import type { RdbFault } from '../../lib/emulator/rdbs/rdb-server.ts';
import { NODE_METRICS } from '../../lib/targets/rdb-group/ports/telemetry.ts';
import {
  at,
  type DayOutcome,
  eventsOf,
  FULL_RATE_PER_MINUTE,
  GROUP,
  type LocalDay,
  retirements,
  runLocalDay,
  scaleOuts,
  stream,
} from './local-day.ts';

/** Rolls at 30 and at 60 minutes, end of day at 75. */
const SHORT_DAY: LocalDay = {
  segments: [stream(0, 75, FULL_RATE_PER_MINUTE * 2)],
  endOfDayMinutes: [75],
  untilMinute: 95,
};
/** The first spare: it waits, is live from the first roll on, and holds data until the end of day. */
const FIRST_SPARE = { groupName: GROUP, launchNumber: 2 };

const launched = (day: DayOutcome, launchNumber: number) =>
  // The first node was there before the day began.
  eventsOf(day, 'launched')[launchNumber - 2]?.instanceId;

test('a calm day: no metric is read, every roll finds a spare, and one node is left after the end of day', async () => {
  const day = await runLocalDay({ ...SHORT_DAY, probe: {} });

  expect(eventsOf(day, 'rolled')).toHaveLength(2);
  expect(day.world.safety.lateRolls).toEqual([]);
  expect(scaleOuts(day).length).toBeGreaterThanOrEqual(2);
  expect(retirements(day)).toHaveLength(scaleOuts(day).length);
  expect(day.nodesAtEnd).toHaveLength(1);
  expect(day.emulator.awsCalls()).not.toHaveProperty('GetMetricData');
  expect(day.emulator.awsCalls()['GetSecretValue']).toBeLessThan(60);
  expect(day.emulator.deadLetters()).toEqual([]);
});

const NEVER = new Promise(() => undefined);
const FAULTS: readonly (readonly [string, RdbFault, string])[] = [
  ['refuses connections', { kind: 'refuses' }, 'refused'],
  ['accepts and says nothing', { kind: 'hangs' }, 'timed-out'],
  ['answers too late', { kind: 'late', until: NEVER }, 'timed-out'],
  ['does not know the password', { kind: 'wrong-password' }, 'access-denied'],
  ['sends half a message and waits', { kind: 'half-a-message' }, 'timed-out'],
  ['closes in the middle of its reply', { kind: 'closes-mid-reply' }, 'closed'],
  ['is out of workspace', { kind: 'wsfull' }, 'q-error'],
  ['does not allow the query', { kind: 'access' }, 'q-error'],
  ['answers something else', { kind: 'wrong-shape' }, 'wrong-shape'],
  ['announces two gigabytes', { kind: 'huge' }, 'too-large'],
];

test.each(FAULTS)('an RDB that %s: it stays, and all others come and go in time', async (_, fault, code) => {
  const day = await runLocalDay({ ...SHORT_DAY, probe: { faults: [{ rdb: FIRST_SPARE, fault }] } });

  const faulty = launched(day, 2);
  expect(day.world.safety.lateRolls).toEqual([]);
  expect(eventsOf(day, 'rolled')).toHaveLength(2);
  expect(day.nodesAtEnd).toContain(faulty);
  expect(day.nodesAtEnd).toHaveLength(2);
  expect(retirements(day).map(({ plan }) => plan)).not.toContainEqual(
    expect.objectContaining({ instanceId: faulty }),
  );
  const complaints = day.logLines.filter((line) => line.includes(`"code":"${code}"`));
  expect(complaints.length).toBeGreaterThanOrEqual(1);
  // Once, and once more where a node that only boots is struck by the same.
  expect(complaints.length).toBeLessThan(8);
  expect(complaints[0]).toContain(faulty);
});

test('an RDB that says it has no rows while it receives data, and never empties: it stays', async () => {
  const day = await runLocalDay({
    ...SHORT_DAY,
    faults: [{ kind: 'never-empties', groupName: GROUP, launchNumber: 2 }],
    probe: { faults: [{ rdb: FIRST_SPARE, fault: { kind: 'lies-about-rows', rows: 0 } }] },
  });

  expect(day.nodesAtEnd).toContain(launched(day, 2));
  expect(day.world.safety.lateRolls).toEqual([]);
});

test('the same where nodes may go at any time: it stays, also in the middle of the day', async () => {
  const day = await runLocalDay({
    ...SHORT_DAY,
    tags: { 'spillway:scale-in': 'continuous' },
    faults: [{ kind: 'never-empties', groupName: GROUP, launchNumber: 2 }],
    probe: { faults: [{ rdb: FIRST_SPARE, fault: { kind: 'lies-about-rows', rows: 0 } }] },
  });

  expect(day.nodesAtEnd).toContain(launched(day, 2));
  expect(day.world.safety.lateRolls).toEqual([]);
});

test('an RDB that says it holds rows when it has none: it stays, and the others go', async () => {
  const day = await runLocalDay({
    ...SHORT_DAY,
    probe: { faults: [{ rdb: FIRST_SPARE, fault: { kind: 'lies-about-rows', rows: 7 } }] },
  });

  expect(day.nodesAtEnd).toContain(launched(day, 2));
  expect(day.nodesAtEnd).toHaveLength(2);
});

test('the secret has a wrong password: named once for the group, and nothing is retired', async () => {
  const day = await runLocalDay({
    ...SHORT_DAY,
    probe: { secret: JSON.stringify({ username: 'spillway', password: 'hunter2' }) },
  });

  expect(retirements(day)).toEqual([]);
  const complaints = day.logLines.filter((line) => line.includes('"code":"access-denied"'));
  expect(complaints.length).toBeGreaterThanOrEqual(1);
  // By each of the functions that read the group, and anew when servers are added.
  expect(complaints.length).toBeLessThan(12);
  expect(day.logLines.join('\n')).not.toContain('hunter2');
  expect(day.plans.map(({ plan }) => plan.reason.code)).toContain('blind');
});

test.each([
  ['the secret is not there', { tags: { 'spillway:probe-secret': 'spillway/none' } }, 'ResourceNotFound'],
  ['the query has no name in the settings', { tags: { 'spillway:probe-query': 'exit 0' } }, 'UnknownQuery'],
])('%s: every cycle fails and says so, and nothing is retired', async (_, probe, code) => {
  const day = await runLocalDay({ ...SHORT_DAY, untilMinute: 10, probe });

  expect(day.plans).toEqual([]);
  const [first] = day.emulator.failedAttempts();
  expect(String(first?.error)).toContain(code);
});

test('what the probe brings is there for graphs, and the alarm rings on it as the second line', async () => {
  const day = await runLocalDay({ ...SHORT_DAY, untilMinute: 60, probe: {} });

  const dimensions = { AutoScalingGroupName: GROUP, InstanceId: launched(day, 2) ?? '' };
  for (const name of NODE_METRICS)
    expect(day.world.metrics.find('Spillway', name, dimensions)?.values.length, name).toBeGreaterThan(20);
  const live = day.world.metrics.find('Spillway', 'LiveMemoryUsedPercent', { AutoScalingGroupName: GROUP });
  expect(Math.max(...(live?.values ?? []))).toBeGreaterThan(70);
  expect(Math.min(...(live?.values ?? []))).toBeLessThan(10);
  expect(day.results.some(({ functionName }) => functionName === 'on-alarm')).toBe(true);
});

/** The RDBs publish for themselves as well. */
const BOTH: LocalDay = {
  ...SHORT_DAY,
  tags: { 'spillway:reports': 'probe-then-cloudwatch' },
  group: { telemetry: { metrics: 'all' } },
};

test('with CloudWatch as the fallback an RDB that refuses is heard there, and goes like the others', async () => {
  const day = await runLocalDay({
    ...BOTH,
    probe: { faults: [{ rdb: FIRST_SPARE, fault: { kind: 'refuses' } }] },
  });

  expect(day.world.safety.lateRolls).toEqual([]);
  expect(day.nodesAtEnd).toHaveLength(1);
});

test('with CloudWatch as the fallback the probe may fail altogether: the day goes on, and that is said once', async () => {
  const day = await runLocalDay({ ...BOTH, probe: { tags: { 'spillway:probe-secret': 'spillway/none' } } });

  expect(day.world.safety.lateRolls).toEqual([]);
  expect(day.nodesAtEnd).toHaveLength(1);
  const said = day.logLines.filter((line) => line.includes('read by CloudWatch alone'));
  expect(said.length).toBeGreaterThanOrEqual(1);
  // Once by each of the functions that read the group.
  expect(said.length).toBeLessThanOrEqual(4);
});

test('an RDB tells the probe that it is empty and CloudWatch that it is not: disputed, it stays', async () => {
  const day = await runLocalDay({
    ...BOTH,
    faults: [{ kind: 'never-empties', groupName: GROUP, launchNumber: 1 }],
    prepare: ({ world, emulator }) => {
      // From the evening on, so that nothing was seen to fill meanwhile.
      const [first] = world.autoScaling.describeGroups([GROUP])[0]?.instances.keys() ?? [];
      world.clock.schedule(at(76), () =>
        emulator.rdbs?.injectFault({
          rdb: { instanceId: String(first) },
          fault: { kind: 'lies-about-rows', rows: 0 },
        }),
      );
    },
    probe: {},
  });

  expect(day.nodesAtEnd).toHaveLength(2);
  expect(JSON.stringify(day.plans.map(({ plan }) => plan))).toContain('disputed');
});
