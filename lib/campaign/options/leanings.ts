// What draws one by one seldom bring together: options and faults of which each is harmless by itself. One run in four leans to one
// of these: it has its faults and no others, which would hide them, and is as it was drawn in everything else.
import type { Random } from '../../sim/random.ts';
import { oneOf, rounded } from './draws.ts';
import { mustSayLead, sayLead, type Takes } from './say-lead.ts';
import type { FaultName } from './fault-names.ts';
import type { GroupOptions, RunOptions, ScheduleOptions, StreamOptions } from './options.ts';

const SHARE = 1 / 4;

interface Leaning {
  readonly dayCount?: number;
  /** Not how long servers take: the owner may have said it, and would be wrong. */
  readonly group?: Omit<Partial<GroupOptions>, keyof Takes>;
  /** How long they take, as the owner says. */
  readonly takes?: Takes;
  readonly tags?: Readonly<Record<string, string>>;
  readonly stream?: Partial<StreamOptions>;
  readonly schedule?: Partial<ScheduleOptions>;
  /** The owner says how long servers take only where he must. */
  readonly learnsLead?: true;
  /** No schedule prepares the morning: data alone wakes the group. */
  readonly hasNoMorning?: true;
  /** No others are on. */
  readonly faults: { readonly [Name in FaultName]?: 'strong' | 'weak' };
}

/** Days of several nodes. */
const BUSY = { shape: 'session', nodesPerDay: 3 } as const;
const BUSIER = { shape: 'session', nodesPerDay: 7 } as const;
const SILENT_AT_NIGHT = { ...BUSY, isSilentAtNight: true } as const;
const LEAVES_QUEUE = { hook: 'ours', retains: true, leavesQueueAfterSeconds: 5 } as const;
const TOLD_ALL = { metrics: 'all' } as const;
const SCHEDULED = { 'spillway:scale-in': 'scheduled' } as const;
/** As many as it takes, and none that waits for nothing. */
const BY_LEAD_TIME = {
  'spillway:policy': 'lead-time',
  'spillway:spares-min': '0',
  'spillway:nodes-max': '90',
} as const;

export const LEANINGS = {
  'asleep beside a node that keeps its rows': {
    dayCount: 2,
    // Elsewhere no live node is ended at all.
    group: { ...TOLD_ALL, hook: 'ours', retains: true, minSize: 1 },
    tags: SCHEDULED,
    stream: SILENT_AT_NIGHT,
    schedule: { atEndOfDay: 'scale-to-zero' },
    faults: { 'never-empties': 'strong' },
  },
  'woken by data, then silent': {
    dayCount: 3,
    group: { ...TOLD_ALL, ...LEAVES_QUEUE, minSize: 1, readyNodeCount: 2 },
    tags: { ...SCHEDULED, 'spillway:leaves-queue': 'true', 'spillway:spares-min': '2' },
    stream: SILENT_AT_NIGHT,
    schedule: { atEndOfDay: 'scale-to-zero' },
    hasNoMorning: true,
    faults: { silent: 'strong' },
  },
  'held while a node waits in its hook': {
    group: { ...TOLD_ALL, hook: 'ours', heartbeatTimeoutSeconds: 300, retains: false },
    stream: BUSY,
    faults: { 'bad-tag': 'strong', 'dry-run': 'strong', 'person-terminates': 'strong' },
  },
  'a live node dies late in its turn': {
    group: { ...TOLD_ALL, maxSize: 24 },
    tags: { 'spillway:spares-min': '0', 'spillway:burst-factor': '3', 'spillway:nodes-max': '24' },
    hasNoMorning: true,
    stream: BUSIER,
    faults: { 'node-dies': 'strong', 'slow-replay': 'weak' },
  },
  'a spare that says nothing for hours': {
    group: { ...TOLD_ALL, maxSize: 24 },
    tags: { ...BY_LEAD_TIME, ...SCHEDULED, 'spillway:spares-min': '2' },
    learnsLead: true,
    hasNoMorning: true,
    stream: BUSIER,
    faults: { 'silent-at-first': 'strong' },
  },
  'larger servers, then smaller ones': {
    group: { ...TOLD_ALL, maxSize: 24, memoryGrowth: 'doubling' },
    tags: BY_LEAD_TIME,
    hasNoMorning: true,
    stream: BUSIER,
    faults: { resized: 'strong' },
  },
  'opted in while its live node is nearly full': {
    group: { ...TOLD_ALL, maxSize: 24, readyNodeCount: 2, minSize: 1 },
    tags: BY_LEAD_TIME,
    hasNoMorning: true,
    stream: BUSIER,
    faults: { 'adopted-midday': 'strong' },
  },
  'a half day among whole ones': {
    dayCount: 5,
    group: { ...TOLD_ALL, maxSize: 90 },
    takes: { bootSeconds: 240, replaySeconds: 150 },
    // At a burst factor of 1 a look that is a minute or a twentieth off is late: so many rolls a day meet one.
    tags: {
      ...BY_LEAD_TIME,
      ...SCHEDULED,
      'spillway:burst-factor': '3',
      'spillway:last-spare-margin': '1',
    },
    hasNoMorning: true,
    schedule: { atEndOfDay: 'scale-in' },
    stream: { ...BUSIER, nodesPerDay: 30, halfDay: 3 },
    faults: {},
  },
  'a clock far ahead': { stream: BUSY, faults: { 'due-ahead': 'strong', 'lease-ahead': 'strong' } },
} as const satisfies Readonly<Record<string, Leaning>>;

export type LeaningName = keyof typeof LEANINGS;

export const LEANING_NAMES = Object.keys(LEANINGS) as [LeaningName, ...LeaningName[]];

/** The options as they are, or leaning to one of these. */
export function lean(options: RunOptions, random: Random): RunOptions {
  if (random.next() >= SHARE) return options;
  const name = oneOf(random, LEANING_NAMES);
  return { ...leanTo(LEANINGS[name], options, random), leansTo: name };
}

function leanTo(leaning: Leaning, options: RunOptions, random: Random): RunOptions {
  const { dayCount = options.dayCount, group, takes, stream, schedule, hasNoMorning, faults } = leaning;
  const { morning, ...days } = options.schedule;
  const strengths = Object.entries(faults).map(([name, how]) => {
    const draw = random.next();
    return [name, rounded(how === 'strong' ? 0.6 + 0.4 * draw : 0.05 + 0.1 * draw)] as const;
  });
  return {
    ...options,
    dayCount,
    group: { ...options.group, ...group, ...takes, tags: tagsOf(leaning, options.group) },
    stream: { ...options.stream, ...stream },
    schedule: { ...days, ...(morning && !hasNoMorning && { morning }), ...schedule },
    faults: Object.fromEntries(strengths),
  };
}

function tagsOf({ tags, takes, learnsLead }: Leaning, group: GroupOptions): GroupOptions['tags'] {
  const { 'spillway:lead-time': said, ...drawn } = group.tags;
  const says = takes ? sayLead(takes) : learnsLead && !mustSayLead(group) ? undefined : said;
  return { ...drawn, ...(says && { 'spillway:lead-time': says }), ...tags };
}
