// A look at clusters: what each is now, and what its nodes told of themselves in the last hour. Reads only.
import { PortError } from '../../../core/errors.ts';
import { HOUR_MS } from '../../../core/units.ts';
import { calendarNamed } from '../../../ports/calendar-store.ts';
import {
  eachAsItSettles,
  eachSettled,
  settledOfEach,
  valueOf,
  type Settled,
} from '../../../ports/settled.ts';
import { knownOf } from '../../../sharded/learned.ts';
import { NOTHING_LEARNED, parseLearned, type ClusterLearned } from '../domain/learned.ts';
import type { Question } from '../domain/plan.ts';
import type { ParsedClusterPolicy } from '../domain/policy.ts';
import type { ClusterPorts } from '../ports/cluster-ports.ts';
import type { ClusterSummary, ListedCluster } from '../ports/clusters.ts';
import { clusterPartOf } from './told-nodes.ts';

/** A cluster as it was found: in a listing, or by its name, and then with what it is now. */
export interface FoundCluster extends ListedCluster {
  readonly summary?: ClusterSummary;
}

/** All that a decision may depend on. */
export interface ClusterSeen extends Question {
  /** What was learned, where it cannot be read: it is kept as it stands. */
  readonly unread?: ClusterLearned;
}

/** A rise is looked at for so long back. */
const MINUTES_READ_MS = HOUR_MS;

const LOOKS_AT_ONCE = 10;

const LEARNED = { parse: parseLearned, nothing: NOTHING_LEARNED };

interface Look {
  readonly found: FoundCluster;
  readonly policy: ParsedClusterPolicy;
  readonly learned: ClusterLearned;
  readonly operatorTarget?: number;
}

type Ports = Pick<ClusterPorts, 'clusterReader' | 'nodeMetrics' | 'calendars' | 'clock'>;

/**
 * The clusters as they are seen now, in their order; or, of each, the `PortError` of a read that gave no complete answer.
 * Metrics are read together; what else is read, AWS tells of one cluster a call. None rejects.
 */
export function observeEach(looks: readonly Look[], ports: Ports): readonly Promise<Settled<ClusterSeen>>[] {
  const telling = readTogether(looks, ports);
  return eachAsItSettles(looks, LOOKS_AT_ONCE, async (look, index) => {
    const { summaries, toldOf, nowMs } = await telling;
    const summary = summaries[index];
    const told = toldOf.get(look.found.name);
    if (!summary?.ok) throw summary?.error;
    if (!told) throw new Error(`${look.found.name}: nothing was said of its nodes`);
    const { name, tags } = look.found;
    const part = clusterPartOf(summary.value, valueOf(told), nowMs);
    return {
      cluster: { ...summary.value, ...part, tags },
      policy: look.policy,
      calendar: await calendarNamed(look.policy.policy.calendar, ports.calendars),
      nowMs,
      ...(look.operatorTarget !== undefined && { operatorTarget: look.operatorTarget }),
      ...knownOf(name, look.learned, LEARNED),
    };
  });
}

async function readTogether(looks: readonly Look[], ports: Ports) {
  const summaries = await eachSettled(looks, LOOKS_AT_ONCE, ({ found }) => summaryOf(found, ports));
  const nowMs = ports.clock.nowMs();
  const fromMs = nowMs - MINUTES_READ_MS;
  const there = summaries.flatMap((summary) => (summary.ok ? [summary.value] : []));
  const clusters = there.map(({ name, shards }) => ({
    clusterName: name,
    nodeNames: shards.flatMap(({ nodeNames }) => nodeNames),
  }));
  const told = await settledOfEach(clusters.length, () =>
    ports.nodeMetrics.readNodes({ clusters, fromMs, nowMs }),
  );
  return { summaries, toldOf: new Map(there.map(({ name }, index) => [name, told[index]])), nowMs };
}

async function summaryOf({ name, summary }: FoundCluster, { clusterReader }: Ports): Promise<ClusterSummary> {
  const known = summary ?? (await clusterReader.readSummary(name));
  if (known) return known;
  const why = `the cluster ${name} is gone`;
  throw new PortError('memorydb:DescribeClusters', 'Gone', why, { failure: 'absent' });
}
