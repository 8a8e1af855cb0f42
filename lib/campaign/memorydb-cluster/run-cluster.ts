// One run of a cluster, from its options to its findings. The same options give the same run, to the byte.
import { EMPTY_TALLY } from '../checks/check.ts';
import type { RunResult } from '../run-seed.ts';
import { ALL_CLUSTER_CHECKS } from './checks/all-cluster-checks.ts';
import { EMPTY_CLUSTER_TALLY, type ClusterTally } from './checks/cluster-check.ts';
import { runClusterDays } from './drive/run-cluster-days.ts';
import type { ClusterRunOptions } from './options/cluster-options.ts';
import { createClusterRun } from './world/cluster-run.ts';
import { countClusterStates } from './world/count-cluster-states.ts';

/** `target`: Spillway's own unless told otherwise; the campaign's tests break it. */
export async function runCluster(
  options: ClusterRunOptions,
  target?: Parameters<typeof runClusterDays>[2],
): Promise<RunResult> {
  const run = createClusterRun(options);
  const clusterTally: ClusterTally = { ...EMPTY_CLUSTER_TALLY };
  const checks = ALL_CLUSTER_CHECKS.map((create) => create(run, clusterTally));
  await runClusterDays(run, [...checks, countClusterStates(run)], target);
  const { unexpectedErrors, unlookedMinutesMax } = clusterTally;
  return {
    seed: options.seed,
    dayCount: options.dayCount,
    cycleCount: run.occurred.get('cycle: decided') ?? 0,
    findings: run.findings,
    excused: run.excused,
    tally: { ...EMPTY_TALLY, unexpectedErrors, unlookedMinutesMax },
    clusterTally,
    occurred: Object.fromEntries([...run.occurred].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
