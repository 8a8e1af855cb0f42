// Drives a cluster's run from its first midnight to its last: ticks wake our functions, and the stack's alarm on clusters that
// fill does. Next: ../../drive/wake.ts (how events go astray), interfered-cluster-ports.ts (what befalls their calls),
// ../checks (what must hold).
import { runCycle } from '../../../cycle/run-cycle.ts';
import { runTick } from '../../../cycle/triggers/run-tick.ts';
import {
  MEMORYDB_CLUSTER,
  type MemorydbCluster,
} from '../../../targets/memorydb-cluster/memorydb-cluster.ts';
import type { ClusterPorts } from '../../../targets/memorydb-cluster/ports/cluster-ports.ts';
import type { Target } from '../../../targets/target.ts';
import { strikeAtPort } from '../../drive/call-faults.ts';
import { createThreads } from '../../drive/invocation.ts';
import { createWaking } from '../../drive/wake.ts';
import type { ClusterCheck, EndedClusterInvocation } from '../checks/cluster-check.ts';
import { disturbClusterBetweenCalls, scheduleClusterPeople } from '../faults/cluster-people.ts';
import { setClusterWeather } from '../faults/cluster-weather.ts';
import type { ClusterRun } from '../world/cluster-run.ts';
import { CLUSTER_NAME } from '../world/create-cluster-day.ts';
import { createClusterRunPorts } from './cluster-run-ports.ts';
import { interferedClusterPorts, type ClusterInterference } from './interfered-cluster-ports.ts';

/** Runs all days. `target`: Spillway's own unless told otherwise; the campaign's tests break it. */
export async function runClusterDays(
  run: ClusterRun,
  checks: readonly ClusterCheck[],
  target: Target<MemorydbCluster> = MEMORYDB_CLUSTER,
): Promise<void> {
  const { world, times } = run;
  const threads = createThreads(world.clock);
  const interference: ClusterInterference = {
    run,
    threads,
    ports: await createClusterRunPorts(run, (kinds) => checks.forEach((check) => check.onAttention?.(kinds))),
    strike: strikeAtPort,
    disturbWorld: (call) => disturbClusterBetweenCalls(run, call),
    tellSent: (call) => checks.forEach((check) => check.onSent?.(call)),
    tellLanded: (landed) => checks.forEach((check) => check.onLanded?.(landed)),
    tellRecorded: (...recorded) => checks.forEach((check) => check.onRecorded?.(...recorded)),
  };
  const { deliver, tick } = createWaking<ClusterPorts, EndedClusterInvocation>({
    run,
    threads,
    checks,
    begin: (invocation) => ({ invocation, ports: interferedClusterPorts(interference, invocation) }),
  });
  world.onAlarmChange(({ state, watched, atMs }) => {
    if (state !== 'ALARM' || !('contributor' in watched)) return;
    deliver(
      'alarm',
      async (ports) => ({
        results: [await runCycle(target, { name: CLUSTER_NAME, trigger: 'alarm' }, ports)],
        errors: [],
      }),
      `alarm of ${new Date(atMs).toISOString()}`,
    );
  });
  setClusterWeather(run);
  scheduleClusterPeople(run);
  tick(async (ports) => {
    const { results, failures } = await runTick(target, ports);
    return { results, errors: failures.map(({ error }) => error) };
  });
  await world.runUntil(times.endMs);
  for (const check of checks) check.onEnd?.();
}
