// Asking RDBs directly, over q IPC. Asked by lib/targets/rdb-group/observe/telemetry/probe-telemetry.ts; answered by a Lambda in the VPC
// (lib/aws/rdb-group/lambda-probe.ts → functions/probe.ts) or in this process (lib/kdb/probe-targets.ts).
import type { MessageRange, Slice } from '../../../routing/route.ts';

/** One call: the RDB servers of one group. Plain JSON; it crosses the wire to the probe function. */
export interface ProbeRequest {
  /** At most `PROBE_TARGETS_MAX`. */
  readonly targets: readonly ProbeTarget[];
  /** How to be let in, the same for all. Never logged. */
  readonly access?: RdbAccess;
  /** For each server, from connecting to the last answer; default `PROBE_DEADLINE_DEFAULT_MS`. */
  readonly deadlineMs?: number;
}

export interface ProbeTarget {
  readonly instanceId: string;
  /** Private address or host name. */
  readonly host: string;
  /** Port of the first RDB process; the others listen on the ports after it. */
  readonly port: number;
  readonly processes: number;
  readonly query: RdbQuery;
}

/** A query by its name in the stage settings, and its q text, which came from there too: never from a tag. */
export interface RdbQuery {
  readonly name: string;
  readonly text: string;
}

/** What the Secrets Manager secret of a group holds, as JSON. PEM texts in `tls`; `{}` trusts public authorities. */
export interface RdbAccess {
  readonly username?: string;
  readonly password?: string;
  readonly tls?: {
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
    readonly serverName?: string;
  };
}

/** What a server said, or why it said nothing. One answer for each target. */
export type ProbeAnswer =
  | { readonly kind: 'report'; readonly instanceId: string; readonly sample: ServerSample }
  | { readonly kind: 'failed'; readonly instanceId: string; readonly failure: ProbeFailure };

/** All RDB processes of a server taken together; see lib/kdb/combine-processes.ts for how. */
export interface ServerSample {
  readonly usedBytes: number;
  readonly totalBytes: number;
  /** Rows over the subscribed tables of all processes; absent if a process cannot tell which those are. */
  readonly rows?: number;
  readonly live: boolean;
  /** True if any process waits in the queue; false if all say that they do not; absent if that is not known. */
  readonly queued?: boolean;
  readonly busy: boolean;
  /** Absent if a process does not count. */
  readonly updates?: number;
  /** What the server holds of each subscribed table, by queries that ask for it. */
  readonly tables?: Readonly<Record<string, Slice>>;
  /** The tickerplant's messages that it holds; absent if a process does not count. */
  readonly messages?: MessageRange;
  /** The server's own clock, ms since the epoch; for people, never compared with ours to decide. */
  readonly serverTimeMs: number;
}

export interface ProbeFailure {
  /** A `KdbErrorCode`, `internal` for a mistake of ours, or `no-address` where there was nowhere to connect to. */
  readonly code: string;
  /** A sentence with the host and port; never with credentials. */
  readonly message: string;
}

export interface Probe {
  /**
   * Asks all, side by side; a target that fails is an answer, never an exception.
   * Throws `PortError` when the channel itself gave no complete answer.
   */
  probe(request: ProbeRequest): Promise<readonly ProbeAnswer[]>;
}

/** Private addresses of instances, by id; instances without one, or unknown, are absent. Throws `PortError`. */
export type ReadAddresses = (instanceIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/**
 * Reads a group's secret by its name. Throws `PortError`, whose message holds nothing of the secret; also where the secret
 * is not for the group (../domain/secret-owners.ts).
 */
export type ReadRdbAccess = (wanted: {
  readonly secretName: string;
  readonly groupName: string;
}) => Promise<RdbAccess>;

export const PROBE_TARGETS_MAX = 1_000;
export const PROBE_DEADLINE_DEFAULT_MS = 2_000;
export const PROBE_DEADLINE_MAX_MS = 30_000;
