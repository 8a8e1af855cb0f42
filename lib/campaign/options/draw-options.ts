// A seed → the options of one run. Each part draws from a fork of its own, so that a part added later leaves the others.
import { createRandom, type Random } from '../../sim/random.ts';
import { drawFaults } from './draw-faults.ts';
import { drawHandOn } from './draw-hand-on.ts';
import { oneOf, rounded } from './draws.ts';
import { FAULT_NAMES, type FaultName } from './fault-names.ts';
import { lean } from './leanings.ts';
import { mustSayLead, sayLead, type Takes } from './say-lead.ts';
import type { GroupOptions, RunOptions, ScheduleOptions, StreamOptions } from './options.ts';

/** Options of the run with this seed. */
export function drawOptions(seed: number): RunOptions {
  return lean(drawEach(seed), createRandom(seed).fork('leaning'));
}

/** Each drawn by itself. */
function drawEach(seed: number): RunOptions {
  const random = createRandom(seed);
  const schedule = drawSchedule(random.fork('schedule'));
  const stream = {
    ...drawStream(random.fork('stream')),
    ...(random.fork('night').next() < 0.4 && { isSilentAtNight: true as const }),
  };
  const isHalf = random.fork('half-day').next() < 0.15;
  const dayCount = isHalf ? 5 : oneOf(random.fork('days'), [1, 1, 2, 2, 2, 3, 3, 4, 5]);
  return {
    seed,
    dayCount,
    group: drawGroup(random.fork('group'), stream, schedule),
    // The day before the last: what it teaches bears on a whole day after three others.
    stream: isHalf ? { ...stream, halfDay: dayCount - 2 } : stream,
    schedule,
    faults: drawFaults(random.fork('faults'), { names: FAULT_NAMES, biting: BITING, shares: SHARES }),
  };
}

/**
 * The first day of the run with this seed, as it is over the emulator, with what is handed on there: many short runs show more
 * than a few long ones where days are slow. It leans to nothing: what does takes several days.
 */
export function drawDay(seed: number): RunOptions {
  const options = drawEach(seed);
  const { halfDay: _, ...stream } = options.stream;
  return { ...options, dayCount: 1, stream, handOn: drawHandOn(seed) };
}

/** What most often makes two moments, each right by itself, wrong together: on more often than the rest. */
const BITING: ReadonlySet<FaultName> = new Set([
  'between-calls',
  'roll-by-hand',
  'node-dies',
  'desired-changed',
  'person-terminates',
  'silent',
  'reports-late',
  'never-empties',
] as const);

/** One run in eight is calm. */
const SHARES = [0, 0.04, 0.06, 0.1, 0.15, 0.2, 0.3, 0.5] as const;

function drawStream(random: Random): StreamOptions {
  return {
    nodesPerDay: rounded(0.3 + 7 * random.next() ** 2),
    shape: oneOf(random, ['session', 'session', 'flat', 'spiky', 'around-the-clock']),
    spikeFactor: rounded(1 + 9 * random.next() ** 2),
  };
}

function drawSchedule(random: Random): ScheduleOptions {
  const atEndOfDay = oneOf(random, [
    'scale-in',
    'scale-in',
    'scale-in',
    'scale-to-zero',
    'scale-in-then-zero',
    'nothing',
  ]);
  const goesDormant = atEndOfDay.endsWith('zero');
  const morning = {
    minute: random.integer({ min: 4 * 60, max: 7 * 60 }),
    nodeCount: random.integer({ min: 1, max: 4 }),
    holdMinutes: oneOf(random, [60, 120, 240]),
  };
  return {
    endOfDayMinute: random.integer({ min: 17 * 60, max: 19 * 60 }),
    atEndOfDay,
    windowMinutes: oneOf(random, [90, 240, 240]),
    ...(random.next() < (goesDormant ? 0.7 : 0.3) && { morning }),
  };
}

