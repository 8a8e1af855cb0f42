// What a drill of a cluster sees: all that its plan rests on before, and events, status and keys while it follows. Reads alone,
// but for the prober's keys.
import { calendarNamed } from '../../../ports/calendar-store.ts';
import { attentionOf, type AttentionKind } from '../../../core/attention.ts';
import type { Calendar } from '../../../core/calendar.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../core/units.ts';
import type { ClusterPorts } from '../../../targets/memorydb-cluster/ports/cluster-ports.ts';
import type { TaggedCluster } from '../../../targets/memorydb-cluster/ports/clusters.ts';
import type {
  ClusterPlace,
  FailoverEvent,
  Failovers,
  KeyProber,
  OpenProber,
} from '../../../targets/memorydb-cluster/ports/failovers.ts';

export interface ClusterDrillPorts {
  readonly cyclePorts: ClusterPorts;
  readonly failovers: Failovers;
  readonly openProber: OpenProber;
}

export interface ClusterSight {
  readonly atMs: number;
  readonly cluster: TaggedCluster;
  readonly place?: ClusterPlace;
  readonly calendar: Calendar;
  readonly attention: readonly AttentionKind[];
  /** Of a day, of all clusters. */
  readonly events: readonly FailoverEvent[];
  /** Why the prober is not let in. */
  readonly keptOut?: string;
}

export interface ClusterGlance {
  readonly atMs: number;
  readonly status: string;
  /** Since the injection, of this cluster. */
  readonly events: readonly FailoverEvent[];
  /** Whether the key of this moment was acknowledged. */
  readonly isWritten: boolean;
  readonly acknowledged: number;
  /** Of those; absent: nobody says now. */
  readonly found?: number;
}

/** MemoryDB is asked no oftener than that, whatever the pace of the keys. */
const ASK_EVERY_MS = 5 * SECOND_MS;

/** `undefined`: there is no such cluster. Throws `PortError`. */
export async function lookAtCluster(
  name: string,
  { cyclePorts, failovers }: ClusterDrillPorts,
  prober: KeyProber | undefined,
): Promise<ClusterSight | undefined> {
  const { clusterReader, stateStore, calendars, clock } = cyclePorts;
  const cluster = await clusterReader.readCluster(name);
  if (!cluster) return undefined;
  const [place, state, calendar, events, keptOut] = await Promise.all([
    failovers.readPlace(name),
    stateStore.readState(name),
    calendarNamed(cluster.tags['spillway:calendar'] ?? 'default', calendars),
    failovers.readEvents(clock.nowMs() - DAY_MS),
    prober ? prober.greet() : 'it does not say where it is',
  ]);
  const atMs = clock.nowMs();
  return {
    atMs,
    cluster,
    ...(place && { place }),
    calendar,
    attention: attentionOf(state?.troubles ?? {}, atMs),
    events,
    ...(keptOut !== undefined && { keptOut }),
  };
}

/** Events bear MemoryDB's time, and this machine's clock may be ahead of it: by no more than the lease's rule lets it. */
const EVENTS_FROM_MS = MINUTE_MS;

/** The glances of one drill, from now on: each writes a key, and some of them ask MemoryDB. `before`: what was told already. */
export function createClusterGlances(
  name: string,
  before: readonly FailoverEvent[],
  { cyclePorts, failovers }: ClusterDrillPorts,
  prober: KeyProber,
): () => Promise<ClusterGlance> {
  const { clusterReader, clock } = cyclePorts;
  const fromMs = clock.nowMs() - EVENTS_FROM_MS;
  const toldBefore = new Set(before.map(keyOf));
  let asked: Pick<ClusterGlance, 'status' | 'events' | 'atMs'> | undefined;
  return async () => {
    const isWritten = await prober.write();
    const nowMs = clock.nowMs();
    if (!asked || nowMs - asked.atMs >= ASK_EVERY_MS) {
      const [summary, told] = await Promise.all([
        clusterReader.readSummary(name),
        failovers.readEvents(fromMs),
      ]);
      const events = told.filter((event) => event.clusterName === name && !toldBefore.has(keyOf(event)));
      asked = { atMs: nowMs, status: summary?.status ?? 'gone', events };
    }
    const acknowledged = prober.acknowledged();
    const found = await prober.readBack();
    const { status, events } = asked;
    return { atMs: nowMs, status, events, isWritten, acknowledged, ...(found !== undefined && { found }) };
  };
}

function keyOf({ clusterName, atMs, message }: FailoverEvent): string {
  return `${clusterName} ${atMs} ${message}`;
}
