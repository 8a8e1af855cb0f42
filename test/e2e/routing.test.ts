// Where the data is, over whole days on the local AWS: whoever is told that an answer is complete finds every row of the
// window with the nodes named; and is not told so once it may not be true.
import { expect, test } from 'vitest';
import { MINUTE_MS } from '../../lib/core/units.ts';
import {
  at,
  eventsOf,
  FULL_RATE_PER_MINUTE,
  GROUP,
  runLocalDay,
  stream,
  type LocalDay,
} from './local-day.ts';
import { askWindows, type WindowsOptions } from './windows-asked.ts';

/** Six hours, hundreds of routes, ten thousand windows: a quarter of a minute, and more on a busy machine. */
const A_DAY_MS = 600_000;

const SLICES = { 'spillway:probe-query': 'kx-autoscaling-slices' };

async function askedDay(day: LocalDay, options: WindowsOptions) {
  let asking: ReturnType<typeof askWindows> | undefined;
  const outcome = await runLocalDay({
    untilMinute: options.untilMinute + 1,
    ...day,
    group: { rowTimes: true, ...day.group },
    probe: { tags: SLICES, ...day.probe },
    prepare: (parts) => {
      asking = askWindows(parts, options);
      return day.prepare?.(parts);
    },
  });
  asking?.destroy();
  if (!asking) throw new Error('nobody asked');
  return { ...outcome, asked: asking.asked };
}

/** Answers that were complete by a look before one that had seen somebody else live. */
function completeAfterARoll({ asked: { believed }, plans }: Awaited<ReturnType<typeof askedDay>>) {
  return believed.filter(({ readAtMs, asOfMs, live }) =>
    plans.some(
      ({ atMs, plan }) =>
        atMs > asOfMs &&
        atMs <= readAtMs &&
        Object.entries(plan.assessed.roles).some(([id, role]) => role === 'live' && id !== live),
    ),
  );
}

test(
  'a quiet day: every answer that is complete is, nearly all are, and few nodes are asked in vain',
  async () => {
    const options = { untilMinute: 365, momentsPerMinute: 1, windowsPerMoment: 28 };
    const day = await askedDay({}, options);
    const { asked } = day;
    expect(asked.missed).toEqual([]);
    expect(asked.tooSure).toEqual([]);
    expect(completeAfterARoll(day)).toEqual([]);
    expect(asked.count).toBeGreaterThanOrEqual(10_000);
    expect(asked.answeredOtherwise).toEqual([]);
    expect(asked.overTheWire).toBeGreaterThan(30);
    expect(asked.complete / asked.count).toBeGreaterThanOrEqual(0.95);
    expect(asked.beyondNeeded / asked.count).toBeLessThanOrEqual(2);
    expect(asked.leftOut).toBeGreaterThan(4_000);
    expect(eventsOf(day, 'rolled').length).toBeGreaterThan(3);
  },
  A_DAY_MS,
);

test(
  'a hard day: rolls between route and query, nodes that die, reports that stop',
  async () => {
    const options = { untilMinute: 185, momentsPerMinute: 2, windowsPerMoment: 28, rollsOneIn: 20 };
    const hard: LocalDay = {
      segments: [stream(0, 180, 2 * FULL_RATE_PER_MINUTE)],
      endOfDayMinutes: [180],
      group: { logReplayMs: 30_000, maxSize: 60 },
      tags: { 'spillway:spares-min': '1' },
      faults: [
        { kind: 'node-dies', groupName: GROUP, node: 'live', atMs: at(60) + 20_000 },
        { kind: 'node-dies', groupName: GROUP, node: 'queued', atMs: at(90) + 40_000 },
        { kind: 'node-restarts', groupName: GROUP, node: 'live', atMs: at(110) + 10_000, downMs: 40_000 },
      ],
      prepare: ({ world, emulator }) => {
        // The second node, while it is rolled; the fourth, whatever it is.
        const silence = (launchNumber: number, fromMinute: number, untilMinute: number) => {
          const rdb = { groupName: GROUP, launchNumber };
          const set = (minute: number, fault?: { kind: 'refuses' }) =>
            void world.clock.schedule(at(minute) + 30_000, () => emulator.rdbs?.injectFault({ rdb, fault }));
          set(fromMinute, { kind: 'refuses' });
          set(untilMinute);
        };
        silence(2, 40, 50);
        silence(4, 140, 150);
      },
    };
    const day = await askedDay(hard, options);
    const { asked } = day;
    expect(asked.missed).toEqual([]);
    expect(asked.tooSure).toEqual([]);
    expect(completeAfterARoll(day)).toEqual([]);
    expect(asked.count).toBeGreaterThanOrEqual(10_000);
    expect(asked.answeredOtherwise).toEqual([]);
    expect(asked.overTheWire).toBeGreaterThan(30);
    expect(asked.besideTheDead).toBeGreaterThan(300);
    expect(asked.rollsBetween).toBeGreaterThan(5);
    expect(asked.complete).toBeGreaterThan(1_000);
    expect(asked.count - asked.complete).toBeGreaterThan(200);
    expect(asked.leftOut).toBeGreaterThan(1_000);
  },
  A_DAY_MS,
);

test.each([
  // Where all of them come late they are given more time, up to ten minutes in all.
  ['by CloudWatch', {}, { lateMinutes: 12, limitMinutes: 10 }],
  ['by items of the state table', { writesItem: true }, { lateMinutes: 4, limitMinutes: 2.5 }],
] as const)(
  'reports that come too late, %s: no answer that is complete rests on them',
  async (_, telemetry, { lateMinutes, limitMinutes }) => {
    const options = {
      ...{ untilMinute: 75, momentsPerMinute: 2, windowsPerMoment: 8 },
      wordAgeMaxMs: limitMinutes * MINUTE_MS,
    };
    const day = await askedDay(
      {
        segments: [stream(0, 75, 2 * FULL_RATE_PER_MINUTE)],
        endOfDayMinutes: [75],
        group: { telemetry: { metrics: 'all', ...telemetry } },
        tags: { 'spillway:reports': 'cloudwatch', 'spillway:spares-min': '1' },
        faults: [
          {
            kind: 'metrics-late',
            groupName: GROUP,
            fromMs: at(35),
            untilMs: at(50),
            delayMs: lateMinutes * MINUTE_MS,
          },
        ],
      },
      options,
    );
    const { asked } = day;
    expect(asked.missed).toEqual([]);
    expect(asked.tooSure).toEqual([]);
    expect(completeAfterARoll(day)).toEqual([]);
    expect(asked.complete).toBeGreaterThan(300);
    expect(asked.whyNot['no node is known to be live'] ?? 0).toBeGreaterThan(50);
  },
  A_DAY_MS,
);
