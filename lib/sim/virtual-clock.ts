// Virtual time: a queue of events, run in order of time, ties in the order in which they were scheduled.
// Nothing here reads the real clock or sets a timer. Next: world.ts, which owns the one clock of a world.
import type { Clock } from '../ports/clock.ts';

/** An event waiting in the queue; `cancelTimer` forgets it. */
export interface Timer {
  readonly atMs: number;
  readonly order: number;
  run: (() => unknown) | undefined;
}

export interface VirtualClock extends Clock {
  /** Runs `run` at `atMs` (ms since the epoch); a moment already past means now, after what is due now. */
  schedule(atMs: number, run: () => unknown): Timer;
  /** Runs all events up to and including `untilMs`, awaiting those that return a promise, and stops there. */
  runUntil(untilMs: number): Promise<void>;
  /** When the next event is due; `undefined` if none is. */
  nextEventAtMs(): number | undefined;
}

/** More events than this at one moment are a loop in the world, not a day. */
const EVENTS_PER_MOMENT_MAX = 1_000_000;

/** A clock that stands at `startMs` until it is run. `sleep` resolves at once, without time passing. */
export function createVirtualClock(startMs: number): VirtualClock {
  const heap: Timer[] = [];
  let nowMs = startMs;
  let order = 0;

  async function runUntil(untilMs: number): Promise<void> {
    let atThisMoment = 0;
    for (let timer = heap[0]; timer !== undefined && timer.atMs <= untilMs; timer = heap[0]) {
      removeFirst(heap);
      if (timer.run === undefined) continue;
      atThisMoment = timer.atMs > nowMs ? 0 : atThisMoment + 1;
      if (atThisMoment > EVENTS_PER_MOMENT_MAX)
        throw new Error(`More than ${EVENTS_PER_MOMENT_MAX} events at ${new Date(nowMs).toISOString()}`);
      nowMs = timer.atMs;
      const running = timer.run();
      if (running) await running;
    }
    nowMs = Math.max(nowMs, untilMs);
  }

  return {
    nowMs: () => nowMs,
    sleep: () => Promise.resolve(),
    schedule(atMs, run) {
      if (Number.isNaN(atMs)) throw new Error('An event was scheduled at NaN');
      const timer: Timer = { atMs: Math.max(atMs, nowMs), order: order++, run };
      insert(heap, timer);
      return timer;
    },
    runUntil,
    nextEventAtMs() {
      while (heap[0] && heap[0].run === undefined) removeFirst(heap);
      return heap[0]?.atMs;
    },
  };
}

/** Forgets an event; one that has run or was cancelled already is left alone. */
export function cancelTimer(timer: Timer | undefined): void {
  if (timer) timer.run = undefined;
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

function insert(heap: Timer[], timer: Timer): void {
  let index = heap.push(timer) - 1;
  while (index > 0) {
    const parentIndex = (index - 1) >> 1;
    const parent = heap[parentIndex];
    if (!parent || !isBefore(timer, parent)) break;
    heap[index] = parent;
    index = parentIndex;
  }
  heap[index] = timer;
}

function removeFirst(heap: Timer[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    let childIndex = 2 * index + 1;
    let child = heap[childIndex];
    if (!child) break;
    const right = heap[childIndex + 1];
    if (right && isBefore(right, child)) {
      childIndex += 1;
      child = right;
    }
    if (!isBefore(child, last)) break;
    heap[index] = child;
    index = childIndex;
  }
  heap[index] = last;
}
