// A group's policy: its `spillway:` tags, parsed. Owns defaults, and what must hold between tags; names, ranges and
// error texts are tags/tags.ts. A bad value never falls back to a default: the group is held, and the error says which tag.
import type * as z from 'zod';
import { REPORTS_DEFAULT, type Reports } from './tags/report-sources.ts';
import { TAGS, type TagName } from './tags/tags.ts';
import type { ParsedTags, PolicyFrame, TagProblem } from '../../../core/tags/tag-policy.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../core/units.ts';

export interface Policy extends PolicyFrame {
  readonly kind: 'lead-time' | 'threshold';
  /** Percent of memory from which a spare is wanted whatever the rate. */
  readonly scaleThresholdPercent: number;
  /** Percent of memory at which the live RDB unsubscribes; the RDB's own setting. */
  readonly rollThresholdPercent: number;
  /** Set by tag only; otherwise the group's learned lead time is used. */
  readonly leadTimeMs?: number;
  readonly burstFactor: number;
  readonly sparesMin: number;
  /**
   * No last spare of the day while the group's past days, times this, say that the live node lasts until the
   * end of day. 100 is as good as off; absent: off.
   */
  readonly lastSpareMargin?: number;
  /** A cap below the group's own maximum. */
  readonly nodesMax?: number;
  readonly scaleIn: 'scheduled' | 'continuous' | 'never';
  /**
   * By its owner's word, a node that sees its termination coming leaves the tickerplant's queue and reports
   * `queued = false`. Otherwise this is learned, once one was seen to do so.
   */
  readonly leavesQueue: boolean;
  /** By its owner's word, nobody waits in the queue any more after an end of day; KX's scripts see to it. */
  readonly queueEmptied?: 'end-of-day';
  readonly reports: Reports;
  /** How much later than its time a row may arrive: what a node says that it holds is widened by it. */
  readonly lateDataMs: number;
  readonly probe: ProbeSettings;
  /** Absent: nobody is told; also while one of its tags cannot be read. */
  readonly gateways?: GatewaySettings;
}

/** Who is told where the group's data is, without being asked. */
export interface GatewaySettings {
  /** Auto Scaling groups whose instances are gateways, if they consent: gateway-consent.ts. */
  readonly groupNames: readonly string[];
  readonly port: number;
  /** Secrets Manager secret with `username` and `password`; absent for gateways without access control. */
  readonly secret?: string;
}

/** How the probe reaches a group's RDBs. */
export interface ProbeSettings {
  /** Port of the first RDB process of a server. */
  readonly port: number;
  /** RDB processes per server, on consecutive ports. */
  readonly processes: number;
  /** Name of a query in the stage settings; never q code. */
  readonly query: string;
  /** Secrets Manager secret with `username` and `password`; absent for RDBs without access control. */
  readonly secret?: string;
}

/** Before a group has launched anything while watched: a minute to boot and time to replay. */
export const LEAD_TIME_DEFAULT_MS = 180 * SECOND_MS;

/** In the backtests no roll came late because of it; docs/backtests.md has the table. */
export const LAST_SPARE_MARGIN_DEFAULT = 1.5;

/** Feeds of markets send corrections within seconds; a minute is room for a feed that was cut off for a moment. */
export const LATE_DATA_DEFAULT_MS = MINUTE_MS;

/** Of gateways, as infra/data-plane/query-group.yml has it. */
export const GATEWAY_PORT_DEFAULT = 5012;

/** The most that its tag may say. */
export const LATE_DATA_MAX_MS = DAY_MS;

export type ParsedPolicy = ParsedTags<Policy>;

/** Names of KX's published CloudFormation template, read where ours are absent. */
const KX_TAG_NAMES: Readonly<Record<string, TagName>> = {
  SCALETHRESHOLD: 'spillway:scale-threshold',
  ROLLTHRESHOLD: 'spillway:roll-threshold',
};

type TagValues = { [K in TagName]?: z.output<(typeof TAGS)[K]['admits']> };

/** Parses a group's tags. All problems are reported at once; tags of others are ignored. */
export function parsePolicy(tags: Readonly<Record<string, string>>): ParsedPolicy {
  const problems: TagProblem[] = [];
  const values = readTags(tags, problems);
  const kind = values['spillway:policy'] ?? 'lead-time';
  const scaleThresholdPercent = values['spillway:scale-threshold'] ?? (kind === 'lead-time' ? 75 : 60);
  const rollThresholdPercent = values['spillway:roll-threshold'] ?? 80;
  if (problems.length === 0 && scaleThresholdPercent >= rollThresholdPercent) {
    problems.push(thresholdsProblem(tags, { scaleThresholdPercent, rollThresholdPercent }));
  }
  const policy = {
    ...policyOf(values, { kind, scaleThresholdPercent, rollThresholdPercent }),
    ...present('gateways', gatewaysOf(values, problems)),
  };
  return problems.length > 0 ? { ok: false, problems, policy } : { ok: true, policy };
}

