// Learns from observations: what was known + what was seen → what is known. Pure; no conclusions about roles.
// One node's reports are learn-report.ts, the stream's samples learn-stream.ts; what a plan leaves behind (proofs,
// scale-outs, roles) is remember.ts.
import type { Draft } from '../../../../learning/draft.ts';
import type { Group, TerminatingHook } from '../../domain/group.ts';
import type { Node, Report } from '../../domain/node.ts';
import type { ClockLearned, LaunchLearned, NodeLearned } from '../../domain/learned/node-learned.ts';
import type { EmptiedLearned, GroupLearned, LaunchesLearned, LooksLearned } from '../../domain/state.ts';
import { LEAD_TIMES_KEPT, REPORT_AGES_KEPT } from '../../domain/state.ts';
import { ageMs, isFromFuture } from '../freshness.ts';
import { learnDays } from './learn-days.ts';
import { learnMissing, type MissingNow } from './learn-missing.ts';
import { learnStream } from './stream/learn-stream.ts';
import {
  FLUSH_LEAVES_SHARE,
  FLUSHES_APART_MS,
  LEAD_TIME_LEARNED_MAX_MS,
  LEAVES_QUEUE_WITHIN_MS,
  NEXT_DAY_MS,
} from '../limits.ts';
import { hasBegunAnew, learnReport } from './learn-report.ts';
import { withoutEmptyGroups } from '../../domain/without-empty-groups.ts';

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
  /** Of nodes whose clocks were seen ahead; `undefined` where they are right again. */
  readonly clocks?: ReadonlyMap<string, ClockLearned | undefined>;
}

/** What is known after an observation; nodes that are gone are forgotten. */
export function learn(learned: GroupLearned, observation: Observation, nowMs: number): GroupLearned {
  const news = observation.reports.filter((r) => isNews(learned.nodes[r.instanceId], r, nowMs));
  const { nodes: present } = observation.group;
  const streamAndVolume = learnStream(learned, news, new Set(present.map(({ instanceId }) => instanceId)));
  const nodes: Record<string, NodeLearned> = {};
  const missing = learnMissing(learned, observation.group, nowMs);
  for (const node of observation.group.nodes) {
    nodes[node.instanceId] = learnPresence(learned, node, { ...observation, missing }, nowMs);
  }
  const leadTimesMs: number[] = [];
  let { flushedAtMs, flushedSinceMs, liveFlushedAtMs } = learned.queue;
  for (const report of news) {
    const before = nodes[report.instanceId];
    if (!before) continue;
    if (isFlush(before, report)) {
      const { sampledFromMs: atMs } = report;
      if (flushedAtMs === undefined || atMs - flushedAtMs > FLUSHES_APART_MS) flushedSinceMs = atMs;
      flushedAtMs = Math.max(flushedAtMs ?? 0, atMs);
    }
    if (isFlushOfLive(before, report, liveFlushedAtMs)) liveFlushedAtMs = report.sampledFromMs;
    const leadTimeMs = leadTimeOf(before, report);
    const longestMs = Math.min(observation.suspectAfterMs ?? Infinity, LEAD_TIME_LEARNED_MAX_MS);
    if (leadTimeMs !== undefined && leadTimeMs <= longestMs) leadTimesMs.push(leadTimeMs);
    nodes[report.instanceId] = learnReport(
      leadTimeMs === undefined ? before : withoutRequest(before),
      report,
    );
  }
  for (const [instanceId, clock] of observation.clocks ?? []) {
    const known = nodes[instanceId];
    if (known) nodes[instanceId] = withClock(known, clock);
  }
  const emptyNode = news.findLast(isEmptySinceLaunch(nodes))?.memory;
  const known: Draft<GroupLearned> = { ...learned };
  known.looks = learnLook(learned, news, nowMs);
  known.nodes = nodes;
  known.launches = learnLaunches(learned, leadTimesMs, missing);
  const queue: Draft<EmptiedLearned> = learnLeaving(learned, nodes, news);
  if (flushedAtMs !== undefined) queue.flushedAtMs = flushedAtMs;
  if (flushedSinceMs !== undefined) queue.flushedSinceMs = flushedSinceMs;
  if (liveFlushedAtMs !== undefined) queue.liveFlushedAtMs = liveFlushedAtMs;
  known.queue = queue;
  if (streamAndVolume.stream) known.stream = streamAndVolume.stream;
  known.days = learnDays(learned.days, streamAndVolume.volumes);
  if (emptyNode) known.emptyNode = { used: emptyNode.used, total: emptyNode.total };
  return known;
}

