// Which message of a group's stream lies on which node, and when it arrived: for worlds that are asked where data is. Counting
// is create-tickerplant.ts's; this keeps the numbers of the messages beside its counts. What a row's time is: row-times.ts.

/** Messages by number, both included, on one node or in the log. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface RowLedger {
  /** So many messages have arrived since the last call; they are in the log. */
  arrive(count: number, nowMs: number): void;
  /** The oldest of the log go to a node, which keeps so many of them. */
  deliver(instanceId: string, counts: { readonly sent: number; readonly kept: number }): void;
  /** A live node is no more: what it held is in the log again, but for so many of the oldest that the log lacks. */
  lose(instanceId: string, missed?: number): void;
  /** What a node holds is gone. */
  flush(instanceId: string): void;
  /** A day ends: nothing of the log is read any more. */
  endDay(): void;
  /** In order of the numbers. */
  rangesOf(instanceId: string): readonly Range[];
  /** When a message arrived, ms since the epoch. */
  arrivedAtMs(message: number): number;
  /** The first message that arrived then or later; one more than the last, if none did. */
  firstSince(atMs: number): number;
}

/** Messages that arrived evenly between two moments. */
interface Batch extends Range {
  readonly fromMs: number;
  readonly toMs: number;
}

export function createRowLedger(startMs: number): RowLedger {
  const batches: Batch[] = [];
  const held = new Map<string, readonly Range[]>();
  let log: readonly Range[] = [];
  let lastMs = startMs;
  let next = 0;

  return {
    arrive(count, nowMs) {
      const whole = Math.round(count);
      if (whole > 0) {
        const range = { from: next, to: next + whole - 1 };
        batches.push({ ...range, fromMs: lastMs, toMs: nowMs });
        log = joined([...log, range]);
        next += whole;
      }
      lastMs = nowMs;
    },
    deliver(instanceId, { sent, kept }) {
      const [taken, rest] = split(log, Math.round(sent));
      const [mine] = split(taken, Math.round(kept));
      log = rest;
      held.set(instanceId, joined([...(held.get(instanceId) ?? []), ...mine]));
    },
    lose(instanceId, missed = 0) {
      const [, kept] = split(held.get(instanceId) ?? [], Math.round(missed));
      log = joined([...log, ...kept]);
      held.delete(instanceId);
    },
    flush: (instanceId) => void held.delete(instanceId),
    endDay() {
      log = [];
    },
    rangesOf: (instanceId) => held.get(instanceId) ?? [],
    arrivedAtMs(message) {
      const batch = batches[firstIndex(batches, ({ to }) => to >= message)];
      if (!batch) throw new RangeError(`message ${message} has not arrived`);
      const { from, to, fromMs, toMs } = batch;
      return fromMs + ((toMs - fromMs) * (message - from + 1)) / (to - from + 1);
    },
    firstSince(atMs) {
      const batch = batches[firstIndex(batches, ({ toMs }) => toMs >= atMs)];
      if (!batch) return next;
      const { from, to, fromMs, toMs } = batch;
      const share = Math.max(0, (atMs - fromMs) / (toMs - fromMs));
      return Math.min(to, from + Math.max(0, Math.floor(share * (to - from + 1)) - 1));
    },
  };
}

/** In order, neighbours made one. */
function joined(ranges: readonly Range[]): readonly Range[] {
  const made: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = made.at(-1);
    if (last && range.from <= last.to + 1)
      made[made.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else made.push(range);
  }
  return made;
}

/** The first so many messages, and the others. */
function split(ranges: readonly Range[], count: number): readonly [readonly Range[], readonly Range[]] {
  const taken: Range[] = [];
  const rest: Range[] = [];
  let left = count;
  for (const { from, to } of ranges) {
    const share = Math.min(left, to - from + 1);
    if (share > 0) taken.push({ from, to: from + share - 1 });
    if (from + share <= to) rest.push({ from: from + share, to });
    left -= share;
  }
  return [taken, rest];
}

/** By halving: of batches in order, the first for which it holds; their number, if for none. */
function firstIndex(batches: readonly Batch[], holds: (batch: Batch) => boolean): number {
  let [low, high] = [0, batches.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const batch = batches[middle];
    if (batch && holds(batch)) high = middle;
    else low = middle + 1;
  }
  return low;
}
