// Tells a replay from the stream. When the live node is lost, its successor takes in the tickerplant's log at once, or
// within minutes: hours of data that have arrived long ago. Taken for the stream, it would ask for a server for each.
//
//   live dies with 9,000 rows        successor: 0 ... 4,000 ... 9,000 │ 9,100 ... 9,200
//   ─────────────────────────▶       replay: counted as no more than   │ the stream again
//                                    a few times the busiest rate known
import type { Report } from '../../../domain/node.ts';
import type { NodeLearned } from '../../../domain/learned/node-learned.ts';
import type { GroupLearned, ReplayedSpan, StreamLearned, StreamSample } from '../../../domain/state.ts';
import { SILENT_AFTER_MS } from '../../../domain/tags/report-sources.ts';
import { REPLAY_FACTOR, STREAM_KEPT_MS } from '../../limits.ts';

type Replay = NonNullable<StreamLearned['replay']>;

export interface ReplayNow {
  /** By this one what the look brings is bounded: a look in which it catches up still brings the last of it. */
  readonly bounds?: Replay;
  /** It goes on after this look. */
  readonly goesOn?: Replay;
}

/** What was lost with a live node, and is being replayed. */
export function replayNow(
  known: Replay | undefined,
  learned: GroupLearned,
  news: readonly Report[],
  gone?: Replay,
): ReplayNow {
  const lost = lostNow(learned, news) ?? gone;
  const latest = news.at(-1)?.observedAtMs ?? 0;
  const isOver =
    !known || latest - known.sinceMs > STREAM_KEPT_MS || hasRolledAfterAll(known.lost, learned, news);
  if (isOver) return lost ? { bounds: lost, goesOn: lost } : {};
  if (lost) {
    // One that dies in the middle of its replay holds a part of what the next one replays.
    const most = Math.max(known.lost, lost.lost);
    return { bounds: { ...known, lost: most }, goesOn: { ...lost, lost: most } };
  }
  const isCaughtUp = news.some((r) => r.live === true && holds(r) >= known.lost);
  return isCaughtUp ? { bounds: known } : { bounds: known, goesOn: known };
}

/**
 * What a live node held that is in the group no more, while none has said yet that it is live after it: by the time that one does,
 * the lost one is forgotten. All that comes after its last word is replayed, or bounded as if it were.
 */
export function lostUnseen(
  { nodes }: GroupLearned,
  news: readonly Report[],
  present: ReadonlySet<string>,
): Replay | undefined {
  if (news.some(({ live }) => live === true)) return undefined;
  const lost = Object.entries(nodes).flatMap(([id, node]) =>
    node.last?.live === true && !present.has(id)
      ? [{ lost: heldBy(node), sinceMs: node.last.observedAtMs }]
      : [],
  );
  return lost.find((one) => one.lost === Math.max(...lost.map((other) => other.lost)));
}

/** The stream, with a replay that is to come. */
export function withReplay(
  stream: StreamLearned | undefined,
  replay: Replay | undefined,
): StreamLearned | undefined {
  return stream && replay ? { ...stream, replay } : stream;
}

/**
 * At a roll the successor may report first: then the node before it looks lost, until it says, with all that it held, that it is
 * live no more. Nothing was replayed.
 */
function hasRolledAfterAll(lost: number, { nodes }: GroupLearned, news: readonly Report[]): boolean {
  return news.some((r) => r.live === false && nodes[r.instanceId]?.last?.live === true && holds(r) >= lost);
}

/** With a sample that a replay has a part in; one goes on until a sample is the stream's alone. */
export function withReplayed(
  spans: readonly ReplayedSpan[],
  samples: readonly StreamSample[],
  now: ReplayedSpan,
): readonly ReplayedSpan[] {
  const latest = spans.at(-1);
  const goesOn = latest !== undefined && latest.untilMs >= (samples.at(-1)?.atMs ?? 0);
  return goesOn ? [...spans.slice(0, -1), { fromMs: latest.fromMs, untilMs: now.untilMs }] : [...spans, now];
}

