// Packages the project in a directory of its own, so that tests disturb neither a user's .build/ nor each
// other, and reads the template that came out.
import { cp, mkdtemp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { packageProject } from '../../scripts/package/package-project.ts';
import { afterAll } from 'vitest';
import { packageFunctions, type PackagedFunction } from '../../scripts/package/package-functions.ts';
import { withoutNoValue } from '../../scripts/release/to-plain.ts';

export const PROJECT = resolve(import.meta.dirname, '../..');

/** A day on which all of the calendars' half-days are still to come. */
export const PACKAGED_AT_MS = Date.parse('2026-11-20T12:00:00Z');

export interface Template {
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

export interface TemplateResource {
  readonly Type: string;
  // What a property may hold differs with each type; tests read single ones and compare.
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

export interface Packaged {
  readonly root: string;
  readonly templatePath: string;
  /** As CloudFormation reads it: what is `AWS::NoValue` is not there. */
  readonly template: Template;
  readonly functions: readonly PackagedFunction[];
  readonly notes: readonly string[];
  remove(): Promise<void>;
}

interface Zipped {
  readonly folder: string;
  readonly functions: readonly PackagedFunction[];
}

let zipped: Promise<Zipped> | undefined;

/** The functions, which are the same for each stage, are bundled once for each file of tests: seven seconds a stage. */
async function zippedInto(build: string): Promise<readonly PackagedFunction[]> {
  zipped ??= zipOnce();
  const { folder, functions } = await zipped;
  await cp(folder, build, { recursive: true });
  return functions;
}

afterAll(async () => {
  if (zipped) await rm((await zipped).folder, { recursive: true, force: true });
});

async function zipOnce(): Promise<Zipped> {
  const folder = await mkdtemp(join(tmpdir(), 'spillway-zips-'));
  return { folder, functions: await packageFunctions(PROJECT, folder) };
}

/** Packages a stage; `settings` becomes its `config/<stage>.yml`, `calendars` the `config/calendars.yml`. */
export async function packageStage(stage: string, settings?: string, calendars?: string): Promise<Packaged> {
  const root = await mkdtemp(join(tmpdir(), 'spillway-package-'));
  for (const path of ['serverless.yml', 'infra', 'config', 'package.json'])
    await cp(join(PROJECT, path), join(root, path), { recursive: true });
  for (const path of ['functions', 'lib', 'node_modules'])
    await symlink(join(PROJECT, path), join(root, path));
  await mkdir(join(root, 'config'), { recursive: true });
  if (settings !== undefined) await writeFile(join(root, 'config', `${stage}.yml`), settings);
  if (calendars !== undefined) await writeFile(join(root, 'config/calendars.yml'), calendars);
  const { functions, notes } = await packageProject({
    root,
    stage,
    region: 'eu-west-1',
    nowMs: PACKAGED_AT_MS,
    output: 'quiet',
    functionsInto: (_, build) => zippedInto(build),
  });
  const templatePath = join(root, '.serverless/cloudformation-template-update-stack.json');
  const template = withoutNoValue(JSON.parse(await readFile(templatePath, 'utf8'))) as Template;
  return {
    root,
    templatePath,
    template,
    functions,
    notes,
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** Settings that turn every option the other way from `config/example.yml`. */
export const OTHER_OPTIONS = `
notifications: { topicArn: 'arn:aws:sns:eu-west-1:123456789012:on-call' }
schedules: []
tick: { everyMinutes: 5 }
reservedConcurrency: false
tracing: true
table: { deletionProtection: false }
memoryAlarms: { agent: false }
probe:
  enabled: true
  secretOwners: enforce
  subnetIds: [subnet-0a1b2c3d]
  securityGroupIds: [sg-0a1b2c3d]
  queries: { ours: '{"b"\${x}each tables[]}' }
`;

export function resourcesOfType(
  template: Template,
  type: string,
): readonly (readonly [string, TemplateResource])[] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

/** Logical ids that a value refers to, in whatever way: `Ref`, `Fn::GetAtt`, `Fn::Sub`. */
export function referencesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return [String(inner)];
    if (key === 'Fn::GetAtt') return [String(Array.isArray(inner) ? inner[0] : inner)];
    if (key === 'Fn::Sub') {
      const text = String(Array.isArray(inner) ? inner[0] : inner);
      return [...text.matchAll(/\$\{([\w:]+)(\.\w+)?\}/g)].map((match) => match[1] ?? '');
    }
    return referencesIn(inner);
  });
}
