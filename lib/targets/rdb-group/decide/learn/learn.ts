// Learns from observations: what was known + what was seen → what is known. Pure; no conclusions about roles.
// One node's reports are learn-report.ts, the stream's samples learn-stream.ts; what a plan leaves behind (proofs,
// scale-outs, roles) is remember.ts.
import { activeNodes, type Group, type TerminatingHook } from '../../domain/group.ts';
import type { Node, Report } from '../../domain/node.ts';
import type { GroupLearned, NodeLearned } from '../../domain/state.ts';
import { LEAD_TIMES_KEPT } from '../../domain/state.ts';
import { isFromFuture } from '../freshness.ts';
import { learnDays } from './learn-days.ts';
import { learnStream } from './learn-stream.ts';
import { LEAD_TIME_LEARNED_MAX_MS, LEAVES_QUEUE_WITHIN_MS } from '../limits.ts';
import { hasBegunAnew, learnReport } from './learn-report.ts';

/** What one look at a group brought. */
export interface Observation {
  readonly group: Group;
  /** In order of `observedAtMs`; may repeat what was seen before. */
  readonly reports: readonly Report[];
  readonly launchTimes?: ReadonlyMap<string, number>;
  readonly hook?: TerminatingHook;
  /** A node that takes longer to report is suspect, and teaches nothing of lead times, ms; absent: no bound of ours. */
  readonly suspectAfterMs?: number;
  /** When nodes are known to have begun to wait in their terminating hook (from its event). */
  readonly waitingSince?: ReadonlyMap<string, number>;
}

/** What is known after an observation; nodes that are gone are forgotten. */
export function learn(learned: GroupLearned, observation: Observation, nowMs: number): GroupLearned {
  const news = observation.reports.filter((r) => isNews(learned.nodes[r.instanceId], r, nowMs));
  const streamAndVolume = learnStream(learned, news);
  const nodes: Record<string, NodeLearned> = {};
  for (const node of observation.group.nodes) {
    nodes[node.instanceId] = learnPresence(learned, node, observation, nowMs);
  }
  const leadTimesMs = [...learned.leadTimesMs];
  let { flushedAtMs } = learned;
  for (const report of news) {
    const before = nodes[report.instanceId];
    if (!before) continue;
    if (isFlush(before, report)) flushedAtMs = Math.max(flushedAtMs ?? 0, report.sampledFromMs);
    const leadTimeMs = leadTimeOf(before, report);
    const longestMs = Math.min(observation.suspectAfterMs ?? Infinity, LEAD_TIME_LEARNED_MAX_MS);
    if (leadTimeMs !== undefined && leadTimeMs <= longestMs) leadTimesMs.push(leadTimeMs);
    nodes[report.instanceId] = learnReport(
      leadTimeMs === undefined ? before : withoutRequest(before),
      report,
    );
  }
  const emptyNode = news.findLast(isEmptySinceLaunch(nodes))?.memory;
  const { leftQueueAtMs: _, ...rest } = learned;
  return {
    ...rest,
    ...learnPresent(learned, observation.group, nowMs),
    ...learnLeaving(learned, nodes, news),
    ...(flushedAtMs !== undefined && { flushedAtMs }),
    ...(emptyNode && { emptyNode: { used: emptyNode.used, total: emptyNode.total } }),
    nodes,
    leadTimesMs: leadTimesMs.slice(-LEAD_TIMES_KEPT),
    ...(streamAndVolume.stream && { stream: streamAndVolume.stream }),
    days: learnDays(learned.days, streamAndVolume.volumes),
    lastLookAtMs: nowMs,
  };
}

/** Since when the group has been watched, and since when capacity that is desired has been missing. */
function learnPresent(
  learned: GroupLearned,
  group: Group,
  nowMs: number,
): Pick<GroupLearned, 'watchedSinceMs' | 'missingSinceMs'> {
  const missingCount = Math.max(0, group.desiredCapacity - activeNodes(group).length);
  const known = learned.missingSinceMs ?? [];
  // What came is what was asked for first.
  const still = known.slice(Math.max(0, known.length - missingCount));
  const missingSinceMs = [...still, ...new Array<number>(missingCount - still.length).fill(nowMs)];
  const watchedSinceMs = learned.watchedSinceMs ?? (learned.lastLookAtMs === undefined ? nowMs : undefined);
  return { missingSinceMs, ...(watchedSinceMs !== undefined && { watchedSinceMs }) };
}

