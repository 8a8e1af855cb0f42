// Packages the project: settings checked, functions bundled and zipped, template made. Offline, no credentials.
//
//   config/<stage>.yml ─ check ─┬─> .build/deployment.json ─┐
//   config/calendars.yml ───────┴─> .build/schedules.json ──┤ serverless.yml, infra/ ─ osls ─> .serverless/
//   functions/*.ts ─ bundle, zip ─> .build/<function>.zip ──┘
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildOf } from '../../lib/operate/stack/build-of.ts';
import { checkTopic } from '../../lib/settings/check-topic.ts';
import { loadSettings } from '../../lib/settings/load-settings.ts';
import { SettingsError } from '../../lib/settings/problem.ts';
import { deploymentNotes } from './deployment-notes.ts';
import { deploymentValues } from './deployment-values.ts';
import { packageFunctions } from './package-functions.ts';
import type { PackagedFunction } from './package-functions.ts';
import { runOsls } from './run-osls.ts';
import { scheduleResources } from './schedule-resources.ts';

export interface PackageOptions {
  /** Holds `config/` and all of `BUILT_FROM`; `.build/` and `.serverless/` are written here. */
  readonly root: string;
  readonly stage: string;
  readonly region: string;
  readonly nowMs: number;
  readonly output: 'show' | 'quiet';
  /** Bundles and zips the functions; whoever packages many stages of one source may do so once. */
  readonly functionsInto?: typeof packageFunctions;
}

export interface PackagedProject {
  readonly functions: readonly PackagedFunction[];
  /** What somebody who deploys this should know. */
  readonly notes: readonly string[];
}

/**
 * Packages a stage.
 * @throws SettingsError with all that is wrong in the settings.
 * @throws PackageError when a function is missing, exports no handler or is too big, or osls fails.
 */
export async function packageProject(options: PackageOptions): Promise<PackagedProject> {
  const { root, stage, region, nowMs, output, functionsInto = packageFunctions } = options;
  const { settings, calendars } = await loadSettings({ root, stage, nowMs });
  const problems = checkTopic(`config/${stage}.yml`, settings, region);
  if (problems.length > 0) throw new SettingsError(problems);
  const build = join(root, '.build');
  await rm(build, { recursive: true, force: true });
  await mkdir(build, { recursive: true });
  const functions = await functionsInto(root, build);
  const resources = scheduleResources({ schedules: settings.schedules, calendars, nowMs });
  await writeJson(join(build, 'deployment.json'), { ...deploymentValues(settings), build: buildOf(root) });
  await writeJson(join(build, 'schedules.json'), { Resources: resources });
  await runOsls({
    root,
    output,
    args: ['package', '--stage', stage, '--region', region, '--package', '.serverless'],
  });
  return { functions, notes: deploymentNotes(settings) };
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, undefined, 2)}\n`);
}
