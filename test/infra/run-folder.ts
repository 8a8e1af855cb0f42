// A folder for one run of the tests: what several files of tests package alike is packaged once, and gone with the run. It is
// of no other run, so that nothing in it can be of other source.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    runFolder: string;
  }
}

/** Vitest's own hook: https://vitest.dev/config/globalsetup.html */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'spillway-run-'));
  project.provide('runFolder', folder);
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
}