/**
 * The most that a replay may count for: a few times the busiest rate known, over the time since the last sample. Known
 * from samples in which no replay has a part, nor follows one that had: what replays have themselves counted for would raise the
 * bound from minute to minute, and from one to the next where server after server dies of what it replays; and a replay goes
 * on for a moment after it holds what was known to be lost. Where nothing else is kept, it is the busiest that is, and no more:
 * not nothing, or the stream would stand still.
 */
export function mostOfReplay(
  samples: readonly StreamSample[],
  atMs: number,
  replayed: readonly ReplayedSpan[],
): number {
  const last = samples.at(-1);
  const ofStream = fastestOf(samples, replayed);
  const rate = ofStream === undefined ? (fastestOf(samples, []) ?? 0) : REPLAY_FACTOR * ofStream;
  return last ? rate * (atMs - last.atMs) : 0;
}

/** Per ms, between samples next to each other of which none is of these times; `undefined` where there are no such two. */
function fastestOf(samples: readonly StreamSample[], except: readonly ReplayedSpan[]): number | undefined {
  const counts = ({ atMs }: StreamSample) =>
    !except.some(({ fromMs, untilMs }) => fromMs <= atMs && atMs <= untilMs);
  let fastest: number | undefined;
  for (let i = 1; i < samples.length; i += 1) {
    const [from, to] = [samples[i - 1], samples[i]];
    if (from && to && to.atMs > from.atMs && counts(from) && counts(to))
      fastest = Math.max(fastest ?? 0, (to.total - from.total) / (to.atMs - from.atMs));
  }
  return fastest;
}

/**
 * The most that a node held which was live and is so no more without having rolled, or whose process began anew; since whoever
 * replays it first told of it. What came before that, in the same look, is the stream.
 */
function lostNow(learned: GroupLearned, news: readonly Report[]): Replay | undefined {
  const newlyLive = news.filter((r) => r.live === true && learned.nodes[r.instanceId]?.last?.live !== true);
  const [first] = newlyLive;
  const gone = first ? heldByThoseGone(learned, news, newlyLive) : [];
  const lost = gone.map((held): Replay => ({ lost: held, sinceMs: first?.observedAtMs ?? 0 }));
  for (const report of news) {
    const node = learned.nodes[report.instanceId];
    if (node && report.live === true && hasBegunAnew(node, report))
      lost.push({ lost: heldBy(node), sinceMs: report.observedAtMs });
  }
  return lost.reduce<Replay | undefined>(
    (most, one) => (one.lost > (most?.lost ?? 0) ? one : most),
    undefined,
  );
}

/** What those held that were live when last heard of, and have not said that they have rolled, though another is live. */
function heldByThoseGone(
  { nodes }: GroupLearned,
  news: readonly Report[],
  newlyLive: readonly Report[],
): readonly number[] {
  const rolled = new Set(news.filter((r) => r.live === false).map((r) => r.instanceId));
  return Object.entries(nodes)
    .filter(
      ([id, node]) =>
        node.last?.live === true && !rolled.has(id) && newlyLive.some((r) => r.instanceId !== id),
    )
    .map(([, node]) => heldBy(node));
}

/** It has fewer rows, and counts its updates from the start again or was silent in between: no end of day. */
function hasBegunAnew({ last: before }: NodeLearned, { rows, updates, observedAtMs }: Report): boolean {
  if (!before) return false;
  if (rows === undefined || before.rows === undefined || rows >= before.rows) return false;
  if (updates !== undefined && before.updates !== undefined) return updates < before.updates;
  return observedAtMs - before.observedAtMs > SILENT_AFTER_MS;
}

function heldBy({ last, memory }: NodeLearned): number {
  return last?.rows ?? memory?.used ?? 0;
}

function holds({ rows, memory }: Report): number {
  return rows ?? memory?.used ?? 0;
}
