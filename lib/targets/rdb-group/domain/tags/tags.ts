// The table of tags: every `spillway:` tag that a group's owner may set, what it admits, and what it is for in a few
// words. ../policy.ts parses by it, `spillway adopt` takes its options from it, docs/tags.md says more. `spillway:managed`,
// which opts a group in, is not in it: ../group.ts.
import * as z from 'zod';
import { SOURCES_READ, type Reports } from './report-sources.ts';
import { numberTag, parseDurationMs } from '../../../../core/units.ts';

const oneOf = <const T extends readonly [string, ...string[]]>(...values: T) =>
  z.enum(values, { error: `one of ${values.join(', ')}` });

const DURATION_ALLOWED = 'a duration above zero and up to 24h, such as 90s or 5m';
const durationTag = z
  .string()
  .transform((text) => parseDurationMs(text) ?? Number.NaN)
  .refine((ms) => ms > 0 && ms <= 86_400_000, { error: DURATION_ALLOWED });

const TIME_ALLOWED = 'an ISO 8601 time with offset, such as 2026-11-21T18:00:00Z';
const timeTag = z.iso.datetime({ offset: true, error: TIME_ALLOWED }).transform((text) => Date.parse(text));

const name = z.string().min(1, { error: 'a name' }).max(256, { error: 'a name of at most 256 characters' });

/** Every tag that is read of a group, in the order of docs/tags.md. `meaning` is what `adopt --help` says. */
export const TAGS = {
  'spillway:mode': { admits: oneOf('act', 'dry-run', 'off'), meaning: 'act, dry-run or off' },
  'spillway:pause-until': { admits: timeTag, meaning: 'hold until then: an ISO 8601 time with offset' },
  'spillway:policy': { admits: oneOf('lead-time', 'threshold'), meaning: 'lead-time or threshold' },
  'spillway:scale-threshold': {
    admits: numberTag({ min: 1, max: 99, unit: 'percent' }),
    meaning: 'percent of memory at which a spare is wanted at the latest',
  },
  'spillway:roll-threshold': {
    admits: numberTag({ min: 1, max: 100, unit: 'percent' }),
    meaning: "percent at which the live RDB rolls; must be the RDB's own",
  },
  'spillway:lead-time': {
    admits: durationTag,
    meaning: 'from asking for a node until it waits in the queue, such as 180s',
  },
  'spillway:burst-factor': {
    admits: numberTag({ min: 1, max: 100 }),
    meaning: "multiplies the stream's rate looked ahead with",
  },
  'spillway:spares-min': {
    admits: numberTag({ min: 0, max: 100, integer: true }),
    meaning: 'spares always kept',
  },
  'spillway:last-spare-margin': {
    admits: numberTag({ min: 1, max: 100 }),
    meaning: "multiplies what past days say is left of the day, before the day's last spare is left out",
  },
  'spillway:nodes-max': {
    admits: numberTag({ min: 1, max: 10_000, integer: true }),
    meaning: 'a cap below the maximum of the group',
  },
  'spillway:scale-in': {
    admits: oneOf('scheduled', 'continuous', 'never'),
    meaning: 'scheduled, continuous or never',
  },
  'spillway:leaves-queue': {
    admits: oneOf('true', 'false'),
    meaning: 'true: servers leave the queue when they see their termination, and say so',
  },
  'spillway:queue-emptied': {
    admits: oneOf('end-of-day'),
    meaning: 'end-of-day: nobody waits in the queue after an end of day',
  },
  'spillway:calendar': { admits: name, meaning: 'which schedules apply' },
  'spillway:reports': {
    admits: oneOf(...(Object.keys(SOURCES_READ) as [Reports, ...Reports[]])),
    meaning: 'cloudwatch, probe or probe-then-cloudwatch',
  },
  'spillway:probe-port': {
    admits: numberTag({ min: 1, max: 65_535, integer: true }),
    meaning: "port of a server's first RDB process",
  },
  'spillway:processes': {
    admits: numberTag({ min: 1, max: 64, integer: true }),
    meaning: 'RDB processes per server, on consecutive ports',
  },
  'spillway:probe-query': {
    admits: name,
    meaning: 'what the RDBs are asked: tick, kx-autoscaling or your own',
  },
  'spillway:probe-secret': {
    admits: name,
    meaning: "name or ARN of the secret with the probe's credentials",
  },
} as const;

export type TagName = keyof typeof TAGS;
