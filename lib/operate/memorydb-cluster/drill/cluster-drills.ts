// The drills of a cluster, by their names at the command line.
import type { OfferedDrill } from '../../drill/drill.ts';
import { prepareDrill } from '../../drill/run-drill.ts';
import { lookAtCluster, type ClusterDrillPorts } from './cluster-sight.ts';
import { memorydbShardDrill } from './memorydb-shard.ts';

export function clusterDrills(ports: ClusterDrillPorts): readonly OfferedDrill[] {
  return [
    {
      name: 'memorydb-shard',
      ways: [],
      hasParts: true,
      meaning: "MemoryDB's test of a failover of one shard, with keys written throughout",
      prepare: async ({ name, part }) => {
        const place = await ports.failovers.readPlace(name);
        const shardName = part ?? Object.keys(place?.slotsByShard ?? {})[0] ?? '0001';
        const prober = place && ports.openProber(place, shardName);
        const sight = await lookAtCluster(name, ports, prober);
        if (!sight) return undefined;
        return prepareDrill(
          memorydbShardDrill({ name, shardName }, sight, prober, ports),
          ports.cyclePorts.clock,
        );
      },
    },
  ];
}
