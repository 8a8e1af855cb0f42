// Builders: servers as a test speaks of them, each a node with its report and what is known of it.
// Memory is counted in hundredths of a server, so `used` is also the percentage. Next: snapshot.ts.
import type { LifecycleStage, Node, Report } from '../../lib/targets/rdb-group/domain/node.ts';
import type { NodeLearned } from '../../lib/targets/rdb-group/domain/learned/node-learned.ts';
import { HOUR_MS, MINUTE_MS } from '../../lib/core/units.ts';

/** A Friday afternoon. */
export const NOW_MS = Date.parse('2026-11-20T15:00:00Z');

/** What an empty server uses, in hundredths of its memory. */
export const BASELINE = 5;

/** A node with its report, if it has one, and what is known of it. */
export interface Server {
  readonly node: Node;
  readonly report?: Report;
  readonly learned: NodeLearned;
}

export interface ServerOverrides {
  readonly node?: Partial<Node>;
  readonly report?: Partial<Report>;
  readonly learned?: KnownParts;
}

/** Of a node's groups, the values that a test is about. */
export type KnownParts = { readonly [G in keyof NodeLearned]?: Partial<NodeLearned[G]> };

const STATE_OF_STAGE: Readonly<Record<LifecycleStage, string>> = {
  pending: 'Pending',
  'in-service': 'InService',
  terminating: 'Terminating',
  'terminating-wait': 'Terminating:Wait',
  retained: 'Terminating:Retained',
  other: 'Standby',
};

export function aNode(instanceId: string, overrides: Partial<Node> = {}): Node {
  const stage = overrides.stage ?? 'in-service';
  return {
    instanceId,
    stage,
    lifecycleState: STATE_OF_STAGE[stage],
    availabilityZone: 'eu-west-1a',
    protectedFromScaleIn: true,
    ...overrides,
  };
}

/** An empty, queued server's CloudWatch report of the last full minute. */
export function aReport(instanceId: string, overrides: Partial<Report> = {}): Report {
  return {
    instanceId,
    source: 'cloudwatch',
    observedAtMs: NOW_MS,
    sampledFromMs: (overrides.observedAtMs ?? NOW_MS) - MINUTE_MS,
    memory: { used: BASELINE, total: 100, unit: 'bytes' },
    rows: 0,
    live: false,
    queued: false,
    busy: false,
    ...overrides,
  };
}

/** What is known of a node first seen four hours ago, consistent with its report. */
export function aNodeLearned(report: Report | undefined, overrides: KnownParts = {}): NodeLearned {
  const firstSeenAtMs = overrides.launch?.firstSeenAtMs ?? NOW_MS - 4 * HOUR_MS;
  const atMs = firstSeenAtMs + MINUTE_MS;
  const known = {
    launch: { firstSeenAtMs, ...(report && { firstReportAtMs: atMs }) },
    ...(report && {
      last: {
        observedAtMs: report.observedAtMs,
        changedAtMs: atMs,
        ...(report.rows !== undefined && { rows: report.rows }),
      },
    }),
    ...(report?.memory && {
      memory: { used: report.memory.used, grownTo: report.memory.used, baseline: BASELINE },
    }),
  };
  return withKnown(known, overrides);
}

/** The same, with what the overrides say, value by value in each group. */
export function withKnown(known: NodeLearned, overrides: KnownParts): NodeLearned {
  return Object.fromEntries(
    [...new Set([...Object.keys(known), ...Object.keys(overrides)])].map((name) => {
      const [group, over] = [known, overrides].map((parts) => parts[name as keyof NodeLearned]);
      return [name, typeof over === 'object' ? { ...(group as object), ...over } : (over ?? group)];
    }),
  ) as unknown as NodeLearned;
}

export function aServer(instanceId: string, overrides: ServerOverrides = {}): Server {
  const report = aReport(instanceId, overrides.report);
  return {
    node: aNode(instanceId, overrides.node),
    report,
    learned: aNodeLearned(report, overrides.learned),
  };
}

/** The live server, with as much of its memory in use; ten rows to each hundredth of memory. */
export function live(usedPercent = 40, overrides: ServerOverrides = {}): Server {
  return aServer(overrides.node?.instanceId ?? 'i-live', {
    node: overrides.node ?? {},
    report: {
      live: true,
      memory: { used: usedPercent, total: 100, unit: 'bytes' },
      rows: Math.round(10 * (usedPercent - BASELINE)),
      ...overrides.report,
    },
    learned: {
      ...overrides.learned,
      turn: { everLive: true, liveSinceMs: NOW_MS - HOUR_MS, ...overrides.learned?.turn },
      last: { changedAtMs: NOW_MS, ...overrides.learned?.last },
    },
  });
}

export function queued(instanceId: string, overrides: ServerOverrides = {}): Server {
  return aServer(instanceId, { ...overrides, report: { queued: true, ...overrides.report } });
}

/** Empty, and no longer in the queue. */
export function flushed(instanceId: string, overrides: ServerOverrides = {}): Server {
  return aServer(instanceId, {
    ...overrides,
    learned: { ...overrides.learned, turn: { everLive: true, everFilled: true, ...overrides.learned?.turn } },
  });
}

/** Full of the day's data, no longer live. */
export function rolled(instanceId: string, overrides: ServerOverrides = {}): Server {
  return aServer(instanceId, {
    ...overrides,
    report: { rows: 750, memory: { used: 80, total: 100, unit: 'bytes' }, ...overrides.report },
    learned: { ...overrides.learned, turn: { everLive: true, everFilled: true, ...overrides.learned?.turn } },
  });
}

/** Pending: on its way, nothing known of it. */
export function booting(instanceId: string): Server {
  return {
    node: aNode(instanceId, { stage: 'pending' }),
    learned: { launch: { firstSeenAtMs: NOW_MS - MINUTE_MS } },
  };
}

/** In service, and never heard of since it was first seen. */
export function neverReported(instanceId: string, firstSeenAgoMs: number): Server {
  return { node: aNode(instanceId), learned: { launch: { firstSeenAtMs: NOW_MS - firstSeenAgoMs } } };
}

/** The same server, whose last report was that long ago; too old to count beyond the age limit. */
export function lastHeardOf(server: Server, agoMs: number): Server {
  const observedAtMs = NOW_MS - agoMs;
  const { report, learned } = server;
  if (!report) throw new Error(`${server.node.instanceId} was never heard of`);
  return {
    ...server,
    report: { ...report, observedAtMs, sampledFromMs: observedAtMs - MINUTE_MS },
    learned: withKnown(learned, {
      last: { observedAtMs },
      launch: { firstReportAtMs: Math.min(observedAtMs, learned.launch.firstSeenAtMs) },
    }),
  };
}

/** The same server with a first proof of emptiness, from an observation that long ago. */
export function provedOnce(server: Server, agoMs = 2 * MINUTE_MS): Server {
  const observedAtMs = NOW_MS - agoMs;
  const proof = { observedAtMs, sampledFromMs: observedAtMs - MINUTE_MS };
  return { ...server, learned: withKnown(server.learned, { emptiness: { proof } }) };
}