function drawGroup(random: Random, stream: StreamOptions, schedule: ScheduleOptions): GroupOptions {
  const minSize = oneOf(random, schedule.atEndOfDay.endsWith('zero') ? [0, 0, 1] : [1, 1, 1, 2, 3]);
  const needed = Math.ceil(1.5 * stream.nodesPerDay) + 3;
  const isSmall = random.next() < 0.12;
  const maxSize = Math.max(
    minSize + 1,
    isSmall ? Math.ceil(needed / 3) : needed + random.integer({ min: 2, max: 6 }),
  );
  const hook = oneOf(random, ['ours', 'ours', 'ours', 'ours', 'adopted', 'only', 'beside', 'none']);
  const bootSeconds = oneOf(random, [45, 60, 60, 90, 120, 240]);
  const replaySeconds = oneOf(random, [0, 15, 30, 60, 150]);
  const metrics = oneOf(random, ['all', 'all', 'all', 'no-queue', 'memory']);
  // Where nodes say nothing of the queue, only the owner's word and a schedule can tell that it was emptied.
  const canBeKnown = metrics === 'all' || schedule.atEndOfDay.startsWith('scale-in');
  const endOfDayEmptiesQueue = random.next() < 0.3 && canBeKnown && metrics !== 'memory';
  const leavesQueueAfterSeconds = oneOf(random, [5, 5, 10, 90, 600, 'never']);
  return {
    minSize,
    maxSize,
    readyNodeCount: Math.min(maxSize, Math.max(1, minSize) + random.integer({ min: 0, max: 1 })),
    hook,
    heartbeatTimeoutSeconds: oneOf(random, [300, 600, 3_600]),
    retains: hook !== 'none' && random.next() < 0.75,
    isProtected: random.next() < 0.7,
    leavesQueueAfterSeconds,
    endOfDayEmptiesQueue,
    bootSeconds,
    replaySeconds,
    writeDownSeconds: oneOf(random, [0, 60, 600, 1_800]),
    metrics,
    metricsDelaySeconds: oneOf(random, [0, 0, 20, 60]),
    ...(metrics !== 'memory' && random.fork('writes-items').next() < 0.35 && { writesItems: true }),
    memoryGrowth: metrics === 'memory' ? 'smooth' : oneOf(random, ['smooth', 'smooth', 'doubling']),
    keepsHeap: random.next() < 0.3,
    hasAlarm: random.next() < 0.5,
    rollThresholdPercent: oneOf(random, [80, 80, 80, 85, 70]),
    tags: drawTags(random.fork('tags'), {
      takes: { bootSeconds, replaySeconds },
      maySayLeaves: leavesQueueAfterSeconds !== 'never',
      maySayEmptied: endOfDayEmptiesQueue,
      mustSayEmptied: endOfDayEmptiesQueue && metrics === 'no-queue',
      isProbed: metrics === 'all',
    }),
  };
}

function drawTags(
  random: Random,
  truth: {
    readonly takes: Takes;
    readonly maySayLeaves: boolean;
    readonly maySayEmptied: boolean;
    readonly mustSayEmptied: boolean;
    readonly isProbed: boolean;
  },
): Readonly<Record<string, string>> {
  const draws = {
    policy: random.next(),
    reports: random.next(),
    leaves: random.next(),
    emptied: random.next(),
    lead: random.next(),
    max: random.next(),
  };
  // The owner says what a server takes where it is more than twice what is assumed, and may say it elsewhere.
  const saysLead = mustSayLead(truth.takes) || draws.lead < 0.2;
  return {
    ...(draws.policy < 0.15 && { 'spillway:policy': 'threshold' }),
    ...(draws.reports < 0.3 && truth.isProbed && { 'spillway:reports': 'probe' }),
    'spillway:scale-in': oneOf(random, ['scheduled', 'scheduled', 'continuous', 'never']),
    'spillway:burst-factor': oneOf(random, ['1', '2', '3', '3', '3', '5']),
    'spillway:spares-min': oneOf(random, ['0', '0', '0', '1', '2']),
    ...(saysLead && { 'spillway:lead-time': sayLead(truth.takes) }),
    ...(truth.maySayLeaves && draws.leaves < 0.3 && { 'spillway:leaves-queue': 'true' }),
    ...(truth.maySayEmptied &&
      (draws.emptied < 0.7 || truth.mustSayEmptied) && { 'spillway:queue-emptied': 'end-of-day' }),
    ...(draws.max < 0.1 && { 'spillway:nodes-max': String(6 + random.integer({ min: 0, max: 4 })) }),
  };
}
