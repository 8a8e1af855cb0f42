// Concludes each node's role from its report. Owns the rules for nodes that say little of themselves.
// Counting what follows from roles is spares.ts; proof of emptiness, which presumes nothing, prove-empty.ts.
import type { Draft } from '../../../learning/draft.ts';
import type { Node, Report } from '../domain/node.ts';
import { memoryUsedPercent } from '../domain/node.ts';
import type { Role } from '../domain/plan.ts';
import type { Policy } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { NodeLearned } from '../domain/learned/node-learned.ts';
import { isFresh } from './freshness.ts';
import { NEXT_DAY_MS } from './limits.ts';
import { suspectAfterMs } from './lead-time.ts';
import { TICK_MS } from '../../../core/look-ahead.ts';

/** A node with what is believed of it now. */
export interface RoledNode {
  readonly node: Node;
  readonly role: Role;
  /** The report, if it is fresh. */
  readonly report?: Report;
  readonly learned?: NodeLearned;
  /** It was launched a short while ago, and has still to join the queue: its process starts or replays. */
  readonly isJoining?: true;
  /** It is presumed to wait in the queue, and may have been dropped from it by a day that ended later than was told. */
  readonly isDoubted?: true;
}

export interface Roles {
  readonly nodes: readonly RoledNode[];
  /** The node that receives updates, or the fuller of two that claim to. */
  readonly live?: RoledNode;
  /** Two nodes have claimed to be live for longer than a roll takes. */
  readonly twoLive: boolean;
  /** Nodes tell memory and nothing else: enough to scale out, never to scale in. */
  readonly memoryOnly: boolean;
}

/** Memory this close above an empty server's counts as empty, for counting only (share of all memory). */
const NEAR_BASELINE_SHARE = 0.05;

/** Roles of all nodes that can still be kept; nodes already terminating are left out. */
export function assignRoles(snapshot: Snapshot, policy: Policy, nowMs: number): Roles {
  const candidates = snapshot.group.nodes
    .filter((node) => node.stage !== 'terminating')
    .map((node) => withFreshReport(node, snapshot, nowMs));
  const reporting = candidates.filter((c) => c.report !== undefined);
  const memoryOnly = reporting.length > 0 && reporting.every((c) => c.report?.live === undefined);
  const claims = memoryOnly
    ? likeliestLive(reporting, snapshot)
    : reporting.filter((c) => c.report?.live === true);
  const twoLive = claims.length > 1 && hasLasted(claims, snapshot.learned.claims.twoLiveSinceMs);
  const live = twoLive ? fullest(claims) : latestLive(claims);
  const isLive = (c: Candidate) => (twoLive ? claims.includes(c) : c === live);
  const baseline = memoryOnly ? groupBaseline(snapshot) : 0;
  const youngSinceMs = nowMs - suspectAfterMs(policy, snapshot.learned);
  const nodes = candidates.map((c): RoledNode => {
    if (isLive(c)) return { role: 'live', ...c };
    if (memoryOnly) return { role: roleByMemory(c, { baseline, policy, snapshot }), ...c };
    const role = roleByReport(c, snapshot, policy);
    if (!hasStillToJoin(c) || !isYoung(c, snapshot, youngSinceMs))
      return {
        role,
        ...c,
        ...(role === 'queued' && isDoubtful(c, live, { snapshot, policy }) && { isDoubted: true }),
      };
    return { role: role === 'flushed' ? 'unknown' : role, isJoining: true, ...c };
  });
  const liveNode = nodes.find((n) => n.node === live?.node);
  return { nodes, twoLive, memoryOnly, ...(liveNode && { live: liveNode }) };
}

type Candidate = Omit<RoledNode, 'role'>;

function withFreshReport(node: Node, snapshot: Snapshot, nowMs: number): Candidate {
  const report = snapshot.reports.get(node.instanceId);
  const learned = snapshot.learned.nodes[node.instanceId];
  const candidate: Draft<Candidate> = { node };
  if (report && isFresh(report, nowMs, snapshot.learned)) candidate.report = report;
  if (learned) candidate.learned = learned;
  return candidate;
}

/** A roll shows two live nodes for one period at the most; claims observed beyond that contradict. */
function hasLasted(claims: readonly Candidate[], sinceMs: number | undefined): boolean {
  const commonMs = Math.min(...claims.map((c) => c.report?.observedAtMs ?? 0));
  return sinceMs !== undefined && commonMs - sinceMs >= TICK_MS;
}

