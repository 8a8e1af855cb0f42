// Emulated RDBs on loopback ports for these tests, closed after each; and deadlines that pass on demand.
import { readFileSync } from 'node:fs';
import { afterEach } from 'vitest';
import { startRdbServer, type RdbServer, type RdbServerOptions } from '../../lib/emulator/rdbs/rdb-server.ts';
import type { RdbState } from '../../lib/emulator/rdbs/rdb-answers.ts';
import { RDB_QUERIES } from '../../lib/kdb/rdb-queries.ts';
import type { ProbeTarget } from '../../lib/targets/rdb-group/ports/probe.ts';

const GIB = 1024 ** 3;
const pem = (name: string) => readFileSync(new URL(`../data/kdb-ipc/tls/${name}`, import.meta.url), 'utf8');
export const TEST_CERT = pem('test-cert.pem');
export const TEST_KEY = pem('test-key.pem');

/** A queued RDB: empty, waiting. */
export function anRdb(changes: Partial<RdbState> = {}): RdbState {
  return {
    usedBytes: 0.4 * GIB,
    heapBytes: 1 * GIB,
    mphyBytes: 16 * GIB,
    rowsByTable: { trade: 0, quote: 0 },
    live: false,
    queued: true,
    busy: false,
    updates: 0,
    timeMs: Date.UTC(2026, 2, 2, 15, 30),
    ...changes,
  };
}

const servers: RdbServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

export async function startRdb(
  state: Partial<RdbState> = {},
  options: Partial<RdbServerOptions> = {},
): Promise<RdbServer> {
  const server = await startRdbServer({ state: () => anRdb(state), ...options });
  servers.push(server);
  return server;
}

export function targetOf(server: Pick<RdbServer, 'port'>, changes: Partial<ProbeTarget> = {}): ProbeTarget {
  return {
    instanceId: `i-${server.port}`,
    host: '127.0.0.1',
    port: server.port,
    processes: 1,
    query: { name: 'tick', text: RDB_QUERIES.tick },
    ...changes,
  };
}

/** Deadlines that pass when `expire` is called: also those started later. */
export function manualDeadline() {
  const controller = new AbortController();
  return {
    start: () => ({ signal: controller.signal, cancel: () => undefined }),
    expire: () => {
      controller.abort();
    },
  };
}

/** A promise and its resolver. */
export function gate(): { readonly promise: Promise<void>; readonly open: () => void } {
  let resolve: (() => void) | undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, open: () => resolve?.() };
}