function learnLaunches(
  { launches }: GroupLearned,
  leadTimesMs: readonly number[],
  { missingSinceMs, handedOnSinceMs }: MissingNow,
): LaunchesLearned {
  const learned: Draft<LaunchesLearned> = { ...launches };
  if (leadTimesMs.length > 0)
    learned.leadTimesMs = [...launches.leadTimesMs, ...leadTimesMs].slice(-LEAD_TIMES_KEPT);
  learned.missingSinceMs = missingSinceMs;
  if (handedOnSinceMs.length > 0) learned.handedOnSinceMs = handedOnSinceMs;
  else delete learned.handedOnSinceMs;
  return learned;
}

/** A group that was looked at before, by a version that did not keep its first look, was watched all along. */
function learnLook({ looks }: GroupLearned, news: readonly Report[], nowMs: number): LooksLearned {
  const watchedSinceMs = looks.watchedSinceMs ?? (looks.lastLookAtMs === undefined ? nowMs : undefined);
  const reportAgesMs = learnReportAges(looks, news, nowMs);
  const learned: Draft<LooksLearned> = watchedSinceMs === undefined ? {} : { watchedSinceMs };
  learned.lastLookAtMs = nowMs;
  if (reportAgesMs) learned.reportAgesMs = reportAgesMs;
  return learned;
}

/** How late reports come is told by those that come: of the newest, as others may be of a clock that is wrong. */
function learnReportAges(
  { reportAgesMs }: LooksLearned,
  news: readonly Report[],
  nowMs: number,
): readonly number[] | undefined {
  const newest = news.findLast((report) => report.source === 'cloudwatch');
  if (!newest) return reportAgesMs;
  return [...(reportAgesMs ?? []), ageMs(newest, nowMs)].slice(-REPORT_AGES_KEPT);
}

/**
 * Whether nodes of this group leave the queue when they are to be terminated: one that waits in its hook, and had said
 * that it is queued, says that it is not. Unlearned when one still stands in the queue after an hour of waiting.
 */
function learnLeaving(
  { queue }: GroupLearned,
  nodes: Readonly<Record<string, NodeLearned>>,
  news: readonly Report[],
): Pick<EmptiedLearned, 'leftQueueAtMs'> {
  let learnedAtMs = queue.leftQueueAtMs;
  for (const { instanceId, queued, sampledFromMs, observedAtMs } of news) {
    const { hook, queue: place, turn } = nodes[instanceId] ?? {};
    const { waitingSinceMs } = hook ?? {};
    if (waitingSinceMs === undefined || sampledFromMs < waitingSinceMs || turn?.everLive) continue;
    if (queued === false && place?.everQueued) learnedAtMs = observedAtMs;
    if (queued === true && observedAtMs - waitingSinceMs > LEAVES_QUEUE_WITHIN_MS) learnedAtMs = undefined;
  }
  return learnedAtMs === undefined ? {} : { leftQueueAtMs: learnedAtMs };
}

/** It held rows, and holds none; its process is the same. */
function isFlush(before: NodeLearned, report: Report): boolean {
  return report.rows === 0 && (before.last?.rows ?? 0) > 0 && !hasBegunAnew(before, report);
}

/**
 * The live node holds what has come since it was flushed; it may have held none for less time than there is between two reports.
 * Once a day at most: one that writes down by the hour tells nothing of the queue.
 */
