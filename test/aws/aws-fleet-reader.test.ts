import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAwsCalls } from '../../lib/aws/aws-calls.ts';
import { createAwsFleetReader } from '../../lib/aws/rdb-group/fleet/aws-fleet-reader.ts';
import { GROUP_PAGES_MAX } from '../../lib/aws/rdb-group/fleet/describe-groups.ts';
import { READ_ATTEMPTS_MAX } from '../../lib/aws/clients.ts';
import type { Group } from '../../lib/targets/rdb-group/domain/group.ts';
import type { FleetReader } from '../../lib/targets/rdb-group/ports/fleet.ts';
import {
  cutShort,
  ec2Error,
  ec2Result,
  queryError,
  queryResult,
  reset,
  silence,
  startWireServer,
  type WireServer,
} from './wire-server.ts';

const GROUPS = 'DescribeAutoScalingGroups';
const HOOKS = 'DescribeLifecycleHooks';
const ACTIVITIES = 'DescribeScalingActivities';

let server: WireServer;
let reader: FleetReader;

beforeAll(async () => {
  server = await startWireServer();
});
afterAll(async () => {
  await server.close();
});
beforeEach(() => {
  reader = createAwsFleetReader(server.clients(), createAwsCalls());
});

const MANAGED =
  '<member><Key>spillway:managed</Key><Value>true</Value><ResourceId>rdb</ResourceId></member>' +
  '<member><Key>spillway:policy</Key><Value>threshold</Value></member>';

function groupXml(
  parts: { name?: string; tags?: string; instances?: string; desired?: string; more?: string } = {},
): string {
  const { name = 'rdb', tags = MANAGED, instances = '', desired = '2', more = '' } = parts;
  return (
    `<member><AutoScalingGroupName>${name}</AutoScalingGroupName><MinSize>1</MinSize><MaxSize>5</MaxSize>` +
    (desired && `<DesiredCapacity>${desired}</DesiredCapacity>`) +
    `<Instances>${instances}</Instances><Tags>${tags}</Tags>${more}</member>`
  );
}

function instanceXml(instanceId: string, state = 'InService', more = ''): string {
  return (
    `<member><InstanceId>${instanceId}</InstanceId><AvailabilityZone>eu-west-1a</AvailabilityZone>` +
    `<LifecycleState>${state}</LifecycleState><HealthStatus>Healthy</HealthStatus>` +
    `<ProtectedFromScaleIn>true</ProtectedFromScaleIn>${more}</member>`
  );
}

const page = (members: string, token = '') =>
  queryResult(
    GROUPS,
    `<AutoScalingGroups>${members}</AutoScalingGroups>${token && `<NextToken>${token}</NextToken>`}`,
  );

async function allGroups(): Promise<Group[]> {
  const groups: Group[] = [];
  for await (const some of reader.listManagedGroups()) groups.push(...some);
  return groups;
}

/** Does not wait long for an answer that never comes. */
const impatient = () => createAwsFleetReader(server.clients({ requestTimeoutMs: 300 }), createAwsCalls());

const callsSince = (before: number) => server.seen.length - before;

