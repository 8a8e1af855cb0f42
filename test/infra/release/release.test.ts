// A release as it is made: the same bytes twice, in two places; every file told of; a template that says of each
// deployment what serverless.yml says.
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { schedulePayload } from '../../../lib/core/schedule.ts';
import { FUNCTION_NAMES } from '../../../scripts/package/function-names.ts';
import { CONDITIONS, PARAMETERS } from '../../../scripts/release/parameters.ts';
import { releaseProject } from '../../../scripts/release/release-project.ts';
import { eventRoutes } from '../../../lib/operate/stack/template/event-routes.ts';
import { rolePolicies, rolesOfNobody } from '../../../lib/operate/stack/template/role-policies.ts';
import { TAGGED_TYPES } from '../../../scripts/release/tags.ts';
import {
  packageStage,
  PROJECT,
  referencesIn,
  type Template,
  zippedInto,
} from '../package-project-fixture.ts';
import { unzip } from '../packaged/unzip.ts';
import { CALENDARS, everyOption, OFF, OFF_SETTINGS, ON, ON_SETTINGS, TAGS } from './deployments.ts';
import { assertionsBroken, everyForm, resolveTemplate } from './resolve-template.ts';

let places: string;
let first: string;
let template: Template;

/** The project in another place, and a release of it in a third; nothing of the first is used again. */
async function releaseElsewhere(): Promise<string> {
  const root = join(places, 'elsewhere');
  for (const path of [
    'serverless.yml',
    'infra',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'CHANGELOG.md',
    'LICENSE',
    'q',
    'functions',
    'lib',
    'scripts',
  ])
    await cp(join(PROJECT, path), join(root, path), { recursive: true });
  await symlink(join(PROJECT, 'node_modules'), join(root, 'node_modules'));
  const out = join(places, 'second');
  await releaseProject({ root, out });
  return out;
}

beforeAll(async () => {
  places = await mkdtemp(join(tmpdir(), 'spillway-releases-'));
  first = join(places, 'first');
  await releaseProject({ root: PROJECT, out: first, functionsInto: (_, build) => zippedInto(build) });
  template = parse(await readFile(join(first, 'spillway.yaml'), 'utf8')) as Template;
}, 900_000);
afterAll(() => rm(places, { recursive: true, force: true }));

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** Those of the data tier lie in a folder of their own. */
const isFunctionZip = (file: string) => file.endsWith('.zip') && !file.includes('/');

const sumOf = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

describe('a release', () => {
  it('is the same byte for byte, made again in another place', async () => {
    const second = await releaseElsewhere();
    const sums = async (folder: string) =>
      Promise.all((await filesIn(folder)).map(async (file) => `${await sumOf(join(folder, file))}  ${file}`));
    expect(await sums(second)).toEqual(await sums(first));
  }, 900_000);

  it('holds template, zips, module, materials and notes, with the sum of each', async () => {
    const lines = (await readFile(join(first, 'SHA256SUMS'), 'utf8')).trim().split('\n');
    const files = (await filesIn(first)).filter((file) => file !== 'SHA256SUMS');
    expect(lines.map((line) => line.slice(66))).toEqual(files);
    for (const line of lines) expect(await sumOf(join(first, line.slice(66))), line).toBe(line.slice(0, 64));
    expect(files).toEqual(
      expect.arrayContaining(['spillway.yaml', 'spillway.cdx.json', 'RELEASE_NOTES.md', 'terraform/main.tf']),
    );
    expect(files.filter(isFunctionZip)).toHaveLength(FUNCTION_NAMES.length);
  });

  it('has the data tier’s templates, the q files, and both as the zips that its image takes', async () => {
    const files = await filesIn(first);
    const templates = (await readdir(join(PROJECT, 'infra/data-plane'))).filter((name) =>
      name.endsWith('.yml'),
    );
    expect(files).toEqual(expect.arrayContaining(templates.map((name) => `data-plane/${name}`)));
    for (const [zip, folder, written] of [
      ['scripts.zip', 'q', 'rdb.q'],
      ['server.zip', 'infra/data-plane/server', 'bin/start-q'],
    ] as const) {
      const unpacked = join(places, zip);
      const names = await unzip(join(first, 'data-plane', zip), unpacked);
      expect([...names].sort()).toEqual(await filesIn(join(PROJECT, folder)));
      expect(await readFile(join(unpacked, written))).toEqual(await readFile(join(PROJECT, folder, written)));
    }
    expect(files.filter((file) => file.startsWith('q/'))).toContain('q/tickerplant.q');
  });

  it('names in its template the zips that lie beside it, each by a piece of its sum', async () => {
    const functions = Object.values(template.Resources).filter(
      ({ Type }) => Type === 'AWS::Lambda::Function',
    );
    const keys = functions.map(({ Properties }) => Properties['Code'] as { S3Key: { 'Fn::Sub': string } });
    const names = keys.map(({ S3Key }) => S3Key['Fn::Sub'].replace('${ArtifactPrefix}', ''));
    expect(names.sort()).toEqual((await filesIn(first)).filter(isFunctionZip));
    for (const name of names) expect(name).toContain((await sumOf(join(first, name))).slice(0, 12));
  });

  it('lists each package in the zips with version, licence and sum, as CycloneDX has it', async () => {
    const text = await readFile(join(first, 'spillway.cdx.json'), 'utf8');
    expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)).toBeNull();
    const { components } = JSON.parse(text) as {
      readonly components: readonly {
        readonly purl: string;
        readonly licenses?: unknown;
        readonly hashes: unknown;
      }[];
    };
    expect(components.map(({ purl }) => purl.replace(/@[^@]*$/, ''))).toEqual(
      expect.arrayContaining([
        'pkg:npm/zod',
        'pkg:npm/%40aws-sdk/client-auto-scaling',
        'pkg:npm/%40middy/core',
      ]),
    );
    expect(components.filter(({ licenses }) => licenses === undefined)).toEqual([]);
    // Of what only tests and builds use, nothing is shipped.
    for (const name of ['vitest', 'esbuild', 'iam-simulate', 'dynalite'])
      expect(text).not.toContain(`/${name}@`);
  });
});

