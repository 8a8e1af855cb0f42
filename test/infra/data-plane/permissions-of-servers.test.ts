// What each server of the data tier may do, asked of IAM's own rules: the log, the database, the address, and who is root.
import { describe, expect, it } from 'vitest';
import { readDataPlane } from '../data-plane-templates.ts';
import { roleStatements } from '../policies.ts';
import type { PolicyStatement } from '../recorded/role-policy.ts';
import { isAllowed } from '../recorded/role-policy.ts';
import { resolver } from './resolve-template.ts';

const templates = await readDataPlane();
const ACCOUNT = 'arn:aws:elasticfilesystem:eu-west-1:123456789012';
const FILE_SYSTEM = `${ACCOUNT}:file-system/fs-0a1b`;
const LOG = `${ACCOUNT}:access-point/fsap-0a`;
const HDB = `${ACCOUNT}:access-point/fsap-0b`;

const GIVEN = {
  ...{ FileSystemId: 'fs-0a1b', LogAccessPointId: 'fsap-0a', HdbAccessPointId: 'fsap-0b', Kind: 'hdb' },
  ...{ CodeBucket: 'my-code', CodeKey: 'fx/code.zip' },
};

function statementsOf(name: string): readonly PolicyStatement[] {
  const template = templates.get(name);
  if (!template) throw new Error(name);
  const resolve = resolver(template, GIVEN);
  return roleStatements(template).map((statement) => ({
    Effect: statement.Effect,
    Action: statement.actions,
    Resource: [resolve(statement.Resource)].flat() as readonly string[],
    ...(statement.Condition && { Condition: resolve(statement.Condition) }),
  }));
}

/** The actions on files that a server may do through an access point. */
async function through(name: string, accessPoint: string): Promise<readonly string[]> {
  const actions = ['ClientMount', 'ClientWrite', 'ClientRootAccess'];
  const allowed = await Promise.all(
    actions.map((action) =>
      isAllowed(statementsOf(name), {
        action: `elasticfilesystem:${action}`,
        resource: FILE_SYSTEM,
        context: {
          'elasticfilesystem:AccessPointArn': accessPoint,
          'elasticfilesystem:AccessedViaMountTarget': 'true',
          'aws:SecureTransport': 'true',
        },
      }),
    ),
  );
  return actions.filter((_, index) => allowed[index]);
}

describe('the file system', () => {
  it.each([
    ['tickerplant.yml', ['ClientMount', 'ClientWrite'], []],
    ['rdb-group.yml', ['ClientMount'], ['ClientMount', 'ClientWrite']],
    ['query-group.yml', [], ['ClientMount']],
  ])(
    'gives the servers of %s the log as %j and the database as %j, and nobody is root',
    async (name, log, hdb) => {
      expect(await through(name, LOG)).toEqual(log);
      expect(await through(name, HDB)).toEqual(hdb);
      expect(await through(name, `${ACCOUNT}:access-point/fsap-0c`)).toEqual([]);
    },
  );

  it('gives nobody anything by itself, and takes no one without TLS', () => {
    const policy = templates.get('network.yml')?.Resources['TickerplantLog']?.Properties['FileSystemPolicy'];
    const { Statement } = policy as { Statement: readonly Record<string, unknown>[] };
    expect(Statement).toMatchObject([
      {
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: [
          'elasticfilesystem:ClientMount',
          'elasticfilesystem:ClientWrite',
          'elasticfilesystem:ClientRootAccess',
        ],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]);
  });

  it('knows every server that comes through an access point as the user kdb of the image', () => {
    const points = Object.values(templates.get('network.yml')?.Resources ?? {}).filter(
      ({ Type }) => Type === 'AWS::EFS::AccessPoint',
    );
    expect(points).toHaveLength(2);
    for (const { Properties } of points) {
      expect(Properties['PosixUser']).toEqual({ Uid: '5010', Gid: '5010' });
      expect(Properties['RootDirectory']).toMatchObject({
        CreationInfo: { OwnerUid: '5010', OwnerGid: '5010' },
      });
    }
    const image = JSON.stringify(templates.get('image-builder.yml'));
    expect(image).toContain('useradd --uid 5010 --gid 5010');
  });
});

describe("the tickerplant's address", () => {
  const EC2 = 'arn:aws:ec2:eu-west-1:123456789012';
  const attaches = (resource: string, tags: Readonly<Record<string, string>> = {}) =>
    isAllowed(statementsOf('tickerplant.yml'), {
      action: 'ec2:AttachNetworkInterface',
      resource: `${EC2}:${resource}`,
      context: Object.fromEntries(
        Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]),
      ),
    });

  it('is the one interface that is attached, and to a server of its own stack alone', async () => {
    expect(await attaches('network-interface/TickerplantAddress')).toBe(true);
    expect(await attaches('network-interface/eni-0f0f')).toBe(false);
    expect(await attaches('instance/i-0a', { 'tickerplant-of': 'kdb-tier' })).toBe(true);
    expect(await attaches('instance/i-0a', { 'tickerplant-of': 'kdb-other' })).toBe(false);
    expect(await attaches('instance/i-0a')).toBe(false);
  });

  it('is on a server that its launch template tags so', () => {
    const template = templates.get('tickerplant.yml');
    const data = template?.Resources['TickerplantLaunchTemplate']?.Properties['LaunchTemplateData'];
    expect(JSON.stringify(data)).toContain('{"Key":"tickerplant-of","Value":{"Ref":"AWS::StackName"}}');
  });
});

