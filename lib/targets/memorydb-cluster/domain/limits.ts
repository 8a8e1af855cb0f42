// What AWS says of MemoryDB clusters, each number with the page that states it. No tunables of ours: those stand in
// ../decide/limits.ts. Quotas of an account can be raised, so none of them is counted here: AWS is asked, and its refusal named.

/**
 * "A shard is a collection of one to 6 nodes", and a cluster has up to 500 shards.
 * https://docs.aws.amazon.com/memorydb/latest/devguide/shards.html
 */
export const SHARDS_MAX = 500;
export const REPLICAS_MAX = 5;

/**
 * "Ensure that free memory available on the shards to be retained is at least 1.5 times the memory used on the shards you
 * plan to remove."
 * https://docs.aws.amazon.com/memorydb/latest/devguide/best-practices-online-resharding.html
 */
export const FREE_PER_MOVED = 1.5;

/** "Keeping CPU utilization under 80 percent on multicore instances and less than 50 percent on single core": same page. */
export const CPU_MAX_PERCENT = 80;
export const CPU_MAX_PERCENT_ONE_CORE = 50;

/**
 * From so many vCPUs on, the engine's own CPU tells how busy it is; below, the host's.
 * https://docs.aws.amazon.com/memorydb/latest/devguide/metrics.whichshouldimonitor.html
 */
export const ENGINE_CPU_VCPUS_MIN = 4;

/**
 * Sizes of nodes with two vCPUs; every larger one has four or more.
 * https://aws.amazon.com/memorydb/pricing/
 */
const TWO_VCPU_SIZES: ReadonlySet<string> = new Set(['small', 'medium', 'large']);

/** How busy a node may be for a resharding, and by which metric: the engine has one thread, so of two vCPUs it has one. */
export function cpuRule(nodeType: string): {
  readonly by: 'engine' | 'host';
  readonly maxPercent: number;
} {
  const size = nodeType.split('.').at(-1) ?? '';
  if (TWO_VCPU_SIZES.has(size)) return { by: 'host', maxPercent: CPU_MAX_PERCENT_ONE_CORE };
  return { by: 'engine', maxPercent: CPU_MAX_PERCENT };
}