/**
 * Whether nodes of this group leave the queue when they are to be terminated: one that waits in its hook, and had said
 * that it is queued, says that it is not. Unlearned when one still stands in the queue after an hour of waiting.
 */
function learnLeaving(
  { leftQueueAtMs }: GroupLearned,
  nodes: Readonly<Record<string, NodeLearned>>,
  news: readonly Report[],
): Pick<GroupLearned, 'leftQueueAtMs'> {
  let learnedAtMs = leftQueueAtMs;
  for (const { instanceId, queued, sampledFromMs, observedAtMs } of news) {
    const { waitingSinceMs, everQueued, everLive } = nodes[instanceId] ?? {};
    if (waitingSinceMs === undefined || sampledFromMs < waitingSinceMs || everLive) continue;
    if (queued === false && everQueued) learnedAtMs = observedAtMs;
    if (queued === true && observedAtMs - waitingSinceMs > LEAVES_QUEUE_WITHIN_MS) learnedAtMs = undefined;
  }
  return learnedAtMs === undefined ? {} : { leftQueueAtMs: learnedAtMs };
}

/** It held rows, and holds none; its process is the same. */
function isFlush(before: NodeLearned, report: Report): boolean {
  return report.rows === 0 && (before.rows ?? 0) > 0 && !hasBegunAnew(before, report);
}

/** A report of a node that holds nothing and never has: what it uses is what an empty server uses. */
function isEmptySinceLaunch(nodes: Readonly<Record<string, NodeLearned>>) {
  return ({ instanceId, rows, live, busy, memory }: Report): boolean =>
    rows === 0 && live === false && busy !== true && memory !== undefined && !nodes[instanceId]?.everLive;
}

function isNews(known: NodeLearned | undefined, report: Report, nowMs: number): boolean {
  return report.observedAtMs > (known?.observedAtMs ?? 0) && !isFromFuture(report, nowMs);
}

function learnPresence(
  learned: GroupLearned,
  node: Node,
  observation: Observation,
  nowMs: number,
): NodeLearned {
  const { instanceId } = node;
  const known = learned.nodes[instanceId] ?? firstSight(learned, nowMs);
  const launchedAtMs = observation.launchTimes?.get(instanceId) ?? node.launchedAtMs ?? known.launchedAtMs;
  const isWaiting = node.stage === 'terminating-wait';
  // Of most nodes there is nothing new: what is known of them is not copied.
  if (!isWaiting && known.waitingSinceMs === undefined && launchedAtMs === known.launchedAtMs) return known;
  const { waitingSinceMs: before, ...rest } = known;
  const waitingSinceMs = before ?? observation.waitingSince?.get(instanceId) ?? nowMs;
  return {
    ...rest,
    ...(launchedAtMs !== undefined && { launchedAtMs }),
    ...(isWaiting && { waitingSinceMs }),
  };
}

/** A node that shows up after we asked for capacity is taken to be what we asked for. */
function firstSight(learned: GroupLearned, nowMs: number): NodeLearned {
  const asked = learned.lastScaleOut?.atMs;
  const isOurs = asked !== undefined && asked >= (learned.lastLookAtMs ?? 0) - 1;
  return { firstSeenAtMs: nowMs, ...(isOurs && { requestedAtMs: asked }) };
}

/** From asking for a node until it first says that it waits: empty, not replaying, in the queue. */
function leadTimeOf({ requestedAtMs, everLive }: NodeLearned, report: Report): number | undefined {
  const waits = report.rows === 0 && report.live !== true && report.queued !== false && report.busy !== true;
  if (requestedAtMs === undefined || everLive || !waits) return undefined;
  return Math.max(0, report.observedAtMs - requestedAtMs);
}

/** A lead time is learned once. */
function withoutRequest({ requestedAtMs: _, ...rest }: NodeLearned): NodeLearned {
  return rest;
}