describe('a group', () => {
  it('is read with its nodes, tags, policy and suspended processes', async () => {
    const instances = instanceXml('i-1') + instanceXml('i-2', 'Terminating:Retained');
    const more =
      '<InstanceLifecyclePolicy><RetentionTriggers><TerminateHookAbandon>retain</TerminateHookAbandon></RetentionTriggers></InstanceLifecyclePolicy>' +
      '<SuspendedProcesses><member><ProcessName>AZRebalance</ProcessName></member></SuspendedProcesses>';
    server.script(GROUPS, page(groupXml({ instances, more })));
    expect(await reader.readGroup('rdb')).toEqual({
      name: 'rdb',
      minSize: 1,
      maxSize: 5,
      desiredCapacity: 2,
      nodes: [
        {
          instanceId: 'i-1',
          stage: 'in-service',
          lifecycleState: 'InService',
          availabilityZone: 'eu-west-1a',
          protectedFromScaleIn: true,
        },
        {
          instanceId: 'i-2',
          stage: 'retained',
          lifecycleState: 'Terminating:Retained',
          availabilityZone: 'eu-west-1a',
          protectedFromScaleIn: true,
        },
      ],
      tags: { 'spillway:managed': 'true', 'spillway:policy': 'threshold' },
      hasWeightedCapacity: false,
      retainsOnAbandon: true,
      suspendedProcesses: ['AZRebalance'],
    });
  });

  it('does not retain where the policy says terminate, or nothing', async () => {
    const more =
      '<InstanceLifecyclePolicy><RetentionTriggers><TerminateHookAbandon>terminate</TerminateHookAbandon></RetentionTriggers></InstanceLifecyclePolicy>';
    server.script(GROUPS, page(groupXml({ more })), page(groupXml()));
    expect(await reader.readGroup('rdb')).toMatchObject({ retainsOnAbandon: false });
    expect(await reader.readGroup('rdb')).toMatchObject({ retainsOnAbandon: false });
  });

  it.each([
    [
      'an instance of weight 2',
      { instances: instanceXml('i-1', 'InService', '<WeightedCapacity>2</WeightedCapacity>') },
      true,
    ],
    [
      'an override of weight 4',
      {
        more: '<MixedInstancesPolicy><LaunchTemplate><Overrides><member><WeightedCapacity>4</WeightedCapacity></member></Overrides></LaunchTemplate></MixedInstancesPolicy>',
      },
      true,
    ],
    ['capacity in vCPUs', { more: '<DesiredCapacityType>vcpu</DesiredCapacityType>' }, true],
    [
      'weights of 1 only',
      { instances: instanceXml('i-1', 'InService', '<WeightedCapacity>1</WeightedCapacity>') },
      false,
    ],
    ['capacity in units', { more: '<DesiredCapacityType>units</DesiredCapacityType>' }, false],
  ])('with %s is held as weighted, or not', async (_, parts, expected) => {
    server.script(GROUPS, page(groupXml(parts)));
    expect((await reader.readGroup('rdb'))?.hasWeightedCapacity).toBe(expected);
  });

  it('that does not exist is undefined', async () => {
    server.script(GROUPS, page(''));
    expect(await reader.readGroup('rdb')).toBeUndefined();
  });

  it.each([
    ['the list of groups', queryResult(GROUPS, ''), 'AutoScalingGroups'],
    ['the desired capacity', page(groupXml({ desired: '' })), 'DesiredCapacity'],
    ['the instances', page(groupXml().replace('<Instances></Instances>', '')), 'Instances'],
    ['the tags', page(groupXml().replace(/<Tags>.*<\/Tags>/, '')), 'Tags'],
    [
      'an instance’s state',
      page(groupXml({ instances: instanceXml('i-1').replace(/<LifecycleState>.*<\/LifecycleState>/, '') })),
      'LifecycleState',
    ],
  ])('whose answer lacks %s is an error that names the part', async (_, reply, part) => {
    server.script(GROUPS, reply);
    await expect(reader.readGroup('rdb')).rejects.toMatchObject({
      name: 'PortError',
      call: 'autoscaling:DescribeAutoScalingGroups',
      code: 'IncompleteAnswer',
      message: expect.stringContaining(part) as string,
    });
  });
});

