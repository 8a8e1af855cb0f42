// A packaged template as it would be with one file of infra/ changed, without packaging again: the file's resources
// and functions are read, osls's variables are filled in, and they take the place of what came from the file before.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { withoutNoValue } from '../../../scripts/release/to-plain.ts';
import type { Packaged, Template, TemplateResource } from '../package-project-fixture.ts';

type Values = Readonly<Record<string, unknown>>;

const fragment = z.looseObject({
  Resources: z.record(z.string(), z.unknown()).optional(),
  extensions: z.record(z.string(), z.object({ Properties: z.record(z.string(), z.unknown()) })).optional(),
});

const functionEntry = z.looseObject({
  onError: z.unknown().optional(),
  tracing: z.unknown().optional(),
  vpc: z.object({ subnetIds: z.unknown(), securityGroupIds: z.unknown() }).optional(),
});

interface Contents {
  readonly resources: Readonly<Record<string, TemplateResource>>;
  /** Properties that are set on functions, by logical id. */
  readonly properties: Readonly<Record<string, Values>>;
}

/** Throws if the file as it is does not stand in the template as this reads it: then this would prove nothing. */
export function changeTemplate(packaged: Packaged, stage: string, file: string, text: string): Template {
  const deployment = JSON.parse(
    readFileSync(join(packaged.root, '.build/deployment.json'), 'utf8'),
  ) as Values;
  const read = (yaml: string) => contentsOf(parse(yaml), file, { root: packaged.root, stage, deployment });
  const before = read(readFileSync(join(packaged.root, file), 'utf8'));
  const { template } = packaged;
  for (const difference of differences(template, before)) throw new Error(`${file}: ${difference}`);
  return replaced(template, before, read(text));
}

function differences(template: Template, { resources, properties }: Contents): readonly string[] {
  const isSame = (one: unknown, other: unknown) =>
    JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
  return [
    ...Object.entries(resources)
      .filter(([id, resource]) => !isSame(template.Resources[id], resource))
      .map(([id]) => `${id} is not in the template as it is read here`),
    ...Object.entries(properties).flatMap(([id, values]) =>
      Object.entries(values)
        .filter(([name, value]) => !isSame(template.Resources[id]?.Properties[name], value))
        .map(([name]) => `${name} of ${id} is not in the template as it is read here`),
    ),
  ];
}

function replaced(template: Template, before: Contents, after: Contents): Template {
  const kept = Object.entries(template.Resources).filter(([id]) => !(id in before.resources));
  const Resources: Record<string, TemplateResource> = { ...Object.fromEntries(kept), ...after.resources };
  for (const [id, values] of Object.entries(after.properties)) {
    const resource = Resources[id];
    if (!resource) throw new Error(`There is no ${id}`);
    Resources[id] = { ...resource, Properties: { ...resource.Properties, ...values } };
  }
  return { ...template, Resources };
}

interface Stage {
  readonly root: string;
  readonly stage: string;
  readonly deployment: Values;
}

function contentsOf(parsed: unknown, file: string, stage: Stage): Contents {
  const whole = withoutNoValue(filledIn(parsed, stage)) as Values;
  const isFunctions = file === 'infra/functions.yml';
  const { Resources = {}, extensions = {} } = fragment.parse(
    isFunctions ? {} : (whole['resources'] ?? whole),
  );
  const functions = z
    .record(z.string(), functionEntry)
    .parse(isFunctions ? whole : (whole['functions'] ?? {}));
  return {
    resources: Resources as Contents['resources'],
    properties: Object.fromEntries([
      ...Object.entries(extensions).map(([id, { Properties }]) => [id, Properties] as const),
      ...Object.entries(functions).map(
        ([name, entry]) => [functionId(name), settingsOf(entry, stage)] as const,
      ),
    ]),
  };
}

/** As osls names it: `on-tick` → `OnDashtickLambdaFunction`. */
const functionId = (name: string) =>
  `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('-', 'Dash')}LambdaFunction`;

/** The settings for which AWS demands something of the role. */
function settingsOf(
  { onError, tracing, vpc }: z.output<typeof functionEntry>,
  { deployment }: Stage,
): Values {
  const mode = tracing ?? (deployment['tracing'] === true ? 'Active' : undefined);
  return {
    DeadLetterConfig: onError === undefined ? undefined : { TargetArn: onError },
    TracingConfig: mode === undefined ? undefined : { Mode: mode },
    VpcConfig: vpc && { SecurityGroupIds: vpc.securityGroupIds, SubnetIds: vpc.subnetIds },
  };
}

const VARIABLE = /\$\{(self:service|sls:stage|self:custom\.deployment\.(\w+))(?:, null)?\}/g;

/** `${file(infra/options/tracing-on.yml):statement}`, its own variables filled in. */
const MEMBER_OF_FILE = /^\$\{file\((.+)\):(\w+)(?:, null)?\}$/;

/** A variable that is all of a string becomes its value, of whatever type. */
function filledIn(value: unknown, stage: Stage): unknown {
  if (Array.isArray(value)) return value.map((one) => filledIn(one, stage));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filledIn(one, stage)]));
  if (typeof value !== 'string') return value;
  const whole = new RegExp(`^${VARIABLE.source}$`).exec(value);
  if (whole?.[2] !== undefined) return stage.deployment[whole[2]];
  const text = value.replaceAll(VARIABLE, (_, variable: string, name?: string) => {
    if (variable === 'self:service') return 'spillway';
    return variable === 'sls:stage' ? stage.stage : String(stage.deployment[name ?? '']);
  });
  const [, path, member] = MEMBER_OF_FILE.exec(text) ?? [];
  if (path === undefined || member === undefined) return text;
  return filledIn((parse(readFileSync(join(stage.root, path), 'utf8')) as Values)[member], stage);
}

/** Members in order of their names; those that are undefined are left out. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, sorted(one)]),
  );
}
