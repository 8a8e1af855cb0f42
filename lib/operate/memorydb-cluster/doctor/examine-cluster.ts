// Reads all that the checks of a cluster look at, once. A refused or broken read becomes an answer that says so.
import type { TargetState } from '../../../core/target-state.ts';
import { whyHeld } from '../../../cycle/why-held.ts';
import { NOTHING_LEARNED, type ClusterLearned } from '../../../targets/memorydb-cluster/domain/learned.ts';
import { MEMORYDB_CLUSTER } from '../../../targets/memorydb-cluster/memorydb-cluster.ts';
import type { ClusterPorts } from '../../../targets/memorydb-cluster/ports/cluster-ports.ts';
import type { ClusterSettingsReader } from '../../../targets/memorydb-cluster/ports/cluster-settings.ts';
import type { TaggedCluster } from '../../../targets/memorydb-cluster/ports/clusters.ts';
import { ask } from '../../doctor/check.ts';
import { JOURNAL_ENTRIES } from '../../doctor/checks/permissions.ts';
import { observeOne } from '../../observe-one.ts';
import type { ExaminedCluster } from './cluster-check.ts';

/** Throws only for what is no answer of a port. */
export async function examineCluster(
  cluster: TaggedCluster,
  ports: ClusterPorts,
  settingsReader: ClusterSettingsReader,
): Promise<ExaminedCluster> {
  const { name, tags } = cluster;
  const found = { name, tags, summary: cluster };
  const policy = MEMORYDB_CLUSTER.policyOf(found);
  const state = await ask(() => ports.stateStore.readState(name));
  const [journal, look, alarms, calendar] = await Promise.all([
    ask(() => ports.stateStore.readJournal(name, JOURNAL_ENTRIES)),
    ask(async () => {
      const known = state.ok ? state.value : undefined;
      const from: TargetState<ClusterLearned> = known ?? { learned: NOTHING_LEARNED };
      const heldFor = whyHeld(name, policy, from);
      const seen = await observeOne(MEMORYDB_CLUSTER, { found, policy: policy.policy, state: from }, ports);
      const question = { seen, policy: policy.policy, nowMs: seen.nowMs };
      return { seen, plan: MEMORYDB_CLUSTER.decide({ ...question, ...(heldFor && { heldFor }) }) };
    }),
    ask(() => settingsReader.readFillingAlarms()),
    ask(() => ports.calendars.readCalendar(policy.policy.calendar)),
  ]);
  const isManaged = MEMORYDB_CLUSTER.isManaged(found);
  return { nowMs: ports.clock.nowMs(), cluster, isManaged, policy, state, journal, look, alarms, calendar };
}