function policyOf(
  values: TagValues,
  thresholds: Pick<Policy, 'kind' | 'scaleThresholdPercent' | 'rollThresholdPercent'>,
): Policy {
  return {
    ...thresholds,
    mode: values['spillway:mode'] ?? 'act',
    burstFactor: values['spillway:burst-factor'] ?? 3,
    sparesMin: values['spillway:spares-min'] ?? 0,
    scaleIn: values['spillway:scale-in'] ?? 'scheduled',
    leavesQueue: values['spillway:leaves-queue'] === 'true',
    ...present('queueEmptied', values['spillway:queue-emptied']),
    calendar: values['spillway:calendar'] ?? 'default',
    reports: values['spillway:reports'] ?? REPORTS_DEFAULT,
    probe: {
      port: values['spillway:probe-port'] ?? 5010,
      processes: values['spillway:processes'] ?? 1,
      query: values['spillway:probe-query'] ?? 'tick',
      ...present('secret', values['spillway:probe-secret']),
    },
    lateDataMs: values['spillway:late-data'] ?? LATE_DATA_DEFAULT_MS,
    ...present('pauseUntilMs', values['spillway:pause-until']),
    ...present('leadTimeMs', values['spillway:lead-time']),
    lastSpareMargin: values['spillway:last-spare-margin'] ?? LAST_SPARE_MARGIN_DEFAULT,
    ...present('nodesMax', values['spillway:nodes-max']),
  };
}

/** Without the secret that its tag names wrongly, gateways would be told in the clear. */
function gatewaysOf(values: TagValues, problems: readonly TagProblem[]): GatewaySettings | undefined {
  const groupNames = values['spillway:gateways'];
  if (!groupNames || problems.some(({ tag }) => tag.startsWith('spillway:gateway'))) return undefined;
  return {
    groupNames: [...new Set(groupNames)],
    port: values['spillway:gateway-port'] ?? GATEWAY_PORT_DEFAULT,
    ...present('secret', values['spillway:gateway-secret']),
  };
}

/** Names the tag that somebody wrote: the roll threshold's where the scale threshold is a default. */
function thresholdsProblem(
  tags: Readonly<Record<string, string>>,
  {
    scaleThresholdPercent,
    rollThresholdPercent,
  }: Pick<Policy, 'scaleThresholdPercent' | 'rollThresholdPercent'>,
): TagProblem {
  const written = (name: TagName) =>
    Object.hasOwn(tags, name) ? name : Object.keys(tags).find((given) => tagNamed(given) === name);
  const scaleTag = written('spillway:scale-threshold');
  const rollTag = written('spillway:roll-threshold');
  return scaleTag === undefined && rollTag !== undefined
    ? {
        tag: rollTag,
        given: tags[rollTag] ?? String(rollThresholdPercent),
        allowed: `a percentage above the scale threshold (${scaleThresholdPercent})`,
      }
    : {
        tag: scaleTag ?? 'spillway:scale-threshold',
        given: tags[scaleTag ?? ''] ?? String(scaleThresholdPercent),
        allowed: `a percentage below the roll threshold (${rollThresholdPercent})`,
      };
}

function readTags(tags: Readonly<Record<string, string>>, problems: TagProblem[]): TagValues {
  const values: Record<string, unknown> = {};
  for (const [given, value] of Object.entries(tags)) {
    const name = tagNamed(given);
    if (name === undefined || (given !== name && Object.hasOwn(tags, name))) continue;
    const parsed = TAGS[name].admits.safeParse(value);
    if (parsed.success) values[name] = parsed.data;
    else
      problems.push({
        tag: given,
        given: value,
        allowed: parsed.error.issues[0]?.message ?? 'another value',
      });
  }
  return values as TagValues;
}

/** Own keys only: a group may well bear a tag `constructor` of its owner's. */
function tagNamed(given: string): TagName | undefined {
  if (Object.hasOwn(TAGS, given)) return given as TagName;
  return Object.hasOwn(KX_TAG_NAMES, given) ? KX_TAG_NAMES[given] : undefined;
}

function present<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V });
}
