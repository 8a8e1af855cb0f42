// The local AWS's world: groups of RDBs, a feed and a cache, adopted and healthy, with the stack's alarms and schedules; day
// after day of one trace.
import { DAY_MS, GIB, MIB, MINUTE_MS, SECOND_MS } from '../../lib/core/units.ts';
import type { EmulatedSchedule } from '../../lib/emulator/triggers/trigger-functions.ts';
import { fillingAlarm } from '../../lib/sim/aws/filling-alarm.ts';
import { memoryAlarm } from '../../lib/sim/aws/memory-alarm.ts';
import { throttlingAlarm } from '../../lib/sim/aws/throttling-alarm.ts';
import type { Flow } from '../../lib/sim/kinesis/stream-state.ts';
import type { Trace } from '../../lib/sim/trace.ts';
import { createWorld, type World } from '../../lib/sim/world.ts';
import {
  adoptedGroup,
  DRILLS_ALLOWED,
  SCALE_THRESHOLD_PERCENT,
  TERMINATING_HOOK,
} from '../demo/adopted-group.ts';
import { timeZoneOf } from '../demo/collect-demo-day.ts';
import { WINDOW_MINUTES } from '../demo/demo-world.ts';
import { groupRecord, TAGS_RECORD } from './adopted-before.ts';
import { dayAfterDay, type EndlessDays } from './day-after-day.ts';
import type { LocalAwsOptions } from './local-options.ts';

export const FEED = 'feed';
export const CACHE = 'cache';

/** The name of the deployed stack, before its functions' own. */
export const LOCAL_STACK = 'spillway-local';

/** The feed of which a group's messages are a part: its busiest minute fills so many shards. */
const FEED_PEAK_SHARDS = 12;
const FEED_SHARDS = 8;
const FEED_SHARDS_MAX = 32;
const FEED_RECORD_BYTES = 1_100;

/** What the cache holds at night, and what a whole day brings: its shards hold ten each. */
const CACHE_NODE_BYTES = 10 * GIB;
const CACHE_NIGHT_BYTES = 4 * GIB;
const CACHE_DAY_BYTES = 20 * GIB;
const CACHE_SHARDS = 2;
const CACHE_SHARDS_MAX = 8;

/** The group whose one server runs the tickerplant of all groups of RDBs: as infra/data-plane/tickerplant.yml makes it. */
export const TICKERPLANT = 'tickerplant';
const TICKERPLANT_ZONE = 'us-east-1a';

const KEPT_DAYS = 3;

/** `rdb`, `rdb-2`, `rdb-3`. */
export function groupNamesOf({ groupCount }: Pick<LocalAwsOptions, 'groupCount'>): readonly string[] {
  return Array.from({ length: groupCount }, (_, i) => (i === 0 ? 'rdb' : `rdb-${i + 1}`));
}

/** The first group has the whole trace, the second half of it, the third a third. */
export function createLocalWorld(options: LocalAwsOptions, trace: Trace): World {
  const { reports, nodeMemoryGib, bytesPerMessage, seed } = options;
  const days = dayAfterDay(trace, trace.startMs + options.startsAtMs);
  const world = createWorld({ startMs: days.startMs, seed, metricsKeptMs: KEPT_DAYS * DAY_MS });
  for (const [index, name] of groupNamesOf(options).entries())
    world.addGroup({
      tickerplantGroup: TICKERPLANT,
      ...adoptedGroup({
        ...{ name, nodeMemoryGib, bytesPerMessage, reports },
        segments: days.segments(1 / (index + 1)),
        endOfDaysMs: days.endOfDaysMs(),
        tags: {
          'spillway:leaves-queue': 'true',
          'spillway:tickerplant': TICKERPLANT,
          ...DRILLS_ALLOWED,
          ...groupRecord(TERMINATING_HOOK),
        },
        rowTimes: true,
      }),
    });
  addTickerplant(world);
  addFeed(world, days, trace);
  addCache(world, days, trace);
  world.alarms.put(memoryAlarm(SCALE_THRESHOLD_PERCENT));
  world.alarms.put(throttlingAlarm());
  world.alarms.put(fillingAlarm());
  return world;
}

