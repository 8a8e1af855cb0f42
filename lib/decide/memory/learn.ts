// Takes observations into memory: memory + what was seen → next memory. Pure; no conclusions about roles.
// What a plan leaves behind (proofs, scale-outs, roles) is remember.ts; the stream's samples learn-stream.ts.
import type { Group, TerminatingHook } from '../../domain/group.ts';
import type { Node, Report } from '../../domain/node.ts';
import type { GroupMemory, NodeMemory } from '../../domain/state.ts';
import { LEAD_TIMES_KEPT } from '../../domain/state.ts';
import { isFromFuture } from '../freshness.ts';
import { learnDays } from './learn-days.ts';
import { learnStream } from './learn-stream.ts';
import { GIVEN_BACK_SHARE, GROWTH_NOISE_SHARE } from '../limits.ts';

/** What one look at a group brought. */
export interface Observation {
  readonly group: Group;
  /** In order of `observedAtMs`; may repeat what was seen before. */
  readonly reports: readonly Report[];
  readonly launchTimes?: ReadonlyMap<string, number>;
  readonly hook?: TerminatingHook;
  /** When nodes are known to have begun to wait in their terminating hook (from its event). */
  readonly waitingSince?: ReadonlyMap<string, number>;
}

/** The memory after an observation; nodes that are gone are forgotten. */
export function learn(memory: GroupMemory, observation: Observation, nowMs: number): GroupMemory {
  const news = observation.reports.filter((r) => isNews(memory.nodes[r.instanceId], r, nowMs));
  const streamAndVolume = learnStream(memory, news);
  const nodes: Record<string, NodeMemory> = {};
  for (const node of observation.group.nodes) {
    nodes[node.instanceId] = learnPresence(memory, node, observation, nowMs);
  }
  const leadTimesMs = [...memory.leadTimesMs];
  for (const report of news) {
    const before = nodes[report.instanceId];
    if (!before) continue;
    const leadTimeMs = leadTimeOf(before, report);
    if (leadTimeMs !== undefined) leadTimesMs.push(leadTimeMs);
    nodes[report.instanceId] = learnReport(
      leadTimeMs === undefined ? before : withoutRequest(before),
      report,
    );
  }
  return {
    ...memory,
    nodes,
    leadTimesMs: leadTimesMs.slice(-LEAD_TIMES_KEPT),
    ...(streamAndVolume.stream && { stream: streamAndVolume.stream }),
    days: learnDays(memory.days, streamAndVolume.volumes),
    lastLookAtMs: nowMs,
  };
}

function isNews(known: NodeMemory | undefined, report: Report, nowMs: number): boolean {
  return report.observedAtMs > (known?.observedAtMs ?? 0) && !isFromFuture(report, nowMs);
}

function learnPresence(memory: GroupMemory, node: Node, observation: Observation, nowMs: number): NodeMemory {
  const { instanceId } = node;
  const known = memory.nodes[instanceId] ?? firstSight(memory, nowMs);
  const launchedAtMs = observation.launchTimes?.get(instanceId) ?? node.launchedAtMs ?? known.launchedAtMs;
  const { waitingSinceMs: before, ...rest } = known;
  const isWaiting = node.stage === 'terminating-wait';
  const waitingSinceMs = before ?? observation.waitingSince?.get(instanceId) ?? nowMs;
  return {
    ...rest,
    ...(launchedAtMs !== undefined && { launchedAtMs }),
    ...(isWaiting && { waitingSinceMs }),
  };
}

/** A node that shows up after we asked for capacity is taken to be what we asked for. */
function firstSight(memory: GroupMemory, nowMs: number): NodeMemory {
  const asked = memory.lastScaleOut?.atMs;
  const isOurs = asked !== undefined && asked >= (memory.lastLookAtMs ?? 0) - 1;
  return { firstSeenAtMs: nowMs, ...(isOurs && { requestedAtMs: asked }) };
}