function fullest(claims: readonly Candidate[]): Candidate | undefined {
  return [...claims].sort((a, b) => percentOf(b) - percentOf(a))[0];
}

function percentOf(c: Candidate): number {
  return (c.report && memoryUsedPercent(c.report)) ?? 0;
}

/** In a roll the later wins: first who was not known to be live, then the later observation. */
function latestLive(claims: readonly Candidate[]): Candidate | undefined {
  const liveSince = (c: Candidate) => c.learned?.turn?.liveSinceMs ?? Number.POSITIVE_INFINITY;
  return [...claims].sort(
    (a, b) =>
      compare(liveSince(b), liveSince(a)) ||
      compare(b.report?.observedAtMs ?? 0, a.report?.observedAtMs ?? 0) ||
      compare(bornAtMs(b.learned), bornAtMs(a.learned)),
  )[0];
}

/** Memory alone: the live node is the one whose memory last grew, at first the oldest. */
function likeliestLive(reporting: readonly Candidate[], snapshot: Snapshot): readonly Candidate[] {
  const baseline = groupBaseline(snapshot);
  const grewAt = (c: Candidate) =>
    c.learned?.memory?.grewAtMs ??
    (cameFull(c, snapshot, baseline) ? (c.learned?.launch.firstReportAtMs ?? 0) : 0);
  const first = [...reporting].sort(
    (a, b) =>
      compare(grewAt(b), grewAt(a)) ||
      percentOf(b) - percentOf(a) ||
      compare(bornAtMs(a.learned), bornAtMs(b.learned)),
  )[0];
  return first ? [first] : [];
}

/** It came while we watched, and was not empty when it first reported: it took the log in before, in the place of a lost one. */
function cameFull({ learned, report }: Candidate, snapshot: Snapshot, baseline: number): boolean {
  if (!report?.memory || learned?.memory?.baseline === undefined) return false;
  const isFilled = learned.memory.baseline > baseline + NEAR_BASELINE_SHARE * report.memory.total;
  return isFilled && wasWatchedFromLaunch(learned, snapshot);
}

function groupBaseline(snapshot: Snapshot): number {
  const known = Object.values(snapshot.learned.nodes).flatMap(({ memory }) => memory?.baseline ?? []);
  return known.length > 0 ? Math.min(...known) : 0;
}

/** Still near what an empty node uses: it waits, unless it has had its turn and has been emptied since. */
function roleByMemory(
  { report, learned }: Candidate,
  given: { baseline: number; policy: Policy; snapshot: Snapshot },
): Role {
  const { baseline, policy, snapshot } = given;
  if (!report?.memory) return 'unknown';
  const { used, total } = report.memory;
  const nearBaseline = used <= baseline + NEAR_BASELINE_SHARE * total;
  if (!nearBaseline || !isNearEmpty(used, total, policy)) return 'rolled';
  const { lastEndOfDayMs = 0 } = snapshot.intent ?? {};
  const wasDropped = policy.queueEmptied === 'end-of-day' && bornAtMs(learned) < lastEndOfDayMs;
  const isKnown = learned?.queue?.everQueued === true || wasWatchedFromLaunch(learned, snapshot);
  const mayHaveHadItsTurn = learned?.turn?.everLive || !isKnown;
  return mayHaveHadItsTurn || learned?.queue?.passedOver || wasDropped ? 'flushed' : 'queued';
}

/** Where nodes report memory alone: with so much of it in use, no node is taken to be empty. */
export function isNearEmpty(used: number, total: number, policy: Policy): boolean {
  return (100 * used) / total < policy.scaleThresholdPercent / 2;
}

function roleByReport({ report, learned }: Candidate, snapshot: Snapshot, policy: Policy): Role {
  if (!report) return 'unknown';
  if (report.rows === undefined) return report.queued === true ? 'queued' : 'rolled';
  if (report.rows > 0) return 'rolled';
  if (report.queued !== undefined) return report.queued ? 'queued' : 'flushed';
  const waits = isNewThisDay(learned, snapshot) && !wasDroppedUnseen(learned, snapshot, policy);
  return waits ? 'queued' : 'flushed';
}

