// The messages of a trace as they arrive: evenly within each segment, counted in whole messages.
// Segments are pulled one at a time, so a trace of a year streams.

/** That many messages, spread evenly from `startMs` to `endMs` (ms since the epoch). */
export interface Segment {
  readonly startMs: number;
  readonly endMs: number;
  readonly messages: number;
}

export interface Stream {
  /** Messages that arrived after the last call, up to and including `nowMs`. */
  take(nowMs: number): number;
  /** When the segment after the current one starts; it becomes current by `advance`. */
  nextStartMs(): number | undefined;
  /** Makes the next segment current; what was left of the one before is in the next `take`. */
  advance(): void;
  /**
   * When, within the current segment, `messageCount` more than were taken will have arrived; `undefined`
   * if not within it.
   */
  whenTaken(messageCount: number): number | undefined;
}

/** Throws if segments overlap or go backwards. Segments that carry nothing are passed over. */
export function createStream(segments: Iterable<Segment>): Stream {
  const iterator = segments[Symbol.iterator]();
  let current: Segment | undefined;
  let takenOfCurrent = 0;
  let leftOver = 0;
  let next = pull(undefined);

  function pull(before: Segment | undefined): Segment | undefined {
    for (let result = iterator.next(); !result.done; result = iterator.next()) {
      const segment = result.value;
      if (before && segment.startMs < before.endMs)
        throw new Error(`Segments overlap at ${new Date(segment.startMs).toISOString()}`);
      if (segment.messages > 0) return segment;
    }
    return undefined;
  }

  function arrivedOf({ startMs, endMs, messages }: Segment, nowMs: number): number {
    if (nowMs >= endMs) return messages;
    return Math.floor((messages * Math.max(0, nowMs - startMs)) / (endMs - startMs));
  }

  return {
    take(nowMs) {
      const before = leftOver;
      leftOver = 0;
      if (!current) return before;
      const arrived = arrivedOf(current, nowMs);
      const taken = arrived - takenOfCurrent;
      takenOfCurrent = arrived;
      return before + taken;
    },
    nextStartMs: () => next?.startMs,
    advance() {
      if (current) leftOver += current.messages - takenOfCurrent;
      current = next;
      takenOfCurrent = 0;
      next = pull(current);
    },
    whenTaken(messageCount) {
      if (!current) return undefined;
      const wanted = takenOfCurrent + messageCount;
      if (wanted > current.messages) return undefined;
      const { startMs, endMs, messages } = current;
      return startMs + Math.ceil((wanted * (endMs - startMs)) / messages);
    },
  };
}