describe('the code', () => {
  it.each(['rdb-group.yml', 'tickerplant.yml', 'query-group.yml'])(
    'of %s is the one object that is read',
    async (name) => {
      const reads = (key: string, action = 'GetObject') =>
        isAllowed(statementsOf(name), {
          action: `s3:${action}`,
          resource: `arn:aws:s3:::my-code/${key}`,
          context: {},
        });
      expect(await reads('fx/code.zip')).toBe(true);
      expect(await reads('fx/code.zip', 'GetObjectVersion')).toBe(true);
      expect(await reads('fx/other.zip')).toBe(false);
    },
  );
});

it('no server scales anything: none holds an action of Auto Scaling, nor may it tag or start servers', () => {
  for (const [name, template] of templates) {
    const actions = roleStatements(template).flatMap((statement) => statement.actions);
    expect(
      actions.filter((action) => action.startsWith('autoscaling:')),
      name,
    ).toEqual([]);
    const onServers = actions.filter((action) => action.startsWith('ec2:'));
    expect(['ec2:AttachNetworkInterface', 'ec2:DescribeTags'], name).toEqual(
      expect.arrayContaining(onServers),
    );
  }
});

describe('the state table', () => {
  const own = 'arn:aws:ec2:eu-west-1:123456789012:instance/i-own';
  const writes = (keys: readonly string[], attributes: readonly string[], action = 'PutItem') =>
    isAllowed(statementsOf('rdb-group.yml'), {
      action: `dynamodb:${action}`,
      resource: 'arn:aws:dynamodb:eu-west-1:123456789012:table/spillway-state',
      context: {
        'ec2:SourceInstanceArn': own,
        ...(keys.length > 0 && { 'dynamodb:LeadingKeys': [...keys] }),
        'dynamodb:Attributes': [...attributes],
      },
    });
  const REPORT = ['pk', 'sk', 'told', 'expiresAt'];

  it('takes from a server its own report, and nothing else', async () => {
    expect(await writes([`REPORT#${own}`], REPORT)).toBe(true);
    expect(await writes([`REPORT#${own.replace('i-own', 'i-other')}`], REPORT)).toBe(false);
    expect(await writes(['GROUP#rdb'], REPORT)).toBe(false);
    expect(await writes([], REPORT)).toBe(false);
    // What the functions list by: a server may not put itself among the groups.
    expect(await writes([`REPORT#${own}`], [...REPORT, 'listedAs'])).toBe(false);
    for (const action of ['UpdateItem', 'DeleteItem', 'GetItem', 'BatchWriteItem'])
      expect(await writes([`REPORT#${own}`], REPORT, action), action).toBe(false);
  });
});
