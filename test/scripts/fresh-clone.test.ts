// A fresh clone has no node_modules: the commands with which somebody may begin install them before anything else.
import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const PROJECT = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

let clone: string;
let tools: string;

/** An `npm` that says what it was asked for, and can install nothing. */
const NPM = '#!/bin/sh\necho "$@" >"$(dirname "$0")/asked"\nexit 1\n';

beforeAll(async () => {
  clone = await mkdtemp(join(tmpdir(), 'spillway-fresh-clone-'));
  tools = join(clone, 'tools');
  await mkdir(tools);
  for (const path of ['package.json', 'package-lock.json', 'scripts/ensure-installed.mjs'])
    await cp(join(PROJECT, path), join(clone, path));
  await writeFile(join(tools, 'npm'), NPM);
  await chmod(join(tools, 'npm'), 0o755);
});
afterAll(() => rm(clone, { recursive: true, force: true }));

it('npm run release installs what the lockfile has, and goes on only once it is there', async () => {
  const { stdout: npm } = await run('sh', ['-c', 'command -v npm']);
  const PATH = [tools, process.env['PATH']].join(delimiter);
  const said = await run(npm.trim(), ['run', 'release'], {
    cwd: clone,
    env: { ...process.env, PATH },
  }).then(
    () => 'it went on',
    ({ stdout }: { readonly stdout: string }) => stdout,
  );
  expect(said).toContain('Installing dependencies');
  expect(await readFile(join(tools, 'asked'), 'utf8')).toMatch(/^ci /);
});

it('the other commands that somebody may begin with do the same', async () => {
  const { scripts } = JSON.parse(await readFile(join(clone, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  for (const command of ['start', 'test', 'package', 'deploy', 'bench:cost'])
    expect(scripts[`pre${command}`], command).toBe(scripts['prerelease']);
});
