// Clusters, as operators work on them: each command's part stands in a file or folder beside this one.
import type { FoundCluster } from '../../targets/memorydb-cluster/observe/observe.ts';
import type { ClusterPorts } from '../../targets/memorydb-cluster/ports/cluster-ports.ts';
import type {
  ClusterSettingsReader,
  ClusterSettingsWriter,
} from '../../targets/memorydb-cluster/ports/cluster-settings.ts';
import type { DrillStore } from '../../ports/drills.ts';
import type { Failovers, OpenProber } from '../../targets/memorydb-cluster/ports/failovers.ts';
import { offerOf, type ChangeOffer } from '../adoption/carry-out.ts';
import { planAdoption, planRelease, type TagPlan } from '../adoption/plan-by-tags.ts';
import { explainTarget } from '../explain/explain-target.ts';
import type { OperatedKind } from '../operated-kind.ts';
import { scaleTo } from '../scale/scale-to.ts';
import type { Status } from '../status/status-lines.ts';
import { unlessGone } from '../unless-gone.ts';
import { TAGGED_CLUSTERS } from './adopt-cluster.ts';
import { CLUSTER_WORDS } from './cluster-words.ts';
import { clusterDrills } from './drill/cluster-drills.ts';
import { diagnoseCluster } from './doctor/diagnose-cluster.ts';
import { examineCluster } from './doctor/examine-cluster.ts';
import { CLUSTER_ENTRIES } from './explain-cluster.ts';
import { CLUSTER_BY_HAND } from './scale-cluster.ts';
import { clusterStatusText } from './status/cluster-status-text.ts';
import { readClusterStatus } from './status/read-cluster-status.ts';

export interface ClusterOperatorPorts {
  readonly cyclePorts: ClusterPorts;
  readonly settingsReader: ClusterSettingsReader;
  readonly settingsWriter: ClusterSettingsWriter;
  readonly failovers: Failovers;
  readonly openProber: OpenProber;
  readonly drillStore: DrillStore;
}

export function operateClusters(ports: ClusterOperatorPorts): OperatedKind {
  const { cyclePorts, settingsReader, settingsWriter } = ports;
  const { clusterReader, stateStore, clock } = cyclePorts;

  async function statusOf(found: FoundCluster): Promise<Status> {
    const status = await readClusterStatus(found, cyclePorts, ports.drillStore);
    return { json: status, text: clusterStatusText(status, clock.nowMs()) };
  }

  function offer(name: string, plan: TagPlan): ChangeOffer {
    return offerOf(plan, (change) => settingsWriter.change(name, change));
  }

  return {
    ...CLUSTER_WORDS,
    async *managedNames() {
      for await (const page of clusterReader.listManagedClusters()) yield page.map(({ name }) => name);
    },
    status: async (name) => {
      const cluster = await clusterReader.readCluster(name);
      return cluster && statusOf({ name, tags: cluster.tags, summary: cluster });
    },
    async *managedStatus() {
      for await (const page of clusterReader.listManagedClusters())
        for (const found of page) {
          const status = await unlessGone('memorydb', statusOf(found));
          if (status) yield status;
        }
    },
    explain: (request) => explainTarget(CLUSTER_ENTRIES, request, { stateStore, drills: ports.drillStore }),
    diagnose: async (name) => {
      const cluster = await clusterReader.readCluster(name);
      return cluster && diagnoseCluster(await examineCluster(cluster, cyclePorts, settingsReader));
    },
    adoption: async (name, { tags }) => {
      const cluster = await clusterReader.readCluster(name);
      return cluster && { offer: offer(name, planAdoption(TAGGED_CLUSTERS, cluster, tags)) };
    },
    release: async (name) => {
      const cluster = await clusterReader.readCluster(name);
      return cluster && offer(name, planRelease(TAGGED_CLUSTERS.noun, cluster));
    },
    drilling: { drills: clusterDrills(ports), store: ports.drillStore },
    exists: async (name) => (await clusterReader.readSummary(name)) !== undefined,
    scale: async (request, onStep) => {
      const { did, ...result } = await scaleTo(CLUSTER_BY_HAND, request, cyclePorts, onStep);
      return { ...result, did: did.length === 0 ? 'nothing was changed' : `changed: ${did.join(', ')}` };
    },
  };
}
