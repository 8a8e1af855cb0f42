// 100 RDBs probed in one invocation of the handler, on loopback: `npx tsx bench/probe.ts`.
// The RDBs run in a process of their own, so that time and memory are the probe's. And what the function
// costs besides: its zip's size, and its import over that of a bare handler, each in a fresh process.
import { execFileSync, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';
import { startRdbServer } from '../lib/emulator/rdbs/rdb-server.ts';
import { RDB_QUERIES } from '../lib/kdb/rdb-queries.ts';

const RDBS = 100;
const ROUNDS = 21;
const IMPORTS = 15;
const GIB = 1024 ** 3;
const medianOf = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

if (process.argv[2] === 'rdbs') await runRdbs();
else await measure();

async function runRdbs(): Promise<void> {
  const state = {
    usedBytes: GIB,
    heapBytes: GIB,
    mphyBytes: 16 * GIB,
    serverUsedBytes: 2 * GIB,
    rowsByTable: { trade: 1_000_000, quote: 5_000_000 },
    live: true,
    busy: false,
    timeMs: Date.now(),
  };
  const servers = await Promise.all(
    Array.from({ length: RDBS }, () => startRdbServer({ state: () => state })),
  );
  process.send?.(servers.map((server) => server.port));
  process.on('disconnect', () => process.exit(0));
}

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'spillway-probe-'));
  const bundle = join(folder, 'index.mjs');
  const bare = join(folder, 'bare.mjs');
  const entry = fileURLToPath(new URL('../functions/probe.ts', import.meta.url));
  await build({
    entryPoints: [entry],
    outfile: bundle,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
  });
  writeFileSync(bare, 'export async function handler() {}\n');
  const bytes = readFileSync(bundle);

  const rdbs = fork(fileURLToPath(import.meta.url), ['rdbs'], { execArgv: process.execArgv });
  const ports = await new Promise<number[]>((resolve) =>
    rdbs.once('message', (sent) => resolve(sent as number[])),
  );
  const query = { name: 'tick', text: RDB_QUERIES.tick };
  const targets = ports.map((port, i) => ({
    instanceId: `i-${i}`,
    host: '127.0.0.1',
    port,
    processes: 1,
    query,
  }));
  const script = `
    const { handler } = await import(${JSON.stringify(bundle)});
    const event = ${JSON.stringify({ targets })};
    const write = process.stdout.write; process.stdout.write = () => true;
    const times = []; let reports = 0;
    for (let i = 0; i < ${ROUNDS}; i++) {
      const t = performance.now();
      const answers = await handler(event);
      times.push(performance.now() - t);
      reports += answers.filter((a) => a.kind === 'report').length;
    }
    process.stdout.write = write;
    console.log(JSON.stringify({ times, reports, rssKiB: process.resourceUsage().maxRSS }));`;
  const { times, reports, rssKiB } = JSON.parse(run(script)) as {
    times: number[];
    reports: number;
    rssKiB: number;
  };
  rdbs.disconnect();
  if (reports !== RDBS * ROUNDS) throw new Error(`${reports} reports of ${RDBS * ROUNDS}`);

  const importMs = (file: string) =>
    Number(
      run(
        `const t = performance.now(); await import(${JSON.stringify(file)}); console.log(performance.now() - t)`,
      ),
    );
  const [own, base]: [number[], number[]] = [[], []];
  for (let i = 0; i < IMPORTS; i++) {
    own.push(importMs(bundle));
    base.push(importMs(bare));
  }
  rmSync(folder, { recursive: true });
  console.table({
    [`${RDBS} RDBs, first invocation`]: { value: round(times[0] ?? NaN), unit: 'ms' },
    [`${RDBS} RDBs, median of ${ROUNDS}`]: { value: round(medianOf([...times])), unit: 'ms' },
    'peak memory of the process': { value: round(rssKiB / 1024), unit: 'MiB' },
    'bundle, minified': { value: round(bytes.length / 1024), unit: 'KiB' },
    'bundle, deflated': { value: round(deflateRawSync(bytes).length / 1024), unit: 'KiB' },
    'import over a bare handler': { value: round(medianOf(own) - medianOf(base)), unit: 'ms' },
  });
}

function run(script: string): string {
  return execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
