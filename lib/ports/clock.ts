// Time, injected: real in a Lambda, virtual in the simulated world.

export interface Clock {
  /** Milliseconds since the epoch. */
  nowMs(): number;
  /** Resolves after that long; a virtual clock may resolve without time passing. */
  sleep(durationMs: number): Promise<void>;
}