/** Exactly one server, which takes the address that RDBs and feed handlers know; nobody scales it. */
function addTickerplant(world: World): void {
  world.addGroup({
    name: TICKERPLANT,
    hasRdbs: false,
    minSize: 1,
    maxSize: 1,
    readyNodeCount: 1,
    bootMs: MINUTE_MS,
    instanceType: 'm7i.large',
    availabilityZones: [TICKERPLANT_ZONE],
    tags: { application: 'kdb' },
    keptInterface: {
      interfaceId: 'eni-0123456789abcdef0',
      description: "The tickerplant's address",
      privateIp: '10.0.0.5',
      availabilityZone: TICKERPLANT_ZONE,
      tags: { Name: 'kdb-tickerplant-tickerplant' },
    },
  });
}

function addFeed(world: World, days: EndlessDays, trace: Trace): void {
  const busiest = Math.max(...trace.segments.map(({ messages }) => messages));
  const bytesPerMessage = (FEED_PEAK_SHARDS * MIB * (MINUTE_MS / SECOND_MS)) / Math.max(1, busiest);
  const flowOf = ({ startMs, endMs, messages }: Pick<Flow, 'startMs' | 'endMs'> & { messages: number }) => {
    const bytes = messages * bytesPerMessage;
    return { startMs, endMs, bytes, records: bytes / FEED_RECORD_BYTES };
  };
  world.kinesis.addStream({
    name: FEED,
    shardCount: FEED_SHARDS,
    tags: { 'spillway:managed': 'true', 'spillway:shards-max': String(FEED_SHARDS_MAX), ...TAGS_RECORD },
    shardMetrics: ['IncomingBytes', 'IncomingRecords', 'WriteProvisionedThroughputExceeded'],
    consumers: [{ name: 'tickerplant', kind: 'polling', behindMs: () => 0 }],
  });
  // A day at a time: what is put into a stream is looked through again and again.
  const addDay = (dayStartMs: number): void => {
    for (const segment of days.segmentsOfDay(dayStartMs))
      if (segment.startMs >= days.startMs) world.kinesis.addFlow(FEED, flowOf(segment));
    world.clock.schedule(dayStartMs + DAY_MS, () => addDay(dayStartMs + DAY_MS));
  };
  addDay(trace.startMs);
}

/** It fills with the day, and is emptied at the end of it. */
function addCache(world: World, days: EndlessDays, trace: Trace): void {
  const most = Math.max(...trace.endOfDaysMs.map((atMs) => days.messagesOfDayAt(atMs - 1)));
  world.memoryDb.addCluster({
    name: CACHE,
    shardCount: CACHE_SHARDS,
    nodeBytes: CACHE_NODE_BYTES,
    tags: {
      'spillway:managed': 'true',
      'spillway:shards-max': String(CACHE_SHARDS_MAX),
      'spillway:drills': DRILLS_ALLOWED['spillway:drills'],
      ...TAGS_RECORD,
    },
    bytesAt: (atMs) => CACHE_NIGHT_BYTES + (CACHE_DAY_BYTES * days.messagesOfDayAt(atMs)) / Math.max(1, most),
  });
}

/** The calendar of the trace's place: as far as a trace says, one without holidays. */
export function calendarOf(trace: Trace) {
  return { timeZone: timeZoneOf(trace), holidays: [], halfDays: [] };
}

/** What a scale-in schedule hands over; `scheduledTime` is the scheduler's to fill in. */
export function scaleInPayload(trace: Trace, scheduledTime: string) {
  return {
    action: 'scale-in',
    scheduledTime,
    windowMinutes: WINDOW_MINUTES,
    calendar: 'default',
    calendarDates: calendarOf(trace),
  };
}

/** At each local midnight, when the RDBs flush. */
export function localSchedules(trace: Trace): readonly EmulatedSchedule[] {
  return [
    {
      name: 'end-of-day',
      expression: 'cron(0 0 * * ? *)',
      timezone: timeZoneOf(trace),
      input: scaleInPayload(trace, '<aws.scheduler.scheduled-time>'),
    },
  ];
}
