// Puts a snapshot into the terms that the rules compare: roles, spares, rate, wanted, permissions.
import { activeNodes } from '../domain/group.ts';
import type { Policy } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Report } from '../domain/node.ts';
import { memoryUsedPercent } from '../domain/node.ts';
import { ageMs } from './freshness.ts';
import { leadTimeMs } from './lead-time.ts';
import type { Roles } from './roles.ts';
import { assignRoles } from './roles.ts';
import type { Spares } from './spares.ts';
import { countSpares } from './spares.ts';
import { streamRate } from './stream-rate.ts';
import type { Filling, Wanted } from './wanted.ts';
import { wantedSpares } from './wanted.ts';

export interface Assessment {
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly nowMs: number;
  readonly roles: Roles;
  readonly spares: Spares;
  readonly wanted: Wanted;
  readonly filling: Filling | undefined;
  readonly leadTimeMs: number;
  /** Pending + InService. */
  readonly activeCount: number;
  /** The group's maximum, or the tag's lower one. */
  readonly nodesMax: number;
  readonly dormant: boolean;
  /** Nodes are in service and none has a fresh live report. */
  readonly blind: boolean;
  /** Desired capacity that an operator asked for by hand; absent in every other cycle. */
  readonly operatorTarget?: number;
}

/** Everything the rules look at, computed once. */
export function assess(snapshot: Snapshot, policy: Policy, nowMs: number): Assessment {
  const roles = assignRoles(snapshot, policy, nowMs);
  const leadMs = leadTimeMs(policy, snapshot.memory);
  const spares = countSpares(snapshot, roles, leadMs, nowMs);
  const filling = fillingOf(snapshot, policy, roles, nowMs);
  const dormant = isDormant(snapshot, roles, nowMs);
  const inService = snapshot.group.nodes.some((node) => node.stage === 'in-service');
  return {
    snapshot,
    policy,
    nowMs,
    roles,
    spares,
    filling,
    wanted: wantedSpares({ snapshot, policy, roles, filling, leadTimeMs: leadMs, dormant, nowMs }),
    leadTimeMs: leadMs,
    activeCount: activeNodes(snapshot.group).length,
    nodesMax: Math.min(snapshot.group.maxSize, policy.nodesMax ?? Number.POSITIVE_INFINITY),
    dormant,
    blind: inService && roles.live === undefined,
  };
}

function fillingOf(snapshot: Snapshot, policy: Policy, roles: Roles, nowMs: number): Filling | undefined {
  const report = roles.live?.report;
  if (!report?.memory) return undefined;
  const { used, total } = report.memory;
  const baselines = Object.values(snapshot.memory.nodes).flatMap((m) =>
    m.baseline === undefined ? [] : [m.baseline],
  );
  return {
    used,
    total,
    usedPercent: memoryUsedPercent(report) ?? 0,
    reportAgeMs: ageMs(report, nowMs),
    rate: streamRate(snapshot.memory.stream),
    baseline: baselines.length > 0 ? Math.min(...baselines) : 0,
    growsInJumps: snapshot.memory.stream?.growsInJumps === true,
    ...roomByRows(snapshot, policy, report),
  };
}

/** A node that rolled well below today's threshold (by hand, or under another) says nothing of it. */
const ROLLED_AT_SHARE = 0.97;

function roomByRows({ memory }: Snapshot, policy: Policy, report: Report): Pick<Filling, 'byRows'> {
  const { rolled, memoryPerRow, basis } = memory.stream ?? {};
  if (!rolled || !report.memory || report.rows === undefined || basis !== 'rows') return {};
  const rollAt = (policy.rollThresholdPercent / 100) * report.memory.total;
  if (memoryPerRow === undefined || rolled.used < ROLLED_AT_SHARE * rollAt) return {};
  const roomOfEmpty = rolled.rows * memoryPerRow;
  return { byRows: { roomLeft: roomOfEmpty - report.rows * memoryPerRow, roomOfEmpty } };
}

/**
 * Sleeping ends by itself when data flows: a live node whose rows changed since it was to sleep, or whose
 * memory grew where it does not report rows. What it held when it was first heard of has not changed.
 */
function isDormant(snapshot: Snapshot, roles: Roles, nowMs: number): boolean {
  const dormant = snapshot.intent?.dormant;
  if (!dormant || (dormant.untilMs !== undefined && dormant.untilMs <= nowMs)) return false;
  const { report, memory } = roles.live ?? {};
  const flowedAtMs = (report?.rows === undefined ? memory?.grewAtMs : memory?.changedAtMs) ?? 0;
  const sinceMs = Math.max(dormant.sinceMs, memory?.firstReportAtMs ?? 0);
  const flows = report !== undefined && report.rows !== 0 && flowedAtMs > sinceMs;
  return !flows;
}
