// The data plane's templates: that they validate, and that the RDB group keeps its servers' data.
import { join } from 'node:path';
import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePolicy } from '../../lib/targets/rdb-group/domain/policy.ts';
import { KEEP_DATA_HOOK } from '../../lib/targets/rdb-group/domain/group.ts';
import type { Parameters } from './data-plane/resolve-template.ts';
import { resolver } from './data-plane/resolve-template.ts';
import { DATA_PLANE, readDataPlane } from './data-plane-templates.ts';
import type { Template, TemplateResource } from './package-project-fixture.ts';
import { resourcesOfType } from './package-project-fixture.ts';

let templates: ReadonlyMap<string, Template>;
let group: TemplateResource;

beforeAll(async () => {
  templates = await readDataPlane();
  const found = templates.get('rdb-group.yml')?.Resources['RdbGroup'];
  if (!found) throw new Error('rdb-group.yml has no RdbGroup');
  group = found;
});

const every = (type: string) =>
  [...templates.values()].flatMap((template) => resourcesOfType(template, type));

describe('each template', () => {
  const engine = new RegoEngine();
  const reportOn = (name: string) =>
    engine.validateStandard(new TemplateFile(join(DATA_PLANE, name)), { severityLevel: 'WARN' });
  // The first report compiles the engine's rules, for as long as all others take together.
  beforeAll(() => {
    reportOn('image-builder.yml');
  }, 300_000);
  afterAll(() => {
    engine.free();
  });

  it.each([
    ...['image-builder.yml', 'network.yml', 'query-group.yml', 'rdb-group.yml', 'tickerplant.yml'],
    'vpc.yml',
  ])('%s validates with no finding of WARN or above', (name) => {
    expect([...templates.keys()]).toContain(name);
    const report = reportOn(name);
    expect(report.status).toBe('OK');
    expect(report.diagnostics).toEqual([]);
  });

  it('lets nobody in by SSH, and nobody from everywhere', () => {
    const inline = every('AWS::EC2::SecurityGroup').flatMap(
      ([, { Properties }]) =>
        (Properties['SecurityGroupIngress'] ?? []) as readonly Record<string, unknown>[],
    );
    const alone = every('AWS::EC2::SecurityGroupIngress').map(([, { Properties }]) => Properties);
    const rules = [...inline, ...alone];
    expect(rules.length).toBeGreaterThanOrEqual(10);
    for (const rule of rules) {
      expect(rule['CidrIp'], JSON.stringify(rule)).not.toBe('0.0.0.0/0');
      expect(rule['FromPort'], JSON.stringify(rule)).not.toBe(22);
      expect(rule['IpProtocol'], JSON.stringify(rule)).toBe('tcp');
    }
  });

  it('wants session tokens for the metadata of every server, and encrypts every disk', () => {
    const launchTemplates = [...templates.values()].flatMap((template) => {
      const resolve = resolver(template, {
        Kind: 'hdb',
        SavedownGib: '100',
        FileSystemId: 'fs-0',
        LogAccessPointId: 'fsap-0',
      });
      return resourcesOfType(template, 'AWS::EC2::LaunchTemplate').map(
        ([id, { Properties }]) => [id, Properties['LaunchTemplateData'], resolve] as const,
      );
    });
    expect(launchTemplates).toHaveLength(3);
    for (const [id, data, resolve] of launchTemplates) {
      const { BlockDeviceMappings: disks, MetadataOptions } = data as Record<string, unknown>;
      expect(MetadataOptions, id).toMatchObject({ HttpTokens: 'required' });
      const all = resolve(disks) as readonly { Ebs: { Encrypted: boolean } }[];
      expect(all.length, id).toBe(id === 'TickerplantLaunchTemplate' ? 1 : 2);
      for (const { Ebs } of all) expect(Ebs.Encrypted, id).toBe(true);
    }
    expect(every('AWS::EFS::FileSystem')[0]?.[1].Properties['Encrypted']).toBe(true);
  });
});

