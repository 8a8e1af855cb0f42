// The workflows as GitHub reads them, by its own parser, and what that does not tell.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { PROJECT } from '../package-project-fixture.ts';

const FOLDER = join(PROJECT, '.github/workflows');
const NAMES = readdirSync(FOLDER);

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly needs?: string;
        readonly permissions?: Readonly<Record<string, string>>;
        readonly 'timeout-minutes'?: number;
        readonly steps: readonly { readonly run?: string; readonly uses?: string }[];
      }
    >
  >;
}

const read = (name: string) => readFileSync(join(FOLDER, name), 'utf8');
const workflow = (name: string) => parse(read(name)) as Workflow;

/** What the linter says of these files; without any, of all workflows. */
async function findings(...files: readonly string[]): Promise<string> {
  const args = ['--import', 'tsx', join(PROJECT, 'scripts/lint-workflows.ts'), ...files];
  return promisify(execFile)(process.execPath, args, { cwd: PROJECT }).then(
    () => '',
    (error: { readonly stderr: string }) => error.stderr,
  );
}

describe.each(NAMES)('%s', (name) => {
  it('may read the repository and nothing else, unless a job says so, and ends in time', () => {
    const { permissions, jobs } = workflow(name);
    expect(permissions).toEqual({ contents: 'read' });
    for (const [job, { 'timeout-minutes': minutes }] of Object.entries(jobs))
      expect(minutes, job).toBeGreaterThan(0);
  });

  it('puts nothing that others write into a shell', () => {
    for (const { steps } of Object.values(workflow(name).jobs))
      for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });
});

it('GitHub takes the workflows, and would not take them with a mistake', async () => {
  expect(await findings()).toBe('');
  const folder = await mkdtemp(join(tmpdir(), 'spillway-workflows-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const wrong = join(folder, 'release.yml');
  await writeFile(wrong, read('release.yml').replace('runs-on:', 'run-on:'));
  expect(await findings(wrong)).toContain("Unexpected value 'run-on'");
  await writeFile(wrong, read('release.yml').replace('github.ref_name', 'githb.ref_name'));
  expect(await findings(wrong)).toContain('githb');
});

it('a release is tested before, from the same commit, and attested', () => {
  const { jobs } = workflow('release.yml');
  const { needs, steps = [], permissions } = jobs['release'] ?? {};
  expect(needs).toBe('test');
  expect(jobs['test']?.steps.map(({ run }) => run)).toContain('bash .ci/run');
  expect(permissions).toEqual({ contents: 'write', 'id-token': 'write', attestations: 'write' });
  const at = (text: string) => steps.findIndex(({ run = '', uses = '' }) => `${run}${uses}`.includes(text));
  expect(at('npm run release')).toBeGreaterThan(at('package.json'));
  expect(at('attest-build-provenance')).toBeGreaterThan(at('npm run release'));
  expect(at('gh release create')).toBeGreaterThan(at('attest-build-provenance'));
});
