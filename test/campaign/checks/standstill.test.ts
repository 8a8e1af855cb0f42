// A run whose functions wait for what never comes: its process says so, and is not waited for.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterEach, expect, it } from 'vitest';
import { runAll } from '../../../scripts/campaign/worker-processes.ts';

const folder = mkdtempSync(join(tmpdir(), 'standstill-'));
afterEach(() => rmSync(folder, { recursive: true }));

async function aWorker(run: string): Promise<string> {
  const serve = JSON.stringify(resolve(import.meta.dirname, '../../../scripts/campaign/serve.ts'));
  const outfile = join(folder, 'worker.mjs');
  const contents = `import { serve } from ${serve}; serve({ draw: (seed) => ({ seed }), run: ${run} });`;
  const stdin = { contents, resolveDir: folder, loader: 'ts' } as const;
  await build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external' });
  return outfile;
}

it('a run that never ends fails by its seed, after those before it were answered', async () => {
  const worker = await aWorker(
    '({ seed }) => seed < 3 ? Promise.resolve({ seed }) : new Promise(() => undefined)',
  );
  const answered: number[] = [];
  const running = runAll({
    worker,
    jobs: 1,
    work: [1, 2, 3, 4].map((seed) => ({ kind: 'run', seed })),
    onAnswer: (answer) => answer.kind === 'ran' && answered.push(answer.result.seed),
  });
  await expect(running).rejects.toThrow('The run 3 threw: it came to a standstill');
  expect(answered).toEqual([1, 2]);
});
