// A shard's failover, as MemoryDB lets it be tested, and numbered keys that are written throughout: by a person, in a drill. No
// cycle has either. Adapters: lib/aws/memorydb-cluster/aws-failovers.ts, lib/resp/resp-key-prober.ts.
import type { Outcome } from '../../../core/outcome.ts';

/** "You can use this operation up to five times in any 24-hour period": https://docs.aws.amazon.com/memorydb/latest/devguide/autofailover.html */
export const FAILOVERS_PER_DAY_MAX = 5;

/** Where a cluster's keys are written, and which of them are a shard's. */
export interface ClusterPlace {
  readonly host: string;
  readonly port: number;
  readonly tls: 'on' | 'off';
  /** By the shard's name, as AWS writes them: `0-8191`. */
  readonly slotsByShard: Readonly<Record<string, string>>;
}

/** What MemoryDB tells of a failover: its four documented messages, in order. */
export interface FailoverEvent {
  readonly clusterName: string;
  readonly atMs: number;
  readonly kind: 'called' | 'role-moved' | 'recovering' | 'recovered';
  readonly message: string;
}

export interface Failovers {
  /** `undefined`: there is no such cluster. Throws `PortError`. */
  readPlace(clusterName: string): Promise<ClusterPlace | undefined>;
  /** Of all clusters of the account here, oldest first. Throws `PortError`. */
  readEvents(sinceMs: number): Promise<readonly FailoverEvent[]>;
  /** Sent once. */
  failOver(order: { readonly clusterName: string; readonly shardName: string }): Promise<Outcome>;
}

/** Writes numbered keys, and knows which were acknowledged. */
export interface KeyProber {
  /** Whether the cluster lets it in; what keeps it out, as the end of a sentence. Writes nothing. */
  greet(): Promise<string | undefined>;
  /** Writes the next key, once; whether it was acknowledged. Throws for nothing that a cluster can do. */
  write(): Promise<boolean>;
  readonly acknowledged: () => number;
  /** How many of those acknowledged are there; `undefined`: nobody says now. */
  readBack(): Promise<number | undefined>;
  /** Takes the keys away, and ends the connection. */
  end(): Promise<void>;
}

export type OpenProber = (place: ClusterPlace, shardName: string) => KeyProber;
