// The ports of one invocation that looks at a cluster, each call of which may be interfered with, and noted for the checks:
// what it sent, and what it wrote. What befalls a call is ../../drive/interfered-target.ts.
import type { Outcome } from '../../../core/outcome.ts';
import type { Learned } from '../../../targets/memorydb-cluster/domain/learned.ts';
import type {
  ClusterPorts,
  ClusterStateStore,
} from '../../../targets/memorydb-cluster/ports/cluster-ports.ts';
import type { ClusterReader, ClusterWriter } from '../../../targets/memorydb-cluster/ports/clusters.ts';
import { call, type CallTerms } from '../../drive/interfere.ts';
import { interferedStore } from '../../drive/interfered-store.ts';
import { interferedTarget, type InterferedTarget } from '../../drive/interfered-target.ts';
import type { Landed, SentCall } from '../checks/cluster-check.ts';
import type { ChangeAsked, ClusterRun } from '../world/cluster-run.ts';
import type { ClusterInvocation } from './cluster-invocation.ts';
import type { ClusterRunPorts } from './cluster-run-ports.ts';

export interface ClusterInterference extends CallTerms {
  readonly run: ClusterRun;
  readonly ports: ClusterRunPorts;
  readonly tellSent: (call: SentCall) => void;
  readonly tellLanded: (landed: Landed) => void;
  readonly tellRecorded: (learned: Learned, invocation: ClusterInvocation) => void;
}

export function interferedClusterPorts(
  given: ClusterInterference,
  invocation: ClusterInvocation,
): ClusterPorts {
  const { ports } = given;
  const target = interferedTarget(given, invocation);
  return {
    clusterReader: readerOf(given, target),
    clusterWriter: writerOf(given, invocation, target),
    nodeMetrics: { readNodes: (query) => target.readMetrics(() => ports.nodeMetrics.readNodes(query)) },
    stateStore: interferedStore(given, invocation, recordingStore(given, invocation)),
    announcer: {
      ...ports.announcer,
      announce: (event) => call(given, invocation, 'events:PutEvents', () => ports.announcer.announce(event)),
    },
    calendars: ports.calendars,
    clock: invocation.clock,
  };
}

const DESCRIBE = 'memorydb:DescribeClusters';

function readerOf(given: ClusterInterference, target: InterferedTarget): ClusterReader {
  const inner = given.ports.clusterReader;
  return {
    listManagedClusters: () => target.list(inner.listManagedClusters()),
    readCluster: (name) => target.describe(DESCRIBE, () => inner.readCluster(name)),
    readSummary: (name) => target.describe(DESCRIBE, () => inner.readSummary(name)),
  };
}

function writerOf(
  given: ClusterInterference,
  invocation: ClusterInvocation,
  target: InterferedTarget,
): ClusterWriter {
  const { run, ports } = given;
  const send = (asked: ChangeAsked, carryOut: () => Promise<Outcome>): Promise<Outcome> => {
    const sent: SentCall = { atMs: run.nowMs(), change: asked, invocation };
    given.tellSent(sent);
    return target.change({
      name: 'memorydb:UpdateCluster',
      refusal: REFUSED,
      async carryOut() {
        const before = run.moment();
        const landed = await carryOut();
        given.tellLanded({ ...sent, landedAtMs: run.nowMs(), before, outcome: landed });
        return landed;
      },
    });
  };
  return {
    updateShards: (request) =>
      send({ kind: 'set-shards', to: request.shardCount }, () => ports.clusterWriter.updateShards(request)),
    updateReplicas: (request) =>
      send({ kind: 'set-replicas', to: request.replicaCount }, () =>
        ports.clusterWriter.updateReplicas(request),
      ),
  };
}

/** What AWS says while it refuses every change: the account has no more nodes. */
const REFUSED = {
  kind: 'rejected',
  code: 'NodeQuotaForCustomerExceededFault',
  message: "The request would exceed the account's quota of nodes",
  failure: 'refused',
} as const;

/** What is written is told as it is written: whether the function hears of it is another matter. */
function recordingStore(given: ClusterInterference, invocation: ClusterInvocation): ClusterStateStore {
  const inner = given.ports.stateStore;
  return {
    ...inner,
    async giveBack(lease, record) {
      const isKept = await inner.giveBack(lease, record);
      if (isKept && record?.learned) given.tellRecorded(record.learned, invocation);
      return isKept;
    },
  };
}
