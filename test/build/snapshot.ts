// Builders: groups, policies, what was learned, and snapshots, each sound by default and overridable field by field.
import type { Calendar } from '../../lib/core/calendar.ts';
import type { Group, TerminatingHook } from '../../lib/targets/rdb-group/domain/group.ts';
import type { OddReport } from '../../lib/targets/rdb-group/domain/node.ts';
import type { Plan } from '../../lib/targets/rdb-group/domain/plan.ts';
import type { Policy } from '../../lib/targets/rdb-group/domain/policy.ts';
import { parsePolicy } from '../../lib/targets/rdb-group/domain/policy.ts';
import type { Intent } from '../../lib/core/schedule.ts';
import type { Snapshot } from '../../lib/targets/rdb-group/domain/snapshot.ts';
import type {
  GroupLearned,
  LaunchesLearned,
  StreamLearned,
} from '../../lib/targets/rdb-group/domain/state.ts';
import { NOTHING_LEARNED } from '../../lib/targets/rdb-group/domain/state.ts';
import { HOUR_MS, MINUTE_MS } from '../../lib/core/units.ts';
import { decide } from '../../lib/targets/rdb-group/decide/decide.ts';
import type { Server } from './servers.ts';
import { BASELINE, NOW_MS } from './servers.ts';

/** A managed group, sound in every respect: hook retains, no suspended process that matters. */
export function aGroup(overrides: Partial<Group> = {}): Group {
  const nodes = overrides.nodes ?? [];
  return {
    name: 'rdb-fx',
    minSize: 1,
    maxSize: 10,
    desiredCapacity: nodes.filter((n) => n.stage === 'in-service' || n.stage === 'pending').length,
    nodes,
    tags: { 'spillway:managed': 'true' },
    hasWeightedCapacity: false,
    retainsOnAbandon: true,
    suspendedProcesses: ['AZRebalance'],
    ...overrides,
  };
}

/** The policy of a group without any tag but `spillway:managed`; a lead time of three minutes. */
export function aPolicy(overrides: Partial<Policy> = {}): Policy {
  const parsed = parsePolicy({ 'spillway:managed': 'true', 'spillway:lead-time': '180s' });
  if (!parsed.ok) throw new Error('the default policy must parse');
  return { ...parsed.policy, ...overrides };
}

export const CONTINUOUS: Partial<Policy> = { scaleIn: 'continuous' };

/** By their owner's word, nodes of the group leave the queue before they are ended. */
export const LEAVING: Partial<Policy> = { ...CONTINUOUS, leavesQueue: true };

/** What a test says of what was learned of a group. */
export interface LearnedParts extends Partial<Omit<GroupLearned, 'launches'>> {
  readonly launches?: Partial<LaunchesLearned>;
}

export function whatIsKnown(overrides: LearnedParts = {}): GroupLearned {
  return {
    ...NOTHING_LEARNED,
    ...overrides,
    looks: { lastLookAtMs: NOW_MS - MINUTE_MS, ...overrides.looks },
    launches: { ...NOTHING_LEARNED.launches, ...overrides.launches },
  };
}

/** A stream that has filled so many hundredths of a server each minute for the last quarter of an hour. */
export function aStream(percentPerMinute: number): StreamLearned {
  const samples = Array.from({ length: 16 }, (_, i) => ({
    atMs: NOW_MS + (i - 15) * MINUTE_MS,
    total: 10 * percentPerMinute * i,
  }));
  return { basis: 'rows', memoryPerRow: 0.1, samples };
}

/** What was learned of a server that holds nothing and never has. */
export const EMPTY_NODE = { used: BASELINE, total: 100 };

export const HOOK: TerminatingHook = {
  name: 'drain',
  defaultResult: 'ABANDON',
  heartbeatTimeoutMs: HOUR_MS,
};

export interface SnapshotParts {
  readonly group?: Partial<Group>;
  /** Decided upon with this policy by `plan`. */
  readonly policy?: Partial<Policy>;
  readonly learned?: LearnedParts;
  readonly intent?: Intent;
  readonly hook?: TerminatingHook;
  readonly calendar?: Calendar;
  readonly odd?: readonly OddReport[];
  readonly disputed?: ReadonlySet<string>;
}

/** A snapshot of these servers, with no stream and no intent unless given. */
export function aSnapshot(servers: readonly Server[], parts: SnapshotParts = {}): Snapshot {
  const { group, learned, intent, hook, calendar, odd = [], disputed } = parts;
  const byId = <T>(pick: (server: Server) => T | undefined): [string, T][] =>
    servers.flatMap((server): [string, T][] => {
      const value = pick(server);
      return value === undefined ? [] : [[server.node.instanceId, value]];
    });
  return {
    group: aGroup({ nodes: servers.map((s) => s.node), ...group }),
    reports: new Map(byId((s) => s.report)),
    odd,
    learned: whatIsKnown({ nodes: Object.fromEntries(byId((s) => s.learned)), ...learned }),
    ...(intent && { intent }),
    ...(hook && { hook }),
    ...(calendar && { calendar }),
    ...(disputed && { disputed }),
  };
}

/** What is decided about these servers now. */
export function plan(servers: readonly Server[], parts: SnapshotParts = {}): Plan {
  return decide(aSnapshot(servers, parts), aPolicy(parts.policy), NOW_MS);
}

/** An end-of-day window that opened an hour ago. */
export function anOpenWindow(openedAgoMs = HOUR_MS): Intent {
  const endOfDayMs = NOW_MS - openedAgoMs;
  return {
    scheduledAtMs: endOfDayMs,
    lastEndOfDayMs: endOfDayMs,
    window: { endOfDayMs, untilMs: NOW_MS + 2 * HOUR_MS },
  };
}

export function aFloor(nodeCount: number, forMs = HOUR_MS): Intent {
  return { scheduledAtMs: NOW_MS - MINUTE_MS, floor: { nodeCount, untilMs: NOW_MS + forMs } };
}

/** Told to sleep an hour ago. */
export function aDormancy(sinceAgoMs = HOUR_MS): Intent {
  return { scheduledAtMs: NOW_MS - sinceAgoMs, dormant: { sinceMs: NOW_MS - sinceAgoMs } };
}
