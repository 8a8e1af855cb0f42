// The world's clusters on the network: an engine for each that is there at the start. One of them: cache-server.ts.
import type { MemoryDb } from '../../sim/memorydb/memorydb.ts';
import { startCacheServer, type CacheServer, type CacheServerOptions } from './cache-server.ts';

/** What holds for all clusters of the world. */
export type CacheServersOptions = Omit<CacheServerOptions, 'cluster'>;

export interface WorldCaches {
  /** Where a cluster's keys are written; `undefined` for one that came later. */
  portOf(clusterName: string): number | undefined;
  keyCount(clusterName: string): number;
  stop(): Promise<void>;
}

export async function startWorldCaches(
  memoryDb: Pick<MemoryDb, 'list' | 'describe'>,
  options: CacheServersOptions,
): Promise<WorldCaches> {
  const servers = new Map<string, CacheServer>();
  for (const name of memoryDb.list())
    servers.set(name, await startCacheServer({ ...options, cluster: () => memoryDb.describe(name) }));
  return {
    portOf: (name) => servers.get(name)?.port,
    keyCount: (name) => servers.get(name)?.keyCount() ?? 0,
    stop: async () => {
      await Promise.all([...servers.values()].map((server) => server.close()));
    },
  };
}