describe('the managed groups', () => {
  it('are asked for by tag, 100 a page, until there is no next page', async () => {
    const before = server.seen.length;
    server.script(GROUPS, page(groupXml({ name: 'a' }), 't1'), page('', 't2'), page(groupXml({ name: 'b' })));
    expect((await allGroups()).map((group) => group.name)).toEqual(['a', 'b']);
    expect(server.seen.slice(before).map(({ fields }) => fields)).toMatchObject([
      {
        'Filters.member.1.Name': 'tag:spillway:managed',
        'Filters.member.1.Values.member.1': 'true',
        MaxRecords: '100',
      },
      { NextToken: 't1' },
      { NextToken: 't2' },
    ]);
  });

  it('never include one without the tag, whatever AWS sends', async () => {
    server.script(GROUPS, page(groupXml({ name: 'a', tags: '' }) + groupXml({ name: 'b' })));
    expect((await allGroups()).map((group) => group.name)).toEqual(['b']);
  });

  it('are an error when the pages never end', async () => {
    const before = server.seen.length;
    server.script(GROUPS, page('', 'again'));
    await expect(allGroups()).rejects.toMatchObject({ code: 'TooManyPages' });
    expect(callsSince(before)).toBe(GROUP_PAGES_MAX);
  });

  it('are an error when a later page fails, so that no group is silently left out', async () => {
    const denied = queryError(403, 'AccessDenied', 'User is not authorized to perform this');
    server.script(GROUPS, page(groupXml({ name: 'a' }), 't1'), denied);
    await expect(allGroups()).rejects.toMatchObject({ name: 'PortError', code: 'AccessDenied' });
  });
});

describe('a read', () => {
  it.each([
    ['throttled', queryError(400, 'Throttling', 'Rate exceeded')],
    ['refused with a 500', queryError(500, 'InternalFailure', 'oops')],
    ['refused with a 503', queryError(503, 'ServiceUnavailable', 'busy')],
    ['reset', reset],
    ['cut short', cutShort('<DescribeAutoScalingGroupsResponse><Describe')],
    ['not answered', silence],
  ])('succeeds when tries %s are followed by an answer', async (_, fault) => {
    const before = server.seen.length;
    server.script(GROUPS, fault, fault, page(groupXml()));
    const asked = fault === silence ? impatient() : reader;
    expect(await asked.readGroup('rdb')).toMatchObject({ name: 'rdb' });
    expect(callsSince(before)).toBe(3);
  });

  it.each([
    ['throttled', queryError(400, 'Throttling', 'Rate exceeded'), 'Throttling'],
    ['refused with a 500', queryError(500, 'InternalFailure', 'oops'), 'InternalFailure'],
    ['reset', reset, 'ECONNRESET'],
    ['not answered', silence, 'ETIMEDOUT'],
  ])('%s every time is an error, after a bounded number of tries', async (_, fault, code) => {
    const before = server.seen.length;
    server.script(GROUPS, fault);
    const asked = fault === silence ? impatient() : reader;
    await expect(asked.readGroup('rdb')).rejects.toMatchObject({ name: 'PortError', code });
    expect(callsSince(before)).toBe(READ_ATTEMPTS_MAX);
  });

  it('denied is an error at once, with AWS’s code and words', async () => {
    const before = server.seen.length;
    server.script(GROUPS, queryError(403, 'AccessDenied', 'User is not authorized'));
    await expect(reader.readGroup('rdb')).rejects.toMatchObject({
      code: 'AccessDenied',
      message: 'autoscaling:DescribeAutoScalingGroups: AccessDenied: User is not authorized',
    });
    expect(callsSince(before)).toBe(1);
  });

  it('is not sent when the invocation has no time left', async () => {
    const before = server.seen.length;
    const late = createAwsFleetReader(
      server.clients(),
      createAwsCalls(() => 2_000),
    );
    await expect(late.readGroup('rdb')).rejects.toMatchObject({ code: 'DeadlineExceeded' });
    expect(callsSince(before)).toBe(0);
  });

  it('ends at the invocation’s deadline, in the middle of its tries', async () => {
    server.script(GROUPS, silence);
    const late = createAwsFleetReader(
      server.clients(),
      createAwsCalls(() => 2_050),
    );
    await expect(late.readGroup('rdb')).rejects.toMatchObject({ code: 'DeadlineExceeded' });
  });
});

