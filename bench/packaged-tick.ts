// The packaged `on-tick` in a process of its own, invoked over a pipe: what it takes is what a Lambda takes.
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Served } from '../functions/lambda-handler.ts';
import { MINUTE_MS } from '../lib/core/units.ts';
import { STATE_TABLE } from '../lib/emulator/start-emulator.ts';
import { bundleFunction } from '../scripts/package/bundle-function.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Longer than a Lambda has: how long it takes is what is measured, also on a slow machine. */
const TIMEOUT_MS = 15 * MINUTE_MS;

const HOST = `
import { handler } from './index.mjs';
const realNowMs = Date.now;
let aheadMs = 0;
Date.now = () => realNowMs() + aheadMs;
process.on('message', async (nowMs) => {
  aheadMs = nowMs - realNowMs();
  const context = { awsRequestId: 'bench', functionName: 'on-tick', getRemainingTimeInMillis: () => ${TIMEOUT_MS} };
  try {
    const served = await handler({}, context);
    process.send({ served, rssBytesMax: process.resourceUsage().maxRSS * 1024 });
  } catch (error) {
    process.send({ error: String(error) });
  }
});
`;

export interface PackagedTick {
  readonly tick: () => Promise<Served>;
  readonly rssBytesMax: () => number;
  readonly stop: () => void;
}

/** Bundles the function as it is packaged, and starts it against an endpoint; each tick begins at the time given then. */
export async function startPackagedTick(
  endpoint: string,
  { nowMs }: { readonly nowMs: () => number },
): Promise<PackagedTick> {
  const folder = mkdtempSync(join(tmpdir(), 'spillway-tick-'));
  for (const module of (await bundleFunction(ROOT, 'on-tick')).modules) {
    const path = join(folder, module.name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, module.text);
  }
  writeFileSync(join(folder, 'host.mjs'), HOST);
  const child = fork(join(folder, 'host.mjs'), {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      SPILLWAY_STATE_TABLE: STATE_TABLE,
    },
  });
  let rssBytesMax = 0;
  return {
    tick: () =>
      new Promise((resolve, reject) => {
        child.once('message', (answer: { served?: Served; rssBytesMax?: number; error?: string }) => {
          rssBytesMax = Math.max(rssBytesMax, answer.rssBytesMax ?? 0);
          if (answer.served) resolve(answer.served);
          else reject(new Error(answer.error ?? 'the tick served nothing'));
        });
        child.send(nowMs());
      }),
    rssBytesMax: () => rssBytesMax,
    stop: () => {
      child.kill();
      rmSync(folder, { recursive: true });
    },
  };
}
