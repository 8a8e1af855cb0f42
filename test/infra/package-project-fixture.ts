// Packages the project in a directory of its own, so that tests do not disturb a user's .build/, and reads the template that
// came out. The same stage is packaged once for all tests of a run.
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { packageProject } from '../../scripts/package/package-project.ts';
import { packageFunctions, type PackagedFunction } from '../../scripts/package/package-functions.ts';
import { withoutNoValue } from '../../scripts/release/to-plain.ts';
import { madeOnce } from './made-once.ts';

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
}

/** The functions are the same for each stage, and bundling them takes longer than all else. */
export async function zippedInto(build: string): Promise<readonly PackagedFunction[]> {
  const { folder, value } = await madeOnce(['zips'], (zips) => packageFunctions(PROJECT, zips));
  for (const { name } of value) await cp(join(folder, `${name}.zip`), join(build, `${name}.zip`));
  return value;
}

/**
 * Packages a stage, once in a run; `settings` becomes its `config/<stage>.yml`, `calendars` the `config/calendars.yml`.
 * What is packaged is to be read alone.
 */
export async function packageStage(stage: string, settings?: string, calendars?: string): Promise<Packaged> {
  const { folder: root, value } = await madeOnce(['stage', stage, settings ?? '', calendars ?? ''], (into) =>
    packageInto(into, { stage, settings, calendars }),
  );
  const templatePath = join(root, '.serverless/cloudformation-template-update-stack.json');
  const template = withoutNoValue(JSON.parse(await readFile(templatePath, 'utf8'))) as Template;
  return { root, templatePath, template, ...value };
}

async function packageInto(
  root: string,
  {
    stage,
    settings,
    calendars,
  }: { stage: string; settings: string | undefined; calendars: string | undefined },
): Promise<Pick<Packaged, 'functions' | 'notes'>> {
  for (const path of ['serverless.yml', 'infra', 'config', 'package.json'])
    await cp(join(PROJECT, path), join(root, path), { recursive: true });
  for (const path of ['functions', 'lib', 'node_modules', 'package-lock.json', 'scripts'])
    await symlink(join(PROJECT, path), join(root, path));
  if (settings !== undefined) await writeFile(join(root, 'config', `${stage}.yml`), settings);
  if (calendars !== undefined) await writeFile(join(root, 'config/calendars.yml'), calendars);
  return packageProject({
    root,
    stage,
    region: 'eu-west-1',
    nowMs: PACKAGED_AT_MS,
    output: 'quiet',
    functionsInto: (_, build) => zippedInto(build),
  });
}

/** Who may take the role of drills in them. */
export const DRILL_PRINCIPAL = 'arn:aws:iam::123456789012:role/operators';

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
drills: { principalArns: [${DRILL_PRINCIPAL}], groups: [rdb-fx, tickerplant-fx] }
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
