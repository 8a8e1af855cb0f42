// Time, injected: real in a Lambda, virtual in the simulated world.

export interface Clock {
  /** Milliseconds since the epoch. */
  nowMs(): number;
  /** Resolves after that long; a virtual clock may resolve without time passing. */
  sleep(durationMs: number): Promise<void>;
}

/** Another's clock, as its answers tell it. */
export interface RemoteClock {
  /** How far it is ahead of this machine's, by the latest answer, ms; absent before the first answer. */
  readonly aheadMs: () => number | undefined;
}
