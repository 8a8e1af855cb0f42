// Time, injected: real in a Lambda, virtual in the simulated world.

export interface Clock {
  /** Milliseconds since the epoch. */
  nowMs(): number;
  /** Resolves after that long; a virtual clock may resolve without time passing. */
  sleep(durationMs: number): Promise<void>;
}

/** What an answer of another told of its clock. */
export interface ToldTime {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** How far that is ahead of this machine's clock, ms. */
  readonly aheadMs: number;
}

/** Another's clock, as its answers tell it. */
export interface RemoteClock {
  /** By the latest answer, a new object for each; absent before the first. */
  readonly told: () => ToldTime | undefined;
}
