// A cluster's alarm rings between two ticks.
import { GIB } from '../../../lib/core/units.ts';
import { runTick } from '../../../lib/cycle/triggers/run-tick.ts';
import { MEMORYDB_CLUSTER } from '../../../lib/targets/memorydb-cluster/memorydb-cluster.ts';
import { describeTickAfterAlarm, type TargetWorld } from '../../contracts/tick-after-alarm.contract.ts';
import { aClusterWorld } from './a-cluster-world.ts';

/** Two shards of 10 GiB. */
async function aClusterUsing(usedGib: number): Promise<TargetWorld> {
  const { world, ports, cycle } = await aClusterWorld({ bytesAt: () => usedGib * GIB });
  return { world, alarm: () => cycle('alarm'), tick: () => runTick(MEMORYDB_CLUSTER, ports) };
}

describeTickAfterAlarm('cluster', {
  nearlyFull: () => aClusterUsing(11),
  full: () => aClusterUsing(15),
  quiet: () => aClusterUsing(5),
});
