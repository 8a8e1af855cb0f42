// The data plane's templates: that they validate, and that the RDB group keeps its servers' data.
import { join } from 'node:path';
import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate';
import { beforeAll, describe, expect, it } from 'vitest';
import { parsePolicy } from '../../lib/targets/rdb-group/domain/policy.ts';
import { KEEP_DATA_HOOK } from '../../lib/targets/rdb-group/domain/group.ts';
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
  it.each(['image-builder.yml', 'network.yml', 'rdb-group.yml', 'tickerplant.yml'])(
    '%s validates with no finding of WARN or above',
    (name) => {
      expect([...templates.keys()]).toContain(name);
      const engine = new RegoEngine();
      try {
        const report = engine.validateStandard(new TemplateFile(join(DATA_PLANE, name)), {
          severityLevel: 'WARN',
        });
        expect(report.status).toBe('OK');
        expect(report.diagnostics).toEqual([]);
      } finally {
        engine.free();
      }
    },
  );

  it('lets nobody in by SSH, and nobody from everywhere', () => {
    const inline = every('AWS::EC2::SecurityGroup').flatMap(
      ([, { Properties }]) =>
        (Properties['SecurityGroupIngress'] ?? []) as readonly Record<string, unknown>[],
    );
    const alone = every('AWS::EC2::SecurityGroupIngress').map(([, { Properties }]) => Properties);
    const rules = [...inline, ...alone];
    expect(rules.length).toBeGreaterThanOrEqual(6);
    for (const rule of rules) {
      expect(rule['CidrIp'], JSON.stringify(rule)).not.toBe('0.0.0.0/0');
      expect(rule['FromPort'], JSON.stringify(rule)).not.toBe(22);
      expect(rule['IpProtocol'], JSON.stringify(rule)).toBe('tcp');
    }
  });

  it('wants session tokens for the metadata of every server, and encrypts every disk', () => {
    const launchTemplates = every('AWS::EC2::LaunchTemplate');
    expect(launchTemplates).toHaveLength(2);
    for (const [id, { Properties }] of launchTemplates) {
      expect(Properties['LaunchTemplateData'], id).toMatchObject({
        MetadataOptions: { HttpTokens: 'required' },
        BlockDeviceMappings: [{ Ebs: { Encrypted: true } }],
      });
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

  it('has no scaling policy or scheduled action beside Spillway', () => {
    expect(every('AWS::AutoScaling::ScalingPolicy')).toEqual([]);
    expect(every('AWS::AutoScaling::ScheduledAction')).toEqual([]);
  });

  it('carries tags that Spillway reads without complaint', () => {
    const { Parameters } = templates.get('rdb-group.yml') as unknown as {
      Parameters: Record<string, { Default: unknown }>;
    };
    const tags = (group.Properties['Tags'] as readonly { Key: string; Value: unknown }[]).map(
      ({ Key, Value }) => {
        const name = typeof Value === 'object' && Value !== null ? (Value as { Ref: string }).Ref : undefined;
        return [Key, String(name === undefined ? Value : Parameters[name]?.Default)] as const;
      },
    );
    expect(Object.fromEntries(tags)).toMatchObject({
      'spillway:managed': 'true',
      'spillway:reports': 'cloudwatch',
    });
    expect(parsePolicy(Object.fromEntries(tags))).toMatchObject({
      ok: true,
      policy: { kind: 'lead-time', scaleThresholdPercent: 75, rollThresholdPercent: 80 },
    });
  });

  it('is told its roll threshold by the same parameter as the RDB', () => {
    const data = JSON.stringify(templates.get('rdb-group.yml')?.Resources['RdbLaunchTemplate']);
    expect(data).toContain('ROLL_THRESHOLD=${RollThreshold}');
  });

  it('publishes memory with the group and the instance as its dimensions', () => {
    const data = JSON.stringify(templates.get('rdb-group.yml')?.Resources['RdbLaunchTemplate']);
    expect(data).toContain('${!aws:AutoScalingGroupName}');
    expect(data).toContain('${!aws:InstanceId}');
  });
});

describe('the tickerplant group', () => {
  it('is of exactly one, and not managed by Spillway', () => {
    const tickerplant = templates.get('tickerplant.yml')?.Resources['TickerplantGroup'];
    expect(tickerplant?.Properties).toMatchObject({ MinSize: '1', MaxSize: '1' });
    expect(JSON.stringify(tickerplant)).not.toContain('spillway:');
  });
});
