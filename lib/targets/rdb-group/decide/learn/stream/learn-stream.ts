// Learns the stream: how much arrived in the group since the last look, whichever node received it.
import type { Report } from '../../../domain/node.ts';
import type { NodeLearned } from '../../../domain/learned/node-learned.ts';
import type { GroupLearned, StreamLearned, StreamSample } from '../../../domain/state.ts';
import { FLUSH_LEAVES_SHARE, STREAM_KEPT_MS, STREAM_SAMPLES_MAX } from '../../limits.ts';
import { learnJumps } from './learn-jumps.ts';
import { learnMemoryPerRow } from './learn-memory-per-row.ts';
import { learnMemorySteps } from './learn-memory-steps.ts';
import { learnRolled } from './learn-rolled.ts';
import { lostUnseen, mostOfReplay, replayNow, withReplay, withReplayed } from './learn-replay.ts';

/** Observations closer together than this are one moment: the nodes of a group are asked side by side. */
const MOMENT_MS = 10_000;

/** What arrived by a moment, in the unit of the nodes' memory; feeds the group's past days. */
export interface Volume {
  readonly atMs: number;
  readonly amount: number;
}

/** What is known of the stream with the new reports taken in, and what arrived with each. `present`: the group's nodes. */
export function learnStream(
  learned: GroupLearned,
  news: readonly Report[],
  present: ReadonlySet<string>,
): { stream: StreamLearned | undefined; volumes: readonly Volume[] } {
  const gone = lostUnseen(learned, news, present);
  if (news.length === 0) return { stream: withReplay(learned.stream, gone), volumes: [] };
  const basis = basisOf(news, learned.stream);
  const before = learned.stream?.basis === basis ? learned.stream : undefined;
  const memoryPerRow = learnMemoryPerRow(before?.memoryPerRow, learned, news);
  const samples: StreamSample[] = [...(before?.samples ?? [])];
  const volumes: Volume[] = [];
  const { bounds, goesOn } = replayNow(before?.replay, learned, news, gone);
  let replayed = before?.replayedSpans ?? [];
  const seen = new Map<string, Held>();
  for (const moment of moments(news)) {
    const sinceMs = samples.at(-1)?.atMs ?? 0;
    const seemsArrived = arrivedBy(moment, { basis, learned, seen, sinceMs });
    const atMs = moment.at(-1)?.observedAtMs ?? 0;
    const isBounded = seemsArrived !== undefined && bounds !== undefined && atMs >= bounds.sinceMs;
    if (isBounded) replayed = withReplayed(replayed, samples, { fromMs: bounds.sinceMs, untilMs: atMs });
    const arrived = isBounded ? Math.min(seemsArrived, mostOfReplay(samples, atMs, replayed)) : seemsArrived;
    if (arrived === undefined || atMs <= (samples.at(-1)?.atMs ?? 0)) continue;
    samples.push({ atMs, total: (samples.at(-1)?.total ?? 0) + arrived });
    if (arrived > 0) volumes.push({ atMs, amount: arrived * (basis === 'rows' ? (memoryPerRow ?? 0) : 1) });
  }
  const kept = recent(samples);
  const replayedSpans = replayed.filter(({ untilMs }) => untilMs >= (kept[0]?.atMs ?? 0));
  const rolled = learnRolled(before?.rolled, learned, news);
  const growsInJumps = learnJumps(learned, news, memoryPerRow);
  const memorySteps = learnMemorySteps(before?.memorySteps ?? [], learned, { news, growsInJumps });
  return {
    stream: {
      basis,
      samples: kept,
      ...(memoryPerRow !== undefined && { memoryPerRow }),
      ...(rolled && { rolled }),
      ...(growsInJumps && { growsInJumps }),
      ...(memorySteps.length > 0 && { memorySteps }),
      ...(goesOn && { replay: goesOn }),
      ...(replayedSpans.length > 0 && { replayedSpans }),
    },
    volumes,
  };
}

/** Rows where any are known; a look that brought memory alone does not throw away what rows have taught. */
function basisOf(news: readonly Report[], known: StreamLearned | undefined): StreamLearned['basis'] {
  if (news.some((r) => r.rows !== undefined)) return 'rows';
  const knownAtMs = known?.basis === 'rows' ? (known.samples.at(-1)?.atMs ?? 0) : 0;
  return news.some((r) => r.observedAtMs - knownAtMs < STREAM_KEPT_MS) ? 'rows' : 'memory';
}