/**
 * Says nothing of its queue: it waits there if it was never live and was launched since the end of day. Where no end
 * of day is known, only of a node that was launched while we watched is it known that it was never live.
 */
function isNewThisDay(learned: NodeLearned | undefined, snapshot: Snapshot): boolean {
  if (learned?.turn?.everLive || learned?.turn?.unseen || learned?.queue?.passedOver) return false;
  const endOfDayMs = snapshot.intent?.lastEndOfDayMs;
  return endOfDayMs === undefined ? wasWatchedFromLaunch(learned, snapshot) : bornAtMs(learned) > endOfDayMs;
}

/**
 * It was there when a node was flushed, and by the owner's word the day that ended then emptied the queue; though of its end, which
 * should have been told (an event that is lost, a function that is ended), nobody heard.
 */
function wasDroppedUnseen(
  learned: NodeLearned | undefined,
  { intent, learned: { queue } }: Snapshot,
  { queueEmptied }: Policy,
): boolean {
  const { flushedAtMs, flushedSinceMs = flushedAtMs } = queue;
  if (queueEmptied !== 'end-of-day' || flushedAtMs === undefined || flushedSinceMs === undefined)
    return false;
  const toldAtMs = intent?.lastEndOfDayMs;
  const isTold = toldAtMs !== undefined && flushedAtMs - toldAtMs < NEXT_DAY_MS;
  return !isTold && bornAtMs(learned) < flushedSinceMs;
}

/** It says nothing of its queue, and there is reason to doubt that it waits there. */
function isDoubtful(
  spare: Candidate,
  live: Candidate | undefined,
  { snapshot, policy }: { readonly snapshot: Snapshot; readonly policy: Policy },
): boolean {
  if (spare.report?.queued !== undefined) return false;
  return mayBeDropped(spare, snapshot, policy) || wasOvertaken(spare, live);
}

/**
 * It was there when the day may have ended: between the end of day that was told and the first flush that showed it, as a day may
 * end later than it is told to; or before the live node was flushed, of which there may be no other sign, as where reports are
 * missing for hours. Whether the queue was emptied with it in it, nobody knows.
 */
function mayBeDropped(
  { learned }: Candidate,
  { intent, learned: { queue } }: Snapshot,
  { queueEmptied }: Policy,
): boolean {
  const { flushedSinceMs = 0, liveFlushedAtMs = 0 } = queue;
  if (queueEmptied !== 'end-of-day') return false;
  const toldAtMs = intent?.lastEndOfDayMs ?? Number.NEGATIVE_INFINITY;
  const flushedToldMs = flushedSinceMs - toldAtMs < NEXT_DAY_MS ? flushedSinceMs : 0;
  return bornAtMs(learned) < Math.max(flushedToldMs, liveFlushedAtMs);
}

/**
 * One that was launched after it had reported has its turn, and a queue is served in order: its own turn may have been over before
 * anybody saw it, or it has left.
 */
function wasOvertaken({ learned }: Candidate, live: Candidate | undefined): boolean {
  const { firstReportAtMs = Number.POSITIVE_INFINITY } = learned?.launch ?? {};
  return live?.learned !== undefined && firstReportAtMs < bornAtMs(live.learned);
}

function wasWatchedFromLaunch(learned: NodeLearned | undefined, snapshot: Snapshot): boolean {
  return learned !== undefined && learned.launch.firstSeenAtMs > (snapshot.learned.looks.watchedSinceMs ?? 0);
}

/** Neither queued nor live since its launch, and says that it is not queued, or that it is busy: it replays. */
function hasStillToJoin({ report, learned }: Candidate): boolean {
  if (!report || learned?.turn?.everLive || learned?.queue?.everQueued) return false;
  return report.queued === false || report.busy === true;
}

/** Launched a short while ago: known by its launch time, or since it came while we watched. */
function isYoung({ learned }: Candidate, snapshot: Snapshot, sinceMs: number): boolean {
  const isKnown = learned?.launch.launchedAtMs !== undefined || wasWatchedFromLaunch(learned, snapshot);
  return isKnown && bornAtMs(learned) > sinceMs;
}

/** When a node came to be: its launch where that is known, else when it was first seen; ms. */
export function bornAtMs(learned: NodeLearned | undefined): number {
  return learned?.launch.launchedAtMs ?? learned?.launch.firstSeenAtMs ?? Number.POSITIVE_INFINITY;
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
