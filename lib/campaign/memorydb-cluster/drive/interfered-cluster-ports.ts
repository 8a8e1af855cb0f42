// The ports of one invocation that looks at a cluster, each call of which may be interfered with, and noted for the checks:
// what the cluster truly was when it was last asked for anything, and what it sent. What befalls a call is
// ../../drive/interfere.ts.
import type { Outcome } from '../../../core/outcome.ts';
import type { Learned } from '../../../targets/memorydb-cluster/domain/learned.ts';
import type {
  ClusterPorts,
  ClusterStateStore,
} from '../../../targets/memorydb-cluster/ports/cluster-ports.ts';
import type { ClusterReader, ClusterWriter } from '../../../targets/memorydb-cluster/ports/clusters.ts';
import { isRefusedNow, refusalOfReads } from '../../drive/call-faults.ts';
import { call, change, look, type CallTerms } from '../../drive/interfere.ts';
import { interferedStore } from '../../drive/interfered-store.ts';
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
  const { ports, run } = given;
  const asked: Asked = (name, carryOut, disturbs = 'read') =>
    call(
      given,
      invocation,
      name,
      () => {
        invocation.couldKnow = run.moment();
        return carryOut();
      },
      disturbs,
    );
  return {
    clusterReader: readerOf(given, invocation, asked),
    clusterWriter: writerOf(given, invocation),
    nodeMetrics: {
      readNodes: (query) =>
        look(invocation, () =>
          asked(READ_METRICS, () => {
            if (!isRefusedNow(run, 'reads-refused')) return ports.nodeMetrics.readNodes(query);
            invocation.faultCount += 1;
            run.occur('reads-refused');
            throw refusalOfReads(run, READ_METRICS);
          }),
        ),
    },
    stateStore: interferedStore(given, invocation, recordingStore(given, invocation)),
    announcer: {
      ...ports.announcer,
      announce: (event) => call(given, invocation, 'events:PutEvents', () => ports.announcer.announce(event)),
    },
    calendars: ports.calendars,
    clock: invocation.clock,
  };
}

const READ_METRICS = 'cloudwatch:GetMetricData';

type Asked = <T>(name: string, carryOut: () => Promise<T>, disturbs?: 'read' | 'write') => Promise<T>;

function readerOf(given: ClusterInterference, invocation: ClusterInvocation, asked: Asked): ClusterReader {
  const inner = given.ports.clusterReader;
  const described = async <T>(carryOut: () => Promise<T>): Promise<T> => {
    // The last look before a call: what happens just before it, it must find.
    const isLast = invocation.targetReadAtMs !== undefined;
    const answer = await asked('memorydb:DescribeClusters', carryOut, isLast ? 'write' : 'read');
    if (invocation.couldKnow) invocation.described = invocation.couldKnow;
    invocation.targetReadAtMs = given.run.nowMs();
    return answer;
  };
  // Read once more before a call, it is no look: the cycle goes on without an answer.
  const first = <T>(read: () => Promise<T>) =>
    invocation.targetReadAtMs === undefined ? look(invocation, read) : read();
  return {
    async *listManagedClusters() {
      const pages = inner.listManagedClusters()[Symbol.asyncIterator]();
      // One cluster makes one page: the first read is the only one.
      let page = await asked('tag:GetResources', () => pages.next());
      for (; page.done !== true; page = await pages.next()) yield page.value;
    },
    readCluster: (name) => first(() => described(() => inner.readCluster(name))),
    readSummary: (name) => first(() => described(() => inner.readSummary(name))),
  };
}

function writerOf(given: ClusterInterference, invocation: ClusterInvocation): ClusterWriter {
  const { ports } = given;
  return {
    updateShards: (request) =>
      sent(given, invocation, { kind: 'set-shards', to: request.shardCount }, () =>
        ports.clusterWriter.updateShards(request),
      ),
    updateReplicas: (request) =>
      sent(given, invocation, { kind: 'set-replicas', to: request.replicaCount }, () =>
        ports.clusterWriter.updateReplicas(request),
      ),
  };
}

async function sent(
  given: ClusterInterference,
  invocation: ClusterInvocation,
  asked: ChangeAsked,
  carryOut: () => Promise<Outcome>,
): Promise<Outcome> {
  const { run } = given;
  const note: SentCall = { atMs: run.nowMs(), change: asked, invocation };
  given.tellSent(note);
  const faultsBefore = invocation.faultCount;
  const outcome = await change(given, invocation, {
    name: 'memorydb:UpdateCluster',
    disturbs: 'write',
    refusal: REFUSED,
    async carryOut(): Promise<Outcome> {
      const before = run.moment();
      const landed = await carryOut();
      given.tellLanded({ ...note, landedAtMs: run.nowMs(), before, outcome: landed });
      return landed;
    },
  });
  invocation.calls.faultCount += invocation.faultCount - faultsBefore;
  if (outcome.kind === 'rejected' || outcome.kind === 'unknown') invocation.calls.refusedCount += 1;
  return outcome;
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