function moments(news: readonly Report[]): readonly (readonly Report[])[] {
  const result: Report[][] = [];
  for (const report of news) {
    const open = result.at(-1);
    const startMs = open?.[0]?.observedAtMs;
    if (open && startMs !== undefined && report.observedAtMs - startMs < MOMENT_MS) open.push(report);
    else result.push([report]);
  }
  return result;
}

/** What a node held when it last said so. */
interface Held {
  readonly rows?: number | undefined;
  readonly used?: number | undefined;
  readonly live?: boolean | undefined;
  readonly everLive?: boolean | undefined;
  readonly observedAtMs?: number | undefined;
}

/** `undefined` when the moment lacks the rows of the node that receives: half an observation would show a plateau. */
function arrivedBy(
  moment: readonly Report[],
  given: {
    readonly basis: StreamLearned['basis'];
    readonly learned: GroupLearned;
    /** What earlier moments of this look have shown; this one is added. */
    readonly seen: Map<string, Held>;
    /** When the sample before was taken, ms. */
    readonly sinceMs: number;
  },
): number | undefined {
  const { basis, learned, seen, sinceMs } = given;
  if (basis === 'rows' && !moment.some((r) => r.live === true && r.rows !== undefined)) return undefined;
  const heldBefore = ({ instanceId }: Report): Held =>
    seen.get(instanceId) ?? heldByKnown(learned.nodes[instanceId]);
  const hasRolled = moment.some((r) => r.live === true && heldBefore(r).live !== true);
  let arrived = 0;
  for (const report of moment) {
    const before = heldBefore(report);
    const gained = basis === 'rows' ? newRows({ before, report, hasRolled }) : newMemory(before, report);
    arrived += gained * shareSince(sinceMs, before, report);
    seen.set(report.instanceId, {
      rows: report.rows ?? before.rows,
      used: report.memory?.used ?? before.used,
      live: report.live ?? before.live,
      everLive: before.everLive === true || report.live === true,
      observedAtMs: report.observedAtMs,
    });
  }
  return arrived;
}

function heldByKnown(known: NodeLearned | undefined): Held {
  const { rows, live, observedAtMs } = known?.last ?? {};
  return { rows, live, observedAtMs, used: known?.memory?.used, everLive: known?.turn?.everLive };
}

/**
 * What a node gained while it was silent came over all of that time: the share of it that is after the sample before. One that
 * spoke in the moment of that sample was not silent, though another node spoke a few seconds later and dated it.
 */
function shareSince(sinceMs: number, before: Held, { observedAtMs }: Report): number {
  const silentSinceMs = before.observedAtMs;
  const wasSilent = silentSinceMs !== undefined && silentSinceMs <= sinceMs - MOMENT_MS;
  if (!wasSilent || observedAtMs <= sinceMs) return 1;
  return (observedAtMs - sinceMs) / (observedAtMs - silentSinceMs);
}

/**
 * Fewer rows than before, by half or more, is a flush; what the live node holds since then is new. A node receives while it
 * is live, and up to its roll: one that is not live, and was not, has gained nothing, whatever it says. Unless the group has
 * rolled since: then one that was never live may have had all of its turn in between.
 */
function newRows(given: {
  readonly before: Held;
  readonly report: Report;
  /** Another node is live than at the look before. */
  readonly hasRolled: boolean;
}): number {
  const { before, report, hasRolled } = given;
  if (report.rows === undefined || before.rows === undefined) return 0;
  const hadItsTurn = hasRolled && before.everLive !== true;
  if (report.live === false && before.live === false && !hadItsTurn) return 0;
  if (report.rows >= FLUSH_LEAVES_SHARE * before.rows) return Math.max(0, report.rows - before.rows);
  return report.live === true ? report.rows : 0;
}

function newMemory(before: Held, report: Report): number {
  return report.memory && before.used !== undefined ? Math.max(0, report.memory.used - before.used) : 0;
}

function recent(samples: readonly StreamSample[]): readonly StreamSample[] {
  const newestMs = samples.at(-1)?.atMs ?? 0;
  return samples.filter((s) => s.atMs >= newestMs - STREAM_KEPT_MS).slice(-STREAM_SAMPLES_MAX);
}