/** From asking for a node until it first says that it waits: empty, not replaying, in the queue. */
function leadTimeOf({ requestedAtMs, everLive }: NodeMemory, report: Report): number | undefined {
  const waits = report.rows === 0 && report.live !== true && report.queued !== false && report.busy !== true;
  if (requestedAtMs === undefined || everLive || !waits) return undefined;
  return Math.max(0, report.observedAtMs - requestedAtMs);
}

/** A lead time is learned once. */
function withoutRequest({ requestedAtMs: _, ...rest }: NodeMemory): NodeMemory {
  return rest;
}

function learnReport(before: NodeMemory, report: Report): NodeMemory {
  const used = report.memory?.used;
  const grown =
    used !== undefined && report.memory !== undefined && hasGrown(before, used, report.memory.total);
  const changed =
    (report.rows ?? before.rows) !== before.rows ||
    (report.updates ?? before.updates) !== before.updates ||
    grown;
  const { rowsDoubtedSinceMs: _, ...withoutDoubt } = before;
  return {
    ...withoutDoubt,
    observedAtMs: report.observedAtMs,
    firstReportAtMs: before.firstReportAtMs ?? report.observedAtMs,
    ...(used !== undefined && { used, baseline: Math.min(before.baseline ?? used, used) }),
    ...anchorOf(before, report),
    ...(used !== undefined && (grown || countsAnew(before, report)) && grownOf(report, used)),
    ...(grown && { grewAtMs: report.observedAtMs }),
    ...((changed || before.changedAtMs === undefined) && { changedAtMs: report.observedAtMs }),
    ...(report.rows !== undefined && { rows: report.rows }),
    ...(report.updates !== undefined && { updates: report.updates }),
    ...(!isBelievedAgain(before, report) && doubtOf(before, report, grown)),
    ...(report.live === true && { everLive: true, liveSinceMs: before.liveSinceMs ?? report.observedAtMs }),
  };
}

/**
 * A live node whose memory grows, or that processes updates, from one report of no rows to the next: its
 * rows are not counted, or it lies. Doubted until it reports rows, or its process begins anew.
 */
function doubtOf(
  before: NodeMemory,
  { live, rows, updates, observedAtMs }: Report,
  grown: boolean,
): Pick<NodeMemory, 'rowsDoubtedSinceMs'> {
  const hasProcessed = updates !== undefined && before.updates !== undefined && updates > before.updates;
  const isFilling = live === true && rows === 0 && before.rows === 0 && (grown || hasProcessed);
  const sinceMs = before.rowsDoubtedSinceMs ?? (isFilling ? observedAtMs : undefined);
  return sinceMs === undefined ? {} : { rowsDoubtedSinceMs: sinceMs };
}

/** What it says from now on is to be believed: it reports rows, or its process has begun anew. */
function isBelievedAgain(before: NodeMemory, { rows = 0, updates }: Report): boolean {
  return rows > 0 || (updates !== undefined && before.updates !== undefined && updates < before.updates);
}

/** Where counting what a row takes begins anew: at first sight, while empty, and after a flush. */
function anchorOf(
  { anchor, rows: before }: NodeMemory,
  { memory, rows }: Report,
): Pick<NodeMemory, 'anchor'> {
  if (!memory || rows === undefined) return anchor ? { anchor } : {};
  const isFewer = before !== undefined && rows < before;
  return anchor && rows > 0 && !isFewer ? { anchor } : { anchor: { used: memory.used, rows } };
}

/** At first sight, and when memory was given back: what it grew to before is no mark to pass any more. */
function countsAnew({ grownTo }: NodeMemory, { memory }: Report): boolean {
  return (
    grownTo === undefined || (memory !== undefined && memory.used < grownTo - GIVEN_BACK_SHARE * memory.total)
  );
}

function grownOf({ rows }: Report, used: number): Pick<NodeMemory, 'grownTo' | 'grownRows'> {
  return { grownTo: used, ...(rows !== undefined && { grownRows: rows }) };
}

function hasGrown(before: NodeMemory, used: number, total: number): boolean {
  return before.grownTo !== undefined && used >= before.grownTo + GROWTH_NOISE_SHARE * total;
}
