// The packaged functions: the zips' sizes, and the time to import them in a fresh process, against a bare
// handler that imports the same four SDK clients, bundled plainly with esbuild, in the same run.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { bundleFunction } from '../scripts/package/bundle-function.ts';
import { FUNCTION_NAMES, ZIP_BYTES_MAX } from '../scripts/package/function-names.ts';
import { zipFunction } from '../scripts/package/zip-function.ts';
import type { Measurement } from './measurement.ts';
import { median } from './median.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ROUNDS = 15;

const BARE = `
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
const clients = [new AutoScalingClient({}), new CloudWatchClient({}), new DynamoDBClient({}), new EC2Client({})];
export const handler = async () => clients.length;
`;

export async function benchPackages(): Promise<readonly Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'spillway-bench-'));
  try {
    const bare = join(folder, 'bare.mjs');
    await build({
      stdin: { contents: BARE, resolveDir: ROOT, loader: 'ts' },
      outfile: bare,
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      mainFields: ['module', 'main'],
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
      logLevel: 'silent',
    });
    const entries = new Map([['bare', bare]]);
    const sizes = new Map<string, number>();
    for (const name of FUNCTION_NAMES) {
      const { modules } = await bundleFunction(ROOT, name);
      for (const module of modules) {
        const path = join(folder, name, module.name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, module.text);
      }
      entries.set(name, join(folder, name, 'index.mjs'));
      sizes.set(name, (await zipFunction(modules)).length);
    }
    const times = new Map<string, number[]>([...entries.keys()].map((name) => [name, []]));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, path] of entries) times.get(name)?.push(importTime(path));
    }
    const bareMs = median(times.get('bare') ?? []);
    return [
      {
        what: `bare handler with four SDK clients: import (median of ${ROUNDS}, fresh processes, interleaved)`,
        measured: `${bareMs.toFixed(0)} ms`,
        budget: 'the yardstick',
      },
      ...FUNCTION_NAMES.map((name) => {
        const ms = median(times.get(name) ?? []);
        const kb = (sizes.get(name) ?? 0) / 1000;
        return {
          what: `\`${name}\`: zip; import`,
          measured: `${kb.toFixed(1)} KB; ${ms.toFixed(0)} ms, ${(ms / bareMs).toFixed(2)} of the bare handler's`,
          budget: `${ZIP_BYTES_MAX[name] / 1000} KB; no slower`,
        };
      }),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function importTime(path: string): number {
  const script = `const t = performance.now(); await import(${JSON.stringify(pathToFileURL(path).href)}); console.log(performance.now() - t);`;
  const env = {
    ...process.env,
    AWS_REGION: 'us-east-1',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    SPILLWAY_STATE_TABLE: 'spillway-state',
  };
  return Number(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { env, encoding: 'utf8' }),
  );
}
