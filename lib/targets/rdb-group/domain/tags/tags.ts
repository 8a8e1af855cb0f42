// The table of tags: every `spillway:` tag that a group's owner may set, what it admits, and what it is for in a few
// words. ../policy.ts parses by it, `spillway adopt` takes its options from it, docs/tags.md says more. `spillway:managed`,
// which opts a group in, is not in it: ../group.ts.
import * as z from 'zod';
import { MODE_TAGS, nameTag, oneOf } from '../../../../core/tags/frame-tags.ts';
import { SOURCES_READ, type Reports } from './report-sources.ts';
import { numberTag, parseDurationMs } from '../../../../core/units.ts';

const DURATION_ALLOWED = 'a duration above zero and up to 24h, such as 90s or 5m';
const durationTag = z
  .string()
  .transform((text) => parseDurationMs(text) ?? Number.NaN)
  .refine((ms) => ms > 0 && ms <= 86_400_000, { error: DURATION_ALLOWED });

/** As many as one cycle tells side by side. */
export const GATEWAY_GROUPS_MAX = 8;

const namesTag = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((name) => name !== ''))
  .refine((names) => names.length > 0 && names.length <= GATEWAY_GROUPS_MAX, {
    error: `1 to ${GATEWAY_GROUPS_MAX} names of Auto Scaling groups, separated by spaces`,
  });

/** Every tag that is read of a group, in the order of docs/tags.md. `meaning` is what `adopt --help` says. */
export const TAGS = {
  ...MODE_TAGS,
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
    meaning: 'multiplies the rate looked ahead with; a quarter of it beyond the first spare',
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
  'spillway:calendar': { admits: nameTag, meaning: 'which schedules apply, and whose days' },
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
    admits: nameTag,
    meaning: 'what the RDBs are asked: tick, kx-autoscaling or your own',
  },
  'spillway:probe-secret': {
    admits: nameTag,
    meaning: "name or ARN of the secret with the probe's credentials",
  },
  'spillway:late-data': {
    admits: durationTag,
    meaning: 'how much later than its time a row may arrive, such as 1m',
  },
  'spillway:gateways': {
    admits: namesTag,
    meaning: 'groups of gateways that are told where the data is, by the probe',
  },
  'spillway:gateway-port': {
    admits: numberTag({ min: 1, max: 65_535, integer: true }),
    meaning: "the gateways' port",
  },
  'spillway:gateway-secret': {
    admits: nameTag,
    meaning: 'name or ARN of the secret with which gateways are told',
  },
} as const;

export type TagName = keyof typeof TAGS;
