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
import { OTHER_OPTIONS, packageStage, PROJECT, type Template } from '../package-project-fixture.ts';
import { unzip } from '../packaged/unzip.ts';
import { resolveTemplate } from './resolve-template.ts';

let places: string;
let first: string;
let template: Template;

/** The project in another place, and a release of it in a third. */
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
  await releaseProject({ root: PROJECT, out: first });
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

const ON = {
  NotifyEmail: 'desk@example.com',
  Calendar: 'desk',
  TimeZone: 'America/New_York',
  HolidayDates: '2026-12-25,2027-01-01',
  EndOfDayCron: '30 17 ? * MON-FRI *',
  EndOfDayWindowMinutes: '120',
  BeforeTheOpenCron: '0 9 ? * MON-FRI *',
  BeforeTheOpenNodeCount: '3',
  ProbeSubnetIds: 'subnet-0a1b2c3d,subnet-0a1b2c3e',
  ProbeSecurityGroupIds: 'sg-0a1b2c3d',
  ProbeQueries: '{"ours":"{x}"}',
  TickMinutes: '2',
  MemoryAlarmPercent: '55',
  AgentAlarmPercent: '65',
  Tracing: 'true',
  LogRetentionDays: '90',
  PermissionsBoundaryArn: 'arn:aws:iam::123456789012:policy/boundary',
  OnAlarmConcurrency: '7',
  KmsKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0a1b-4a1b-8a1b-0a1b2c3d4e5f',
  FunctionSubnetIds: 'subnet-0a1b2c3d',
  FunctionSecurityGroupIds: 'sg-0a1b2c3e',
};

const OFF = {
  NotifyTopicArn: 'arn:aws:sns:eu-west-1:123456789012:on-call',
  AgentAlarm: 'false',
  Metrics: 'full',
  ReserveConcurrency: 'false',
  TableDeletionProtection: 'false',
};

/** The same as ON, as a settings file says it. */
const ON_SETTINGS = `
notifications: { email: desk@example.com }
schedules:
  - { name: end-of-day, action: scale-in, calendar: desk, timeZone: America/New_York, cron: '30 17 ? * MON-FRI *', windowMinutes: 120 }
  - { name: before-the-open, action: ensure-capacity, calendar: desk, timeZone: America/New_York, cron: '0 9 ? * MON-FRI *', nodeCount: 3 }
tick: { everyMinutes: 2 }
logs: { retentionDays: 90 }
metrics: lean
memoryAlarms: { percent: 55, agentPercent: 65 }
reservedConcurrency: { onAlarm: 7 }
tracing: true
permissionsBoundaryArn: arn:aws:iam::123456789012:policy/boundary
vpc: { subnetIds: [subnet-0a1b2c3d], securityGroupIds: [sg-0a1b2c3e] }
kmsKeyArn: arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0a1b-4a1b-8a1b-0a1b2c3d4e5f
probe:
  enabled: true
  secretOwners: enforce
  subnetIds: [subnet-0a1b2c3d, subnet-0a1b2c3e]
  securityGroupIds: [sg-0a1b2c3d]
  queries: { ours: '{x}' }
`;
const CALENDARS = `
default: { timeZone: UTC }
desk: { timeZone: America/New_York, holidays: [2026-12-25, 2027-01-01] }
`;
/** The same as OFF. */
const OFF_SETTINGS = OTHER_OPTIONS.replace('everyMinutes: 5', 'everyMinutes: 1')
  .replace('tracing: true', 'tracing: false')
  .replace('  enabled: true', '  enabled: false');

const withBucket = (parameters: Readonly<Record<string, string>>) => ({
  ArtifactBucket: 'artifacts',
  ...parameters,
});
const resolved = (parameters: Readonly<Record<string, string>>, stackName: string) =>
  resolveTemplate(template, { parameters: withBucket(parameters), stackName });

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
  it('says with every option on what serverless.yml says', async () => {
    const packaged = await packageStage('desk', ON_SETTINGS, CALENDARS);
    expect(comparable(resolved(ON, 'spillway-desk'))).toEqual(comparable(packaged.template));
    await packaged.remove();
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
    await packaged.remove();
  }, 300_000);

  it.each([
    // Of the template itself, which no deployment has given anything: the empty defaults of what conditions leave out.
    ['as it is', /^(length 0 is below minimum|'' does not match (format|pattern))/],
    // What this test gives names an account.
    ['with every option on', /^Hardcoded account ID/],
    ['with every option off', /^Hardcoded account ID/],
  ])(
    'validates %s with no finding of WARN or above',
    async (which, ofTheTest) => {
      const path = join(places, `${which.replaceAll(' ', '-')}.json`);
      const parameters = which === 'with every option on' ? ON : OFF;
      const validated = which === 'as it is' ? template : resolved(parameters, 'spillway-prod');
      await writeFile(path, JSON.stringify(validated));
      const engine = new RegoEngine();
      try {
        const report = engine.validateStandard(new TemplateFile(path), { severityLevel: 'WARN' });
        expect(report.diagnostics.filter(({ message }) => !ofTheTest.test(message))).toEqual([]);
      } finally {
        engine.free();
      }
    },
    300_000,
  );

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
    const text = JSON.stringify(template.Resources);
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
