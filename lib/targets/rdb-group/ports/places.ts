// Where instances are, for those who ask by hand. Cycles learn it along the way, or not at all.

/** What is absent EC2 does not say. */
export interface Place {
  /** Private. */
  readonly address?: string;
  /** As `euw1-az1`: the same in all accounts. */
  readonly azId?: string;
  readonly launchedAtMs?: number;
}

/** By instance id; those that EC2 does not know are absent. Throws `PortError`. */
export type ReadPlaces = (instanceIds: readonly string[]) => Promise<ReadonlyMap<string, Place>>;
