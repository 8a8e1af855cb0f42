// `npm run package -- [--stage prod] [--region eu-west-1]`: packages offline, template in .serverless/.
// `npm run deploy -- --stage prod --region eu-west-1`: packages, then deploys what was packaged.
// Next: package/package-project.ts, which does the work.
import Table from 'cli-table3';
import { SettingsError } from '../lib/settings/problem.ts';
import { PackageError } from './package/bundle-function.ts';
import { ZIP_BYTES_MAX } from './package/function-names.ts';
import { packageProject } from './package/package-project.ts';
import { readOptions } from './read-options.ts';
import type { PackagedFunction } from './package/package-functions.ts';
import { runOsls } from './package/run-osls.ts';

const ROOT = new URL('..', import.meta.url).pathname;

try {
  await main();
} catch (error) {
  // What the user can put right needs no stack trace; anything else does.
  const known = error instanceof SettingsError || error instanceof PackageError;
  console.error(known ? (error as Error).message : error);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { stage, region, deploy } = readOptions({
    stage: { type: 'string', default: 'example' },
    region: { type: 'string', default: process.env['AWS_REGION'] ?? 'eu-west-1' },
    deploy: { type: 'boolean', default: false },
  });
  if (deploy && stage === 'example')
    throw new PackageError(
      '--stage: given nothing; allowed: a stage with a file config/<stage>.yml of yours',
    );
  const { functions, notes } = await packageProject({
    root: ROOT,
    stage,
    region,
    nowMs: Date.now(),
    output: 'show',
  });
  console.log(sizeTable(functions));
  for (const note of notes) console.log(note);
  if (deploy)
    await runOsls({
      root: ROOT,
      output: 'show',
      args: ['deploy', '--package', '.serverless', '--stage', stage, '--region', region],
    });
}

function sizeTable(functions: readonly PackagedFunction[]): string {
  const table = new Table({
    head: ['function', 'read at start', 'all modules', 'zip', 'zip allowed'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { name, startBytes, moduleBytes, zipBytes } of functions)
    table.push([name, ...[startBytes, moduleBytes, zipBytes, ZIP_BYTES_MAX[name]].map(kilobytes)]);
  return table.toString();
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} KB`;
}