describe('the RDB group', () => {
  it('has nothing that a stack update would apply again', () => {
    expect(group.Properties).not.toHaveProperty('DesiredCapacity');
    expect(group).not.toHaveProperty('UpdatePolicy');
    expect(group.DeletionPolicy).toBe('RetainExceptOnCreate');
  });

  it('keeps servers that hold data', () => {
    expect(group.Properties).toMatchObject({
      NewInstancesProtectedFromScaleIn: true,
      DeletionProtection: 'prevent-force-deletion',
      HealthCheckType: 'EC2',
      InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: 'retain' } },
      LifecycleHookSpecificationList: [
        {
          LifecycleHookName: KEEP_DATA_HOOK,
          LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
          DefaultResult: 'ABANDON',
        },
      ],
    });
    expect(group.Properties).not.toHaveProperty('MaxInstanceLifetime');
    expect(group.Properties).not.toHaveProperty('TargetGroupARNs');
  });

  it('is On-Demand only, of several types, none weighted', () => {
    const policy = group.Properties['MixedInstancesPolicy'];
    expect(policy).toMatchObject({
      InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 100 },
      LaunchTemplate: { Overrides: [{}, {}, {}] },
    });
    expect(JSON.stringify(policy)).not.toMatch(/Weighted|Spot/);
  });

  it('has no scaling policy, scheduled action or warm pool beside Spillway', () => {
    const template = templates.get('rdb-group.yml');
    const types = Object.values(template?.Resources ?? {}).map(({ Type }) => Type);
    expect(types.filter((type) => type.startsWith('AWS::AutoScaling::'))).toEqual([
      'AWS::AutoScaling::AutoScalingGroup',
    ]);
  });

  const tagsWith = (parameters: Parameters) => {
    const template = templates.get('rdb-group.yml');
    if (!template) throw new Error('no rdb-group.yml');
    const tags = resolver(template, parameters)(group.Properties['Tags']);
    return Object.fromEntries(
      (tags as readonly { Key: string; Value: unknown }[]).map(({ Key, Value }) => [Key, String(Value)]),
    );
  };

  it('carries tags that Spillway reads without complaint, and is asked by the probe: it scales in as it is', () => {
    const tags = tagsWith({});
    expect(tags).toMatchObject({ 'spillway:managed': 'true', 'spillway:reports': 'probe' });
    expect(tags).not.toHaveProperty('spillway:leaves-queue');
    expect(parsePolicy(tags)).toMatchObject({
      ok: true,
      policy: { kind: 'lead-time', scaleThresholdPercent: 75, rollThresholdPercent: 80, leavesQueue: false },
    });
  });

  it('carries what else is given of the probe, and the word on the queue', () => {
    const tags = tagsWith({
      Mode: 'dry-run',
      ProbeQuery: 'kx-autoscaling',
      ProbeCredentials: 'spillway/rdb',
      LeavesQueue: 'true',
    });
    expect(tags).toMatchObject({
      'spillway:mode': 'dry-run',
      'spillway:probe-port': '5011',
      'spillway:probe-query': 'kx-autoscaling',
      'spillway:probe-secret': 'spillway/rdb',
    });
    expect(parsePolicy(tags)).toMatchObject({ ok: true, policy: { leavesQueue: true } });
  });

  it('is told its roll threshold by the same parameter as the RDB', () => {
    const data = JSON.stringify(templates.get('rdb-group.yml')?.Resources['RdbLaunchTemplate']);
    expect(data).toContain('ROLL_THRESHOLD=${RollThreshold}');
  });
});

describe('the query group', () => {
  const template = () => templates.get('query-group.yml') as Template;

  it("is scaled by AWS's own target tracking on CPU, at the target and with the warm-up that are given", () => {
    const policy = template().Resources['CpuPolicy'];
    const given = { Kind: 'hdb', TargetCpuPercent: '55.5', WarmupSeconds: '120' };
    expect(resolver(template(), given)(policy?.Properties)).toEqual({
      AutoScalingGroupName: 'QueryGroup',
      PolicyType: 'TargetTrackingScaling',
      EstimatedInstanceWarmup: '120',
      TargetTrackingConfiguration: {
        PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' },
        TargetValue: '55.5',
      },
    });
  });

  it('lets queries end before a server goes, and lets it go without anybody answering', () => {
    const { Properties } = template().Resources['QueryGroup'] as TemplateResource;
    expect(Properties['LifecycleHookSpecificationList']).toMatchObject([
      { LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING', DefaultResult: 'CONTINUE' },
    ]);
    expect(Properties).not.toHaveProperty('DesiredCapacity');
  });

  it('is not managed by Spillway, and may consent to be told where the data is', () => {
    const tags = (given: Parameters) =>
      JSON.stringify(
        resolver(template(), { Kind: 'gateway', ...given })(
          template().Resources['QueryGroup']?.Properties['Tags'],
        ),
      );
    expect(tags({})).not.toContain('spillway:');
    expect(tags({ GatewayFor: 'rdb-fx' })).toContain('{"Key":"spillway:gateway-for","Value":"rdb-fx"');
    expect(tags({ GatewayFor: 'rdb-fx' })).not.toContain('spillway:managed');
  });
});

describe('the tickerplant group', () => {
  it('is of exactly one, and not managed by Spillway', () => {
    const tickerplant = templates.get('tickerplant.yml')?.Resources['TickerplantGroup'];
    expect(tickerplant?.Properties).toMatchObject({ MinSize: '1', MaxSize: '1' });
    expect(JSON.stringify(tickerplant)).not.toContain('spillway:');
  });
});
