// Runs tests against mutants, each in a process of its own in which one change is made as files are loaded.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Change, Mutant } from '../../test/mutants/mutant.ts';
import { ROOT, whyNotMade } from './make-change.ts';

export type Fate =
  | { readonly kind: 'killed' }
  | { readonly kind: 'survived' }
  /** The entry of the list is wrong. */
  | { readonly kind: 'bad'; readonly why: string };

/** A change may keep a loop from ending; a mutant's few tests take seconds. */
const LIMIT_MS = 120_000;

const VITEST = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');

/** What the tests named for a mutant make of it. */
export async function runMutant(mutant: Mutant): Promise<Fate> {
  const missing = mutant.tests.filter((test) => !existsSync(join(ROOT, test)));
  const why = missing.length > 0 ? `${missing.join(', ')}: no such test` : whyNotMade(mutant);
  if (why !== undefined) return { kind: 'bad', why };
  const { passed } = await runTests(mutant.tests, { changes: [mutant], limitMs: LIMIT_MS });
  return { kind: passed ? 'survived' : 'killed' };
}

/** Whether tests pass with changes made, and what they printed. `limitMs`: they fail after that; 0 for no limit. */
export async function runTests(
  tests: readonly string[],
  { changes, limitMs = 0 }: { readonly changes: readonly Change[]; readonly limitMs?: number },
): Promise<{ readonly passed: boolean; readonly printed: string }> {
  const config = join(ROOT, 'scripts', 'mutate', 'vitest.config.ts');
  const options = ['--bail=1', '--maxWorkers=1', '--reporter=dot'];
  const child = spawn(process.execPath, [VITEST, 'run', '--config', config, ...options, ...tests], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1', SPILLWAY_MUTANT: JSON.stringify(changes) },
    timeout: limitMs,
    killSignal: 'SIGKILL',
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { passed: code === 0, printed };
}
