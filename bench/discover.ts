// The packaged `discover`, warm, in a process of its own against the local AWS: what one invocation takes.
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAwsCalls } from '../lib/aws/aws-calls.ts';
import { createDynamoClients } from '../lib/aws/clients.ts';
import { createDynamoRouteWriter } from '../lib/aws/dynamo/dynamo-route-writer.ts';
import { createDynamoStateStore } from '../lib/aws/dynamo/dynamo-state-store.ts';
import { STATE_TABLE, startEmulator } from '../lib/emulator/start-emulator.ts';
import type { KnownNode } from '../lib/routing/route.ts';
import { createWorld } from '../lib/sim/world.ts';
import { NOTHING_LEARNED } from '../lib/targets/rdb-group/domain/state.ts';
import { KEPT_GROUPS } from '../lib/targets/rdb-group/ports/kept-groups.ts';
import { ROUTED_GROUPS } from '../lib/targets/rdb-group/ports/routed-groups.ts';
import { bundleFunction } from '../scripts/package/bundle-function.ts';
import type { Measurement } from './measurement.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const GROUPS = 20;
const NODES = 20;
const ROUNDS = 500;
const WARM_UP_ROUNDS = 50;

const HOST = `
import { handler } from './index.mjs';
process.on('message', async ({ event, rounds }) => {
  const times = [];
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round += 1) {
    const startedMs = performance.now();
    await handler(event);
    times.push(performance.now() - startedMs);
  }
  const { user, system } = process.cpuUsage(before);
  process.send({ times, processorMs: (user + system) / 1000 / rounds });
});
`;

export async function benchDiscover(): Promise<readonly Measurement[]> {
  const nowMs = Date.now();
  const emulator = await startEmulator({ world: createWorld({ startMs: nowMs }), tick: null });
  const folder = mkdtempSync(join(tmpdir(), 'spillway-discover-'));
  const account = { endpoint: emulator.endpoint, region: 'us-east-1', credentials: CREDENTIALS };
  try {
    await fillTable(account, nowMs);
    for (const module of (await bundleFunction(ROOT, 'discover')).modules) {
      const path = join(folder, module.name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, module.text);
    }
    writeFileSync(join(folder, 'host.mjs'), HOST);
    const child = fork(join(folder, 'host.mjs'), {
      execArgv: [],
      env: {
        PATH: process.env['PATH'],
        AWS_ENDPOINT_URL: emulator.endpoint,
        AWS_REGION: account.region,
        AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        SPILLWAY_STATE_TABLE: STATE_TABLE,
      },
    });
    const run = (event: object, rounds: number) =>
      new Promise<Run>((resolve, reject) => {
        child.once('exit', () => reject(new Error('discover ended')));
        child.once('message', (run) => resolve(run as Run));
        child.send({ event, rounds });
      });
    const one = { group: 'rdb-0', table: 'trade', from: new Date(nowMs - 60_000).toISOString() };
    await run(one, WARM_UP_ROUNDS);
    const ofOne = await run(one, ROUNDS);
    const ofAll = await run({}, ROUNDS / 10);
    child.removeAllListeners('exit');
    child.kill();
    return [
      row(`a window of one group of ${NODES} nodes`, ofOne, 'p95 under 50 ms'),
      row(`all ${GROUPS} groups`, ofAll, 'reported'),
    ];
  } finally {
    rmSync(folder, { recursive: true });
    await emulator.stop();
  }
}

interface Run {
  readonly times: readonly number[];
  /** Of the function's process, for one invocation: what a busy machine does not change much. */
  readonly processorMs: number;
}

const CREDENTIALS = { accessKeyId: 'bench', secretAccessKey: 'local' };

function row(what: string, { times, processorMs }: Run, budget: string): Measurement {
  const sorted = [...times].sort((a, b) => a - b);
  const percentile = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
  const measured = `p50 ${percentile(0.5)} ms, p95 ${percentile(0.95)} ms; ${processorMs.toFixed(1)} ms of processor time`;
  return { what: `${what} (${times.length} invocations, warm)`, measured, budget };
}

/** Groups as a day leaves them: a slice on each node, and what was learned beside it. */
async function fillTable(account: Parameters<typeof createDynamoClients>[0], nowMs: number): Promise<void> {
  const clients = { dynamoDb: createDynamoClients(account) };
  const common = { clients, calls: createAwsCalls(), tableName: STATE_TABLE };
  const routes = createDynamoRouteWriter({ kind: ROUTED_GROUPS, ...common });
  const clock = { sleep: () => Promise.resolve() };
  const warn = () => undefined;
  const states = createDynamoStateStore({ kind: KEPT_GROUPS, ...common, clock, warn });
  for (let index = 0; index < GROUPS; index += 1) {
    const name = `rdb-${index}`;
    const nodes = Array.from({ length: NODES }, (_, i) => aNode(`i-${index}-${i}`, { i, nowMs }));
    await routes.writeRoute({
      group: name,
      asOfMs: nowMs,
      version: 1,
      basis: 'slices',
      lateDataMs: 60_000,
      nodes,
    });
    const request = { name, owner: 'bench', nowMs, durationMs: 60_000, impossibleAfterMs: nowMs + 120_000 };
    const answer = await states.takeLease(request);
    const route = { version: 1, fingerprint: '', asOfMs: nowMs, keptAtMs: nowMs };
    const learned = { ...NOTHING_LEARNED, route, nodes: learnedOf(nodes, nowMs) };
    if (answer.kind === 'taken') await states.giveBack(answer.lease, { learned, nextLookAtMs: nowMs });
  }
}

function aNode(nodeId: string, { i, nowMs }: { readonly i: number; readonly nowMs: number }): KnownNode {
  const slice = {
    rows: 1_000_000,
    fromMs: nowMs - (NODES - i) * 600_000,
    toMs: nowMs - (NODES - i - 1) * 600_000,
  };
  return {
    nodeId,
    status: 'ready',
    role: i === NODES - 1 ? 'live' : 'rolled',
    azId: 'use1-az1',
    launchedAtMs: nowMs - 86_400_000,
    address: '10.0.0.1',
    port: 5010,
    processes: 1,
    asOfMs: nowMs,
    messages: { from: i * 1_000_000 + 1, to: (i + 1) * 1_000_000 },
    tables: { trade: slice, quote: slice },
  };
}

function learnedOf(nodes: readonly KnownNode[], nowMs: number) {
  const learned = { launch: { firstSeenAtMs: nowMs }, last: { observedAtMs: nowMs, live: false, rows: 1 } };
  return Object.fromEntries(nodes.map(({ nodeId }) => [nodeId, learned]));
}
