// Clusters behind an operator's commands: the cycles' ports, and the clusters' tags. The adapters are loaded when they are
// first called, so that who has none starts without them.
import { createDynamoDrillStore } from '../../aws/dynamo/dynamo-drill-store.ts';
import { createRespKeyProber } from '../../resp/resp-key-prober.ts';
import { KEPT_CLUSTERS } from '../../targets/memorydb-cluster/ports/kept-clusters.ts';
import { CLUSTER_WORDS } from '../../operate/memorydb-cluster/cluster-words.ts';
import { operateClusters } from '../../operate/memorydb-cluster/operate-clusters.ts';
import type { ClusterPorts } from '../../targets/memorydb-cluster/ports/cluster-ports.ts';
import { once } from '../once.ts';
import type { KindEntry, OperatorParts } from '../operator-parts.ts';
import { clusterPorts } from './wire-clusters.ts';

export const OPERATED_CLUSTERS: KindEntry = {
  words: CLUSTER_WORDS,
  open: (parts) => {
    const { clients, calls, env, clock, drillRole } = parts;
    const adapters = () => import('../../aws/memorydb-cluster/aws-cluster-settings.ts');
    const failovers = once(async () => {
      const { createAwsFailovers } = await import('../../aws/memorydb-cluster/aws-failovers.ts');
      return createAwsFailovers(clients, calls, drillRole?.clients);
    });
    return operateClusters({
      failovers: {
        readPlace: async (name) => (await failovers()).readPlace(name),
        readEvents: async (sinceMs) => (await failovers()).readEvents(sinceMs),
        failOver: async (order) => (await failovers()).failOver(order),
      },
      openProber: (place, shardName) =>
        createRespKeyProber({ place, shardName, runId: String(clock.nowMs()), ...credentialsOf(env) }),
      drillStore: createDynamoDrillStore({ kind: KEPT_CLUSTERS, ...parts }),
      cyclePorts: forOperator(clusterPorts(parts)),
      settingsReader: {
        readFillingAlarms: async () => {
          const { createAwsClusterSettingsReader } = await adapters();
          return createAwsClusterSettingsReader(clients.cloudWatch, calls).readFillingAlarms();
        },
      },
      settingsWriter: {
        change: async (name, change) => {
          const { createAwsClusterSettingsWriter } = await adapters();
          return createAwsClusterSettingsWriter(clients, calls).change(name, change);
        },
      },
    });
  },
};

/** A user of the cluster's access list, who may read and write the prober's keys. */
function credentialsOf(env: OperatorParts['env']) {
  const [username, password] = [env['SPILLWAY_CACHE_USERNAME'], env['SPILLWAY_CACHE_PASSWORD']];
  return username && password ? { credentials: { username, password } } : {};
}

/** No metrics from here: they would land in the command's output. */
function forOperator(ports: ClusterPorts): ClusterPorts {
  const { announcer } = ports;
  return {
    ...ports,
    announcer: { ...announcer, publishClusterMetrics: () => undefined, publishAttention: () => undefined },
  };
}