const withBucket = (parameters: Readonly<Record<string, string>>) => ({
  ArtifactBucket: 'artifacts',
  ...parameters,
});
const resolved = (parameters: Readonly<Record<string, string>>, stackName: string) =>
  resolveTemplate(template, { parameters: withBucket(parameters), stackName });

/** That forms of one resource, which are never there together, have one name. */
function isOfOneName(message: string): boolean {
  const [, listed = ''] = /^Primary identifiers .* across the resources \{(.*)\}$/.exec(message) ?? [];
  return new Set(listed.split(', ').map((id) => id.replace(/Form\d+'$/, "'"))).size === 1 && listed !== '';
}

/** What both ways say, without what each does in its own way: the place of the code, and osls's bucket. */
function comparable({ Resources, Outputs = {} }: Template) {
  const resources = Object.entries(Resources).filter(([id]) => !id.startsWith('ServerlessDeployment'));
  const outputs = Object.entries(Outputs).filter(
    ([id]) => !id.startsWith('ServerlessDeployment') && id !== 'Version',
  );
  return {
    resources: Object.fromEntries(
      resources.map(
        ([
          id,
          {
            Properties: { Code: _, ...Properties },
            ...resource
          },
        ]) => [id, { ...resource, Properties }],
      ),
    ),
    outputs: Object.fromEntries(outputs.map(([id, output]) => [id, (output as { Value: unknown }).Value])),
  };
}

describe('the template', () => {
  // Its rules take longer to be compiled than all templates to be read.
  let engine: InstanceType<typeof RegoEngine>;
  beforeAll(() => {
    engine = new RegoEngine();
  }, 300_000);
  afterAll(() => {
    engine.free();
  });

  async function findings(validated: unknown): Promise<readonly string[]> {
    const path = join(places, 'validated.json');
    await writeFile(path, JSON.stringify(validated));
    const { diagnostics } = engine.validateStandard(new TemplateFile(path), { severityLevel: 'WARN' });
    return diagnostics.map(({ message }: { readonly message: string }) => message);
  }

  it('says with every option on what serverless.yml says', async () => {
    const packaged = await packageStage('desk', ON_SETTINGS, CALENDARS);
    expect(comparable(resolved(ON, 'spillway-desk'))).toEqual(comparable(packaged.template));
  }, 300_000);

  it('says with every option off what serverless.yml says, but that it never deletes the state table', async () => {
    const packaged = await packageStage('other', OFF_SETTINGS);
    const { resources, outputs } = comparable(packaged.template);
    const { StateTable, ...others } = resources;
    expect(StateTable?.DeletionPolicy).toBe('Delete');
    expect(comparable(resolved(OFF, 'spillway-other'))).toEqual({
      resources: { ...others, StateTable: { ...StateTable, DeletionPolicy: 'RetainExceptOnCreate' } },
      outputs,
    });
  }, 300_000);

  it('validates as it is with no finding of WARN or above', async () => {
    // No deployment has given anything: the empty defaults of what conditions leave out, five times the same in tags.
    const empty =
      /^(length 0 is below minimum|'' does not match (format|pattern)|Array items are not unique$)/;
    expect((await findings(template)).filter((message) => !empty.test(message))).toEqual([]);
  }, 300_000);

  it('validates with every option on and off, one by one, and refers to nothing that is not there', async () => {
    const deployed = everyOption().map(({ name, parameters }) => ({
      name,
      ...resolved(parameters, 'spillway-prod'),
    }));
    for (const { name, Resources, Outputs } of deployed) {
      const dangling = referencesIn([Resources, Outputs]).filter(
        (id) => !id.startsWith('AWS::') && !(id in Resources),
      );
      expect(dangling, name).toEqual([]);
    }
    // What this test gives names an account.
    const ofTheTest = /^Hardcoded account ID/;
    const messages = await findings(everyForm(deployed));
    expect(messages.filter((message) => !ofTheTest.test(message) && !isOfOneName(message))).toEqual([]);
  }, 300_000);

  it('is another one with each option turned, all others on', () => {
    const [allOn, ...others] = everyOption().map(({ name, parameters }) => ({
      name,
      text: JSON.stringify(resolved(parameters, 'spillway-prod')),
    }));
    const turned = others.filter(({ name }) => name.startsWith('all on'));
    // Any tag makes WithTags true.
    expect(turned).toHaveLength(Object.keys(CONDITIONS).length - 1);
    expect(turned.filter(({ text }) => text === allOn?.text)).toEqual([]);
  });

  it('has the roles and the rules that `doctor --stack` expects (npm run expected-stack)', async () => {
    const written = async (name: string) =>
      JSON.parse(await readFile(join(PROJECT, 'lib/operate/stack', name), 'utf8')) as unknown;
    expect(await written('role-policies.json')).toEqual(rolePolicies({ ...template }));
    expect(await written('event-routes.json')).toEqual(eventRoutes({ ...template }));
    expect(rolesOfNobody({ ...template })).toEqual([]);
  });

  it('puts the tags that are given on everything that takes tags, and on a function as on a table', () => {
    const tags = [
      { Key: 'team', Value: 'rates' },
      { Key: 'cost-center', Value: '4711' },
    ];
    const { Resources } = resolved({ ...ON, ...TAGS }, 'spillway-prod');
    for (const [id, { Type, Properties }] of Object.entries(Resources))
      expect(Properties['Tags'] ?? [], id).toEqual(TAGGED_TYPES.has(Type) ? tags : []);
    const types = new Set(Object.values(Resources).map(({ Type }) => Type));
    expect([...TAGGED_TYPES].filter((type) => !types.has(type))).toEqual([]);
  });

  it('is refused for somebody to be told by nothing or by two ways, and for half a tag', () => {
    const refused = (parameters: Readonly<Record<string, string>>) =>
      assertionsBroken(template, { parameters: withBucket(parameters), stackName: 'spillway-prod' });
    for (const { name, parameters } of everyOption()) expect(refused(parameters), name).toEqual([]);
    expect(refused({})).toEqual(['Give NotifyEmail, or NotifyTopicArn: somebody must be told of trouble']);
    expect(refused({ ...OFF, NotifyEmail: 'desk@example.com' })).toEqual([
      expect.stringMatching(/^Give NotifyEmail or NotifyTopicArn, one of the two/),
    ]);
    expect(refused({ ...OFF, TagKey2: 'team' })).toEqual(['Give TagKey2 and TagValue2, or neither']);
    expect(refused({ ...OFF, TagValue5: 'rates' })).toEqual(['Give TagKey5 and TagValue5, or neither']);
  });

  it('tells each of its outputs to who deploys with Terraform', async () => {
    const outputs = await readFile(join(first, 'terraform/outputs.tf'), 'utf8');
    expect(Object.keys(template.Outputs ?? {}).length).toBeGreaterThan(5);
    for (const name of Object.keys(template.Outputs ?? {})) expect(outputs).toContain(`"${name}"`);
  });

  it('has a parameter for each setting, all but the bucket with a default, and uses each, and each condition', () => {
    const text = JSON.stringify([template.Resources, CONDITIONS]);
    for (const name of Object.keys(PARAMETERS))
      expect(text.includes(`"Ref":"${name}"`) || text.includes(`\${${name}}`), name).toBe(true);
    for (const name of Object.keys(CONDITIONS)) expect(text, name).toContain(`"${name}"`);
    const required = Object.entries(PARAMETERS).filter(([, { Default }]) => Default === undefined);
    expect(required.map(([name]) => name)).toEqual(['ArtifactBucket']);
  });

  it('has no parameter named as a resource is', () => {
    expect(Object.keys(PARAMETERS).filter((name) => name in template.Resources)).toEqual([]);
  });

  it('names no partition, account, region or stage', () => {
    // One in some hundred archives has twelve digits for the beginning of its hash.
    const text = JSON.stringify(template.Resources).replaceAll(/-[0-9a-f]{12}\.zip/g, '.zip');
    expect(text).not.toMatch(/arn:aws[:-]|\b\d{12}\b|[a-z]{2}-[a-z]+-\d\b|amazonaws\.com\.cn/);
  });

  it('makes payloads that on-schedule understands, with holidays and without', () => {
    for (const holidays of ['2026-12-25,2027-01-01', '']) {
      const { Resources } = resolved({ ...ON, HolidayDates: holidays }, 'spillway-prod');
      for (const id of ['ScheduleEndOfDay', 'ScheduleBeforeTheOpen']) {
        const { Input = '' } = Resources[id]?.Properties['Target'] as { Input?: string };
        const payload: unknown = JSON.parse(
          Input.replace('<aws.scheduler.scheduled-time>', '2026-11-27T19:30:00Z'),
        );
        expect(schedulePayload.safeParse(payload).error, `${id} ${holidays}`).toBeUndefined();
      }
    }
  });
});