function isFlushOfLive(before: NodeLearned, report: Report, latestMs = Number.NEGATIVE_INFINITY): boolean {
  const { rows, live, sampledFromMs } = report;
  if (live !== true || rows === undefined || sampledFromMs - latestMs < NEXT_DAY_MS) return false;
  return rows < FLUSH_LEAVES_SHARE * (before.last?.rows ?? 0) && !hasBegunAnew(before, report);
}

/** A report of a node that holds nothing and never has: what it uses is what an empty server uses. */
function isEmptySinceLaunch(nodes: Readonly<Record<string, NodeLearned>>) {
  return ({ instanceId, rows, live, busy, memory }: Report): boolean =>
    rows === 0 &&
    live === false &&
    busy !== true &&
    memory !== undefined &&
    !nodes[instanceId]?.turn?.everLive;
}

function isNews(known: NodeLearned | undefined, report: Report, nowMs: number): boolean {
  return report.observedAtMs > (known?.last?.observedAtMs ?? 0) && !isFromFuture(report, nowMs);
}

function learnPresence(
  learned: GroupLearned,
  node: Node,
  observation: Observation & { readonly missing: MissingNow },
  nowMs: number,
): NodeLearned {
  const { instanceId } = node;
  const { missing } = observation;
  const known =
    learned.nodes[instanceId] ?? firstSight(learned, missing.waitedForSinceMs.get(instanceId), nowMs);
  const { launch } = known;
  const isHandedOn = missing.handedOn.has(instanceId);
  const launchedAtMs = observation.launchTimes?.get(instanceId) ?? node.launchedAtMs ?? launch.launchedAtMs;
  const isWaiting = node.stage === 'terminating-wait';
  const { waitingSinceMs: before, ...hook } = known.hook ?? {};
  // Of most nodes there is nothing new: what is known of them is not copied.
  if (!isWaiting && !isHandedOn && before === undefined && launchedAtMs === launch.launchedAtMs) return known;
  const waitingSinceMs = before ?? observation.waitingSince?.get(instanceId) ?? nowMs;
  return withoutEmptyGroups({
    ...known,
    launch: {
      ...launch,
      ...(launchedAtMs !== undefined && { launchedAtMs }),
      ...(isHandedOn && { isHandedOn }),
    },
    hook: { ...hook, ...(isWaiting && { waitingSinceMs }) },
  });
}

/** A node that shows up after we asked for capacity is taken to be what we asked for. */
function firstSight(learned: GroupLearned, waitedForSinceMs: number | undefined, nowMs: number): NodeLearned {
  const asked = learned.changes.lastScaleOut?.atMs;
  const isOurs = asked !== undefined && asked >= (learned.looks.lastLookAtMs ?? 0) - 1;
  const launch: Draft<LaunchLearned> = { firstSeenAtMs: nowMs };
  if (isOurs) launch.requestedAtMs = asked;
  if (waitedForSinceMs !== undefined) launch.waitedForSinceMs = waitedForSinceMs;
  return { launch };
}

/** From asking for a node until it first says that it waits: empty, not replaying, in the queue. */
function leadTimeOf({ launch, turn }: NodeLearned, report: Report): number | undefined {
  const { requestedAtMs } = launch;
  const waits = report.rows === 0 && report.live !== true && report.queued !== false && report.busy !== true;
  if (requestedAtMs === undefined || turn?.everLive || !waits) return undefined;
  return Math.max(0, report.observedAtMs - requestedAtMs);
}

/** `undefined`: its clock is right again. */
function withClock({ clock: _, ...rest }: NodeLearned, clock: ClockLearned | undefined): NodeLearned {
  return { ...rest, ...(clock && { clock }) };
}

/** A lead time is learned once. */
function withoutRequest({ launch: { requestedAtMs: _, ...launch }, ...rest }: NodeLearned): NodeLearned {
  return { ...rest, launch };
}
