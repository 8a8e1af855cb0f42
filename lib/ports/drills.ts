// What drills need of the world besides their targets: the role that they are made with (adapter: lib/aws/drill-role.ts), and
// where it is kept what they have shown: the journal's entries for them. Each is an item of the state table beside those of
// the plans, kept longer than they are.
//
//   pk              sk                   attributes
//   <KIND>#<name>   DRILL#<ISO time>     `kept` (JSON text of a `KeptDrill`), `expiresAt`

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
  /** Newest first. */
  readDrills(name: string, countMax: number): Promise<readonly KeptDrill[]>;
}

/** A year: the last one is compared with the one before. */
export const DRILLS_KEPT_DAYS = 365;

/** With it the calls of a drill are made that break something; no function ever has it. */
export interface DrillRole {
  readonly arn: string;
  /** Who takes it: what AWS's records tell of the session beside the role. */
  readonly sessionName: string;
}

export interface TakeableRole extends DrillRole {
  /** Asks for it, if nobody has yet. Throws `PortError`. */
  readonly take: () => Promise<void>;
}
