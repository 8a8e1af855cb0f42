// A node that takes over reads the tickerplant's log: little by little, busy, while new rows arrive too.
// Who takes over, and what is in the log, is create-tickerplant.ts's.
import { cancelTimer, type Timer, type VirtualClock } from '../virtual-clock.ts';
import type { RdbNode } from './rdb-node.ts';

/** The log is read in so many parts. */
const PARTS = 8;

export interface LogReplay {
  start(node: RdbNode, messageCount: number): void;
  /** Ends the replay under way, if any. Returns the messages that were not read. */
  breakOff(): number;
}

/** Delivers what it reads, evenly over `durationMs`. */
export function createLogReplay(given: {
  readonly clock: VirtualClock;
  readonly durationMs: number;
  readonly deliver: (node: RdbNode, messageCount: number) => void;
}): LogReplay {
  const { clock, durationMs, deliver } = given;
  let left = 0;
  let timer: Timer | undefined;

  function readPart(node: RdbNode, partsLeft: number): void {
    const part = Math.ceil(left / partsLeft);
    left -= part;
    if (left > 0)
      timer = clock.schedule(clock.nowMs() + durationMs / PARTS, () => readPart(node, partsLeft - 1));
    // Last: what is delivered may make the node roll, which breaks off the rest.
    deliver(node, part);
  }

  return {
    start(node, messageCount) {
      if (messageCount <= 0) return;
      left = messageCount;
      node.busyUntilMs = clock.nowMs() + durationMs;
      timer = clock.schedule(clock.nowMs() + durationMs / PARTS, () => readPart(node, PARTS));
    },
    breakOff() {
      cancelTimer(timer);
      const notRead = left;
      left = 0;
      return notRead;
    },
  };
}
