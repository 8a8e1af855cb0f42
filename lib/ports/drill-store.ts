// What drills have shown: an item of the state table for each, beside the journal of plans, kept longer than that.
//
//   pk              sk                   attributes
//   <KIND>#<name>   DRILL#<ISO time>     `result` (JSON text), `who`, `expiresAt`

/** Of a target, as it was told when the drill was over. */
export interface KeptDrill {
  readonly atMs: number;
  readonly who: string;
  /** Its name at the command line. */
  readonly drill: string;
  readonly pass: boolean;
  /** What was measured, in one phrase. */
  readonly summary: string;
  /** The whole result, plain JSON. */
  readonly result: object;
}

/** Every call throws `PortError` if the table is missing, denied or does not answer. */
export interface DrillStore {
  /** Writing the same twice is one entry. */
  keepDrill(name: string, drill: KeptDrill): Promise<void>;
  readLastDrill(name: string): Promise<KeptDrill | undefined>;
}

/** A year: the last one is compared with the one before. */
export const DRILLS_KEPT_DAYS = 365;
