// What nodes told of themselves → shards with their primaries, and what all primaries held minute by minute. Pure.
import { MINUTE_MS, SECOND_MS } from '../../../core/units.ts';
import type { Cluster, ClusterMinute, Primary, Shard } from '../domain/cluster.ts';
import { cpuRule } from '../domain/limits.ts';
import type { ShardNodes } from '../ports/clusters.ts';
import type { NodeMinute, NodeTold } from '../ports/node-metrics.ts';

/** A role, or a lag, that was told so long ago still counts. */
const ROLE_MS = 5 * MINUTE_MS;

export function clusterPartOf(
  given: { readonly shards: readonly ShardNodes[]; readonly nodeType: string },
  told: readonly NodeTold[],
  nowMs: number,
): Pick<Cluster, 'shards' | 'minutes' | 'evictions'> {
  const minutesOf = new Map(told.map(({ nodeName, minutes }) => [nodeName, minutes]));
  const { by } = cpuRule(given.nodeType);
  const shards = given.shards.map(({ name, nodeNames }) => {
    const nodes = nodeNames.map((nodeName) => ({ nodeName, minutes: minutesOf.get(nodeName) ?? [] }));
    return { name, nodes };
  });
  return {
    shards: shards.map(({ name, nodes }) => shardOf(name, nodes, { by, nowMs })),
    minutes: minutesTold(shards.map(({ nodes }) => nodes)),
    evictions: told.reduce(
      (sum, { minutes }) => sum + minutes.reduce((all, { evictions = 0 }) => all + evictions, 0),
      0,
    ),
  };
}

function shardOf(
  name: string,
  nodes: readonly NodeTold[],
  { by, nowMs }: { readonly by: 'engine' | 'host'; readonly nowMs: number },
): Shard {
  const roles = nodes.map((node) => ({ node, role: latest(node.minutes, 'isPrimary', nowMs) }));
  const primaries = roles.filter(({ role }) => role?.value === 1);
  const [primary] = primaries;
  const known = primaries.length === 1 && primary ? primaryOf(primary.node, by) : undefined;
  const replicas = nodes.filter(({ nodeName }) => nodeName !== known?.nodeName);
  const lags = replicas.flatMap(({ minutes }) => latest(minutes, 'replicaLagSeconds', nowMs)?.value ?? []);
  const areAllTold = known !== undefined && replicas.length > 0 && lags.length === replicas.length;
  return {
    name,
    nodeCount: nodes.length,
    ...(known && { primary: known }),
    ...(areAllTold && { replicaLagMs: Math.max(...lags) * SECOND_MS }),
  };
}

/** The newest minute of the last few that has it. */
function latest(minutes: readonly NodeMinute[], field: Exclude<keyof NodeMinute, 'startMs'>, nowMs: number) {
  const minute = minutes.findLast((one) => one[field] !== undefined && one.startMs >= nowMs - ROLE_MS);
  const value = minute?.[field];
  return minute && value !== undefined ? { atMs: minute.startMs, value } : undefined;
}

function primaryOf({ nodeName, minutes }: NodeTold, by: 'engine' | 'host'): Primary | undefined {
  const minute = minutes.findLast(
    ({ memoryPercent, usedBytes }) => memoryPercent !== undefined && usedBytes !== undefined,
  );
  if (minute?.memoryPercent === undefined || minute.usedBytes === undefined) return undefined;
  const cpuPercent = by === 'engine' ? minute.engineCpuPercent : minute.hostCpuPercent;
  return {
    nodeName,
    atMs: minute.startMs,
    memoryPercent: minute.memoryPercent,
    usedBytes: minute.usedBytes,
    ...(cpuPercent !== undefined && { cpuPercent }),
  };
}

/** Only minutes in which each shard's primary told: a sum that lacks one would look like a fall. */
function minutesTold(shards: readonly (readonly NodeTold[])[]): readonly ClusterMinute[] {
  const sums = new Map<number, { usedBytes: number; shards: number }>();
  for (const nodes of shards) {
    const ofShard = new Map<number, number>();
    for (const { minutes } of nodes)
      for (const { startMs, isPrimary, usedBytes } of minutes)
        if (isPrimary === 1 && usedBytes !== undefined)
          ofShard.set(startMs, Math.max(ofShard.get(startMs) ?? 0, usedBytes));
    for (const [atMs, usedBytes] of ofShard) {
      const sum = sums.get(atMs) ?? { usedBytes: 0, shards: 0 };
      sums.set(atMs, { usedBytes: sum.usedBytes + usedBytes, shards: sum.shards + 1 });
    }
  }
  return [...sums]
    .filter(([, sum]) => sum.shards === shards.length)
    .map(([atMs, { usedBytes }]) => ({ atMs, usedBytes }))
    .sort((a, b) => a.atMs - b.atMs);
}
