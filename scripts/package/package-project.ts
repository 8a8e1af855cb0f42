// Packages the project: settings checked, functions bundled and zipped, template made. Offline, no credentials.
//
//   config/<stage>.yml ─ check ─┬─> .build/deployment.json ─┐
//   config/calendars.yml ───────┴─> .build/schedules.json ──┤ serverless.yml, infra/ ─ osls ─> .serverless/
//   functions/*.ts ─ bundle, zip ─> .build/<function>.zip ──┘
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSettings } from '../../lib/settings/load-settings.ts';
import { bundleFunction, PackageError } from './bundle-function.ts';
import { deploymentValues } from './deployment-values.ts';
import { FUNCTION_NAMES, ZIP_BYTES_MAX } from './function-names.ts';
import type { FunctionName } from './function-names.ts';
import { runOsls } from './run-osls.ts';
import { scheduleResources } from './schedule-resources.ts';
import { zipFunction } from './zip-function.ts';

export interface PackageOptions {
  /** Holds `serverless.yml`, `infra/`, `config/` and `functions/`; `.build/` and `.serverless/` are written here. */
  readonly root: string;
  readonly stage: string;
  readonly region: string;
  readonly nowMs: number;
  readonly output: 'show' | 'quiet';
}

export interface PackagedFunction {
  readonly name: FunctionName;
  /** Bytes that each cold start reads. */
  readonly startBytes: number;
  /** Bytes of all modules, those loaded on demand included. */
  readonly moduleBytes: number;
  readonly zipBytes: number;
}

/**
 * Packages a stage.
 * @throws SettingsError with all that is wrong in the settings.
 * @throws PackageError when a function is missing, exports no handler or is too big, or osls fails.
 */
export async function packageProject(options: PackageOptions): Promise<readonly PackagedFunction[]> {
  const { root, stage, region, nowMs, output } = options;
  const { settings, calendars } = await loadSettings({ root, stage, nowMs });
  const build = join(root, '.build');
  await rm(build, { recursive: true, force: true });
  await mkdir(build, { recursive: true });
  const functions = await packageFunctions(root, build);
  const resources = scheduleResources({ schedules: settings.schedules, calendars, nowMs });
  await writeJson(join(build, 'deployment.json'), deploymentValues(settings));
  await writeJson(join(build, 'schedules.json'), { Resources: resources });
  await runOsls({
    root,
    output,
    args: ['package', '--stage', stage, '--region', region, '--package', '.serverless'],
  });
  return functions;
}

/** Bundles and zips every function; what cannot be is told for all of them at once. */
async function packageFunctions(root: string, build: string): Promise<readonly PackagedFunction[]> {
  const packaged: PackagedFunction[] = [];
  const problems: string[] = [];
  for (const name of FUNCTION_NAMES) {
    try {
      const { modules, startBytes } = await bundleFunction(root, name);
      const zip = await zipFunction(modules);
      await writeFile(join(build, `${name}.zip`), zip);
      const sizes = modules.map((module) => Buffer.byteLength(module.text));
      packaged.push({
        name,
        startBytes,
        moduleBytes: sizes.reduce((sum, size) => sum + size, 0),
        zipBytes: zip.length,
      });
      if (zip.length > ZIP_BYTES_MAX[name])
        problems.push(`${name}: the zip has ${zip.length} bytes; allowed: ${ZIP_BYTES_MAX[name]}`);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      problems.push(`${name}: ${error.message}`);
    }
  }
  if (problems.length > 0) throw new PackageError(problems.join('\n'));
  return packaged;
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, undefined, 2)}\n`);
}