describe('an instance’s group', () => {
  const reservation = (tags: string, state = 'running') =>
    ec2Result(
      'DescribeInstances',
      `<reservationSet><item><instancesSet><item><instanceId>i-1</instanceId><instanceState><name>${state}</name></instanceState><tagSet>${tags}</tagSet></item></instancesSet></item></reservationSet>`,
    );
  const groupTag = '<item><key>aws:autoscaling:groupName</key><value>rdb</value></item>';

  it.each(['running', 'terminated'])('is named by its tag when it is %s', async (state) => {
    server.script(
      'DescribeInstances',
      reservation(`<item><key>Name</key><value>x</value></item>${groupTag}`, state),
    );
    expect(await reader.groupNameOfInstance('i-1')).toBe('rdb');
  });

  it('is none for an instance without the tag', async () => {
    server.script('DescribeInstances', reservation(''));
    expect(await reader.groupNameOfInstance('i-1')).toBeUndefined();
  });

  it.each(['InvalidInstanceID.NotFound', 'InvalidInstanceID.Malformed'])(
    'is none when EC2 says %s',
    async (code) => {
      server.script('DescribeInstances', ec2Error(400, code, 'The instance ID does not exist'));
      expect(await reader.groupNameOfInstance('i-1')).toBeUndefined();
    },
  );

  it('is an error when EC2 denies the question', async () => {
    server.script('DescribeInstances', ec2Error(403, 'UnauthorizedOperation', 'You are not authorized'));
    await expect(reader.groupNameOfInstance('i-1')).rejects.toMatchObject({ code: 'UnauthorizedOperation' });
  });
});

describe('launch times', () => {
  it('are read in batches of 200, leaving out instances that EC2 does not know', async () => {
    const before = server.seen.length;
    const known = ec2Result(
      'DescribeInstances',
      '<reservationSet><item><instancesSet><item><instanceId>i-1</instanceId><launchTime>2026-11-20T08:00:00.000Z</launchTime></item></instancesSet></item></reservationSet>',
    );
    server.script('DescribeInstances', known, ec2Result('DescribeInstances', '<reservationSet/>'));
    const ids = Array.from({ length: 201 }, (_, index) => `i-${index}`);
    expect([...(await reader.readLaunchTimes(ids))]).toEqual([['i-1', Date.parse('2026-11-20T08:00:00Z')]]);
    expect(server.seen.slice(before).map(({ fields }) => fields)).toMatchObject([
      { 'Filter.1.Name': 'instance-id', 'Filter.1.Value.200': 'i-199' },
      { 'Filter.1.Value.1': 'i-200' },
    ]);
  });

  it('of no instances cost no call', async () => {
    const before = server.seen.length;
    expect([...(await reader.readLaunchTimes([]))]).toEqual([]);
    expect(callsSince(before)).toBe(0);
  });
});

