// The cycle's step between looking and deciding: what a look at a group brought, and what it teaches.
import type { Snapshot } from '../../domain/snapshot.ts';
import { learn, type Observation } from './learn.ts';

/** What a look brought. */
export interface Observed {
  /** With what was known before the look. */
  readonly snapshot: Snapshot;
  /** All that was told, of which the snapshot keeps what speaks for each node. */
  readonly observation: Observation;
  readonly seenAtMs: number;
}

/** The snapshot, with what is known after it. Pure. */
export function takeIn({ snapshot, observation, seenAtMs }: Observed): Snapshot {
  return { ...snapshot, learned: learn(snapshot.learned, observation, seenAtMs) };
}
