// Builders: servers as a test speaks of them, each a node with its report and what is remembered of it.
// Memory is counted in hundredths of a server, so `used` is also the percentage. Next: snapshot.ts.
import type { LifecycleStage, Node, Report } from '../../lib/targets/rdb-group/domain/node.ts';
import type { NodeLearned } from '../../lib/targets/rdb-group/domain/state.ts';
import { HOUR_MS, MINUTE_MS } from '../../lib/core/units.ts';

/** A Friday afternoon. */
export const NOW_MS = Date.parse('2026-11-20T15:00:00Z');

/** What an empty server uses, in hundredths of its memory. */
export const BASELINE = 5;

/** A node with its report, if it has one, and what is remembered of it. */
export interface Server {
  readonly node: Node;
  readonly report?: Report;
  readonly learned: NodeLearned;
}

export interface ServerOverrides {
  readonly node?: Partial<Node>;
  readonly report?: Partial<Report>;
  readonly learned?: Partial<NodeLearned>;
}

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

/** Memory of a node first seen four hours ago, consistent with its report. */
export function aNodeMemory(report: Report | undefined, overrides: Partial<NodeLearned> = {}): NodeLearned {
  const firstSeenAtMs = overrides.firstSeenAtMs ?? NOW_MS - 4 * HOUR_MS;
  return {
    firstSeenAtMs,
    ...(report && {
      firstReportAtMs: firstSeenAtMs + MINUTE_MS,
      observedAtMs: report.observedAtMs,
      changedAtMs: firstSeenAtMs + MINUTE_MS,
      ...(report.rows !== undefined && { rows: report.rows }),
      ...(report.memory && { used: report.memory.used, grownTo: report.memory.used, baseline: BASELINE }),
    }),
    ...overrides,
  };
}

export function aServer(instanceId: string, overrides: ServerOverrides = {}): Server {
  const report = aReport(instanceId, overrides.report);
  return {
    node: aNode(instanceId, overrides.node),
    report,
    learned: aNodeMemory(report, overrides.learned),
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
    learned: { everLive: true, liveSinceMs: NOW_MS - HOUR_MS, changedAtMs: NOW_MS, ...overrides.learned },
  });
}

export function queued(instanceId: string, overrides: ServerOverrides = {}): Server {
  return aServer(instanceId, { ...overrides, report: { queued: true, ...overrides.report } });
}

/** Empty, and no longer in the queue. */
export function flushed(instanceId: string, overrides: ServerOverrides = {}): Server {
  return aServer(instanceId, {
    ...overrides,
    learned: { everLive: true, everFilled: true, ...overrides.learned },
  });
}

/** Full of the day's data, no longer live. */
export function rolled(instanceId: string, overrides: ServerOverrides = {}): Server {
  return aServer(instanceId, {
    ...overrides,
    report: { rows: 750, memory: { used: 80, total: 100, unit: 'bytes' }, ...overrides.report },
    learned: { everLive: true, everFilled: true, ...overrides.learned },
  });
}

/** Pending: on its way, nothing known of it. */
export function booting(instanceId: string): Server {
  return {
    node: aNode(instanceId, { stage: 'pending' }),
    learned: { firstSeenAtMs: NOW_MS - MINUTE_MS },
  };
}

/** In service, and never heard of since it was first seen. */
export function neverReported(instanceId: string, firstSeenAgoMs: number): Server {
  return { node: aNode(instanceId), learned: { firstSeenAtMs: NOW_MS - firstSeenAgoMs } };
}

/** The same server, whose last report was that long ago; too old to count beyond the age limit. */
export function lastHeardOf(server: Server, agoMs: number): Server {
  const observedAtMs = NOW_MS - agoMs;
  const { report, learned } = server;
  if (!report) throw new Error(`${server.node.instanceId} was never heard of`);
  return {
    ...server,
    report: { ...report, observedAtMs, sampledFromMs: observedAtMs - MINUTE_MS },
    learned: { ...learned, observedAtMs, firstReportAtMs: Math.min(observedAtMs, learned.firstSeenAtMs) },
  };
}

/** The same server with a first proof of emptiness, from an observation that long ago. */
export function provedOnce(server: Server, agoMs = 2 * MINUTE_MS): Server {
  const observedAtMs = NOW_MS - agoMs;
  const proof = { observedAtMs, sampledFromMs: observedAtMs - MINUTE_MS };
  return { ...server, learned: { ...server.learned, proof } };
}