describe('the terminating hook', () => {
  const hook = (name: string, transition: string, more = '') =>
    `<member><LifecycleHookName>${name}</LifecycleHookName><LifecycleTransition>autoscaling:EC2_INSTANCE_${transition}</LifecycleTransition>${more}</member>`;
  const hooks = (members: string) => queryResult(HOOKS, `<LifecycleHooks>${members}</LifecycleHooks>`);

  it('lists the terminating ones by name', async () => {
    const first = hook(
      'a',
      'TERMINATING',
      '<HeartbeatTimeout>300</HeartbeatTimeout><DefaultResult>CONTINUE</DefaultResult>',
    );
    server.script(HOOKS, hooks(hook('b', 'TERMINATING') + hook('0', 'LAUNCHING') + first));
    expect(await reader.readTerminatingHooks('rdb')).toEqual([
      { name: 'a', defaultResult: 'CONTINUE', heartbeatTimeoutMs: 300_000 },
      { name: 'b', defaultResult: 'ABANDON', heartbeatTimeoutMs: 3_600_000 },
    ]);
  });

  it('abandons after an hour where it says nothing, as AWS’s defaults do', async () => {
    server.script(HOOKS, hooks(hook('a', 'TERMINATING')));
    expect(await reader.readTerminatingHooks('rdb')).toEqual([
      { name: 'a', defaultResult: 'ABANDON', heartbeatTimeoutMs: 3_600_000 },
    ]);
  });

  it('is none for a group without one, and for a group that vanished', async () => {
    const gone = queryError(
      400,
      'ValidationError',
      'AutoScalingGroup name not found - AutoScalingGroup rdb not found',
    );
    server.script(HOOKS, hooks(hook('a', 'LAUNCHING')), gone);
    expect(await reader.readTerminatingHooks('rdb')).toEqual([]);
    expect(await reader.readTerminatingHooks('rdb')).toEqual([]);
  });

  it('is an error when the answer holds no list', async () => {
    server.script(HOOKS, queryResult(HOOKS, ''));
    await expect(reader.readTerminatingHooks('rdb')).rejects.toMatchObject({ code: 'IncompleteAnswer' });
  });
});

describe('launch failures', () => {
  const SINCE_MS = Date.parse('2026-11-20T12:00:00Z');
  const NO_CAPACITY = 'We currently do not have sufficient r6i.4xlarge capacity in eu-west-1a.';
  const activity = (
    time: string,
    status: string,
    description = 'Launching a new EC2 instance.  Status Reason: x',
  ) =>
    `<member><ActivityId>1</ActivityId><Description>${description}</Description><StartTime>2026-11-20T${time}Z</StartTime>` +
    (status === 'InProgress' ? '' : `<EndTime>2026-11-20T${time}Z</EndTime>`) +
    `<StatusCode>${status}</StatusCode><StatusMessage>${NO_CAPACITY}</StatusMessage></member>`;
  const activities = (members: string, token = '') =>
    queryResult(
      ACTIVITIES,
      `<Activities>${members}</Activities>${token && `<NextToken>${token}</NextToken>`}`,
    );

  it('are the launches that failed or were cancelled since then, newest first', async () => {
    const before = server.seen.length;
    server.script(
      ACTIVITIES,
      activities(
        activity('11:00:00', 'InProgress') +
          activity('12:30:00', 'Failed') +
          activity('12:20:00', 'Successful') +
          activity('12:10:00', 'Failed', 'Terminating EC2 instance: i-1') +
          activity('12:00:00', 'Cancelled'),
        't1',
      ),
      activities(activity('11:59:59', 'Failed'), 't2'),
    );
    expect(await reader.readLaunchFailures('rdb', SINCE_MS)).toEqual([
      { atMs: Date.parse('2026-11-20T12:30:00Z'), message: NO_CAPACITY },
      { atMs: SINCE_MS, message: NO_CAPACITY },
    ]);
    expect(callsSince(before)).toBe(2);
  });

  it('are searched through three pages at most', async () => {
    const before = server.seen.length;
    server.script(ACTIVITIES, activities(activity('13:00:00', 'Failed'), 'again'));
    expect(await reader.readLaunchFailures('rdb', SINCE_MS)).toHaveLength(3);
    expect(callsSince(before)).toBe(3);
  });

  it('are none for a group that vanished', async () => {
    server.script(ACTIVITIES, queryError(400, 'ValidationError', 'AutoScalingGroup name not found'));
    expect(await reader.readLaunchFailures('rdb', SINCE_MS)).toEqual([]);
  });

  it('are an error for any other refusal', async () => {
    server.script(ACTIVITIES, queryError(400, 'ValidationError', 'MaxRecords must be at most 100'));
    await expect(reader.readLaunchFailures('rdb', SINCE_MS)).rejects.toMatchObject({
      code: 'ValidationError',
    });
  });
});
