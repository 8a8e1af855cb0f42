import {
  CompleteLifecycleActionCommand,
  CreateOrUpdateTagsCommand,
  DeleteAutoScalingGroupCommand,
  DeleteLifecycleHookCommand,
  DeleteTagsCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeAutoScalingInstancesCommand,
  DescribeInstanceRefreshesCommand,
  DescribeLifecycleHooksCommand,
  DescribePoliciesCommand,
  DescribeScalingActivitiesCommand,
  DescribeScheduledActionsCommand,
  DescribeTagsCommand,
  EnterStandbyCommand,
  ExitStandbyCommand,
  paginateDescribeAutoScalingGroups,
  PutLifecycleHookCommand,
  RecordLifecycleActionHeartbeatCommand,
  ResumeProcessesCommand,
  SetDesiredCapacityCommand,
  SetInstanceHealthCommand,
  SetInstanceProtectionCommand,
  StartInstanceRefreshCommand,
  SuspendProcessesCommand,
  TerminateInstanceInAutoScalingGroupCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../lib/core/units.ts';
import type { LifecycleHook } from '../../lib/sim/aws/group-state.ts';
import { aGroup, type LocalAws, present, refusalOf, START_MS, startLocalAws } from './local-aws.ts';

const hook: LifecycleHook = {
  hookName: 'spillway',
  transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
  heartbeatTimeoutSeconds: 300,
  defaultResult: 'ABANDON',
};

async function describeGroup({ autoScaling }: LocalAws, name = 'rdb-a') {
  const answer = await autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
  );
  return present(answer.AutoScalingGroups?.[0]);
}

async function nodeIds(aws: LocalAws): Promise<[string, string]> {
  const [first, second] = (await describeGroup(aws)).Instances ?? [];
  return [present(first?.InstanceId), present(second?.InstanceId)];
}

describe('groups on the wire', () => {
  it('are described with sizes, instances, tags, processes and retention', async () => {
    const aws = await startLocalAws({
      groups: [
        aGroup({
          tags: { 'spillway:managed': 'true', note: 'a < b & "c"' },
          suspendedProcesses: ['AZRebalance'],
          terminateHookAbandon: 'retain',
          newInstancesProtectedFromScaleIn: true,
        }),
      ],
    });
    const group = await describeGroup(aws);
    expect(group).toMatchObject({
      AutoScalingGroupName: 'rdb-a',
      MinSize: 1,
      MaxSize: 5,
      DesiredCapacity: 2,
      HealthCheckType: 'EC2',
      CreatedTime: new Date(START_MS),
      NewInstancesProtectedFromScaleIn: true,
      SuspendedProcesses: [{ ProcessName: 'AZRebalance' }],
      InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: 'retain' } },
      Tags: [
        { Key: 'spillway:managed', Value: 'true' },
        { Key: 'note', Value: 'a < b & "c"' },
      ],
    });
    expect(group.Instances).toHaveLength(2);
    expect(group.Instances?.[0]).toMatchObject({
      LifecycleState: 'InService',
      HealthStatus: 'Healthy',
      ProtectedFromScaleIn: true,
    });
  });

  it('that do not exist are absent, not an error', async () => {
    const { autoScaling } = await startLocalAws();
    const answer = await autoScaling.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: ['none'] }),
    );
    expect(answer.AutoScalingGroups).toEqual([]);
  });

  it('show weighted capacity and Spot in their mixed instances policy', async () => {
    const aws = await startLocalAws({ groups: [aGroup({ hasWeightedCapacity: true, usesSpot: true })] });
    const { MixedInstancesPolicy } = await describeGroup(aws);
    expect(MixedInstancesPolicy?.LaunchTemplate?.Overrides?.[0]?.WeightedCapacity).toBe('2');
    expect(MixedInstancesPolicy?.InstancesDistribution?.OnDemandPercentageAboveBaseCapacity).toBe(0);
  });

  it('come in pages of the size asked for, each group once', async () => {
    const names = Array.from({ length: 230 }, (_, index) => `rdb-${String(index).padStart(3, '0')}`);
    const groups = names.map((name) => aGroup({ name, readyNodeCount: 0, desiredCapacity: 0, minSize: 0 }));
    const { autoScaling } = await startLocalAws({ groups });
    const sizes: number[] = [];
    const seen: string[] = [];
    const pages = paginateDescribeAutoScalingGroups({ client: autoScaling, pageSize: 100 }, {});
    for await (const page of pages) {
      sizes.push(page.AutoScalingGroups?.length ?? 0);
      seen.push(...(page.AutoScalingGroups ?? []).map((group) => present(group.AutoScalingGroupName)));
    }
    expect(sizes).toEqual([100, 100, 30]);
    expect(seen).toEqual(names);
  });

  it.each([
    ['tag:spillway:managed', ['true'], ['rdb-a']],
    ['tag:spillway:managed', ['true', 'false'], ['rdb-a', 'rdb-b']],
    ['tag-key', ['other'], ['rdb-b']],
    ['tag-value', ['false'], ['rdb-b']],
  ])('are filtered by %s = %j', async (Name, Values, expected) => {
    const other = aGroup({ name: 'rdb-b', tags: { 'spillway:managed': 'false', other: 'x' } });
    const { autoScaling } = await startLocalAws({ groups: [aGroup(), other] });
    const answer = await autoScaling.send(
      new DescribeAutoScalingGroupsCommand({ Filters: [{ Name, Values }] }),
    );
    expect(answer.AutoScalingGroups?.map((group) => group.AutoScalingGroupName)).toEqual(expected);
  });

  it.each([
    [new DescribeAutoScalingGroupsCommand({ MaxRecords: 101 }), 'ValidationError', 'maxRecords'],
    [new DescribeAutoScalingGroupsCommand({ NextToken: 'x' }), 'InvalidNextToken', 'NextToken'],
    [
      new DescribeAutoScalingGroupsCommand({ Filters: [{ Name: 'size', Values: ['1'] }] }),
      'ValidationError',
      'Filter type size is not correct',
    ],
  ])('refuse a page or filter that AWS refuses (%#)', async (command, code, words) => {
    const { autoScaling } = await startLocalAws();
    const refusal = await refusalOf(autoScaling.send(command));
    expect([refusal.name, refusal.message]).toEqual([
      expect.stringContaining(code === 'InvalidNextToken' ? 'InvalidNextToken' : code),
      expect.stringContaining(words),
    ]);
  });
});

describe('SetDesiredCapacity on the wire', () => {
  it('launches what is missing', async () => {
    const aws = await startLocalAws({ groups: [aGroup()] });
    await aws.autoScaling.send(
      new SetDesiredCapacityCommand({ AutoScalingGroupName: 'rdb-a', DesiredCapacity: 3 }),
    );
    const before = await describeGroup(aws);
    expect(before.DesiredCapacity).toBe(3);
    expect(before.Instances?.map(({ LifecycleState }) => LifecycleState)).toEqual([
      'InService',
      'InService',
      'Pending',
    ]);
    await aws.emulator.runUntil(START_MS + 2 * MINUTE_MS);
    expect((await describeGroup(aws)).Instances?.[2]?.LifecycleState).toBe('InService');
  });

  it.each([
    [6, 'New SetDesiredCapacity value 6 is above max value 5 for the AutoScalingGroup.'],
    [0, 'New SetDesiredCapacity value 0 is below min value 1 for the AutoScalingGroup.'],
  ])('refuses %i, outside the group, in the words of AWS', async (DesiredCapacity, message) => {
    const { autoScaling } = await startLocalAws({ groups: [aGroup()] });
    const refusal = await refusalOf(
      autoScaling.send(new SetDesiredCapacityCommand({ AutoScalingGroupName: 'rdb-a', DesiredCapacity })),
    );
    expect(refusal).toMatchObject({ name: 'ValidationError', message });
  });

  it('refuses a group that does not exist', async () => {
    const { autoScaling } = await startLocalAws();
    const refusal = await refusalOf(
      autoScaling.send(new SetDesiredCapacityCommand({ AutoScalingGroupName: 'x', DesiredCapacity: 1 })),
    );
    expect(refusal).toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining('AutoScalingGroup name not found'),
    });
  });
});

describe('instances on the wire', () => {
  it('are described with their group, 50 at a time', async () => {
    const aws = await startLocalAws({ groups: [aGroup()] });
    const ids = await nodeIds(aws);
    const answer = await aws.autoScaling.send(
      new DescribeAutoScalingInstancesCommand({ InstanceIds: [...ids, 'i-0ffffffffffffffff'] }),
    );
    expect(answer.AutoScalingInstances).toMatchObject(
      ids.map((InstanceId) => ({ InstanceId, AutoScalingGroupName: 'rdb-a', HealthStatus: 'HEALTHY' })),
    );
    const many = Array.from({ length: 51 }, (_, index) => `i-${index}`);
    const refusal = await refusalOf(
      aws.autoScaling.send(new DescribeAutoScalingInstancesCommand({ InstanceIds: many })),
    );
    expect(refusal).toMatchObject({ name: 'ValidationError' });
  });

  it('are terminated by id, with and without decrement', async () => {
    const aws = await startLocalAws({ groups: [aGroup()] });
    const [first, second] = await nodeIds(aws);
    const answer = await aws.autoScaling.send(
      new TerminateInstanceInAutoScalingGroupCommand({
        InstanceId: first,
        ShouldDecrementDesiredCapacity: true,
      }),
    );
    expect(answer.Activity).toMatchObject({
      AutoScalingGroupName: 'rdb-a',
      StatusCode: 'InProgress',
      StartTime: new Date(START_MS),
      Description: `Terminating EC2 instance: ${first}`,
    });
    expect((await describeGroup(aws)).DesiredCapacity).toBe(1);

    const atMinimum = await refusalOf(
      aws.autoScaling.send(
        new TerminateInstanceInAutoScalingGroupCommand({
          InstanceId: second,
          ShouldDecrementDesiredCapacity: true,
        }),
      ),
    );
    expect(atMinimum).toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining('Currently, desiredSize equals minSize (1)'),
    });

    await aws.autoScaling.send(
      new TerminateInstanceInAutoScalingGroupCommand({
        InstanceId: second,
        ShouldDecrementDesiredCapacity: false,
      }),
    );
    expect((await describeGroup(aws)).DesiredCapacity).toBe(1);
  });

  it('that are in no group cannot be terminated', async () => {
    const { autoScaling } = await startLocalAws();
    const refusal = await refusalOf(
      autoScaling.send(
        new TerminateInstanceInAutoScalingGroupCommand({
          InstanceId: 'i-0ffffffffffffffff',
          ShouldDecrementDesiredCapacity: true,
        }),
      ),
    );
    expect(refusal).toMatchObject({
      name: 'ValidationError',
      message: 'Instance Id not found - No managed instance found for instance ID: i-0ffffffffffffffff',
    });
  });

  it('take no protection where one of them is not in service, or of more than 50 at once', async () => {
    const aws = await startLocalAws({ groups: [aGroup()] });
    const [first = '', second = ''] = await nodeIds(aws);
    aws.world.autoScaling.terminateInstance({ instanceId: second, decrement: false });
    const refusalFor = (InstanceIds: string[]) =>
      refusalOf(
        aws.autoScaling.send(
          new SetInstanceProtectionCommand({
            AutoScalingGroupName: 'rdb-a',
            InstanceIds,
            ProtectedFromScaleIn: true,
          }),
        ),
      );
    expect(await refusalFor([first, second])).toMatchObject({
      name: 'ValidationError',
      message: `The instance ${second} is not in InService or EnteringStandby or Standby.`,
    });
    expect(await refusalFor(Array.from({ length: 51 }, () => first))).toMatchObject({
      name: 'ValidationError',
    });
  });

  it('take protection, health and standby', async () => {
    const aws = await startLocalAws({ groups: [aGroup()] });
    const [first, second] = await nodeIds(aws);
    const group = { AutoScalingGroupName: 'rdb-a' };
    await aws.autoScaling.send(
      new SetInstanceProtectionCommand({ ...group, InstanceIds: [first], ProtectedFromScaleIn: true }),
    );
    await aws.autoScaling.send(
      new EnterStandbyCommand({ ...group, InstanceIds: [second], ShouldDecrementDesiredCapacity: true }),
    );
    expect((await describeGroup(aws)).Instances).toMatchObject([
      { InstanceId: first, ProtectedFromScaleIn: true },
      { InstanceId: second, LifecycleState: 'Standby' },
    ]);
    await aws.autoScaling.send(new ExitStandbyCommand({ ...group, InstanceIds: [second] }));
    await aws.autoScaling.send(
      new SetInstanceHealthCommand({ InstanceId: first, HealthStatus: 'Unhealthy' }),
    );
    expect((await describeGroup(aws)).Instances).toMatchObject([
      { HealthStatus: 'Unhealthy' },
      { LifecycleState: 'InService' },
    ]);
  });
});

describe('lifecycle hooks on the wire', () => {
  it('are put, described and deleted', async () => {
    const { autoScaling } = await startLocalAws({ groups: [aGroup()] });
    await autoScaling.send(
      new PutLifecycleHookCommand({
        AutoScalingGroupName: 'rdb-a',
        LifecycleHookName: 'spillway',
        LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
        HeartbeatTimeout: 300,
        DefaultResult: 'ABANDON',
      }),
    );
    const describeHooks = new DescribeLifecycleHooksCommand({ AutoScalingGroupName: 'rdb-a' });
    expect((await autoScaling.send(describeHooks)).LifecycleHooks).toMatchObject([
      {
        LifecycleHookName: 'spillway',
        LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
        HeartbeatTimeout: 300,
        GlobalTimeout: 30_000,
        DefaultResult: 'ABANDON',
      },
    ]);
    await autoScaling.send(
      new DeleteLifecycleHookCommand({ AutoScalingGroupName: 'rdb-a', LifecycleHookName: 'spillway' }),
    );
    expect((await autoScaling.send(describeHooks)).LifecycleHooks).toEqual([]);
  });

  it('hold an instance until CONTINUE, and a heartbeat starts the wait again', async () => {
    const aws = await startLocalAws({ groups: [aGroup({ hooks: [hook] })] });
    const [InstanceId] = await nodeIds(aws);
    const wait = { AutoScalingGroupName: 'rdb-a', LifecycleHookName: 'spillway', InstanceId };
    await aws.autoScaling.send(
      new TerminateInstanceInAutoScalingGroupCommand({ InstanceId, ShouldDecrementDesiredCapacity: true }),
    );
    const stateOf = async () =>
      (await describeGroup(aws)).Instances?.find((one) => one.InstanceId === InstanceId)?.LifecycleState;
    expect(await stateOf()).toBe('Terminating:Wait');
    await aws.emulator.runUntil(START_MS + 4 * MINUTE_MS);
    await aws.autoScaling.send(new RecordLifecycleActionHeartbeatCommand(wait));
    await aws.emulator.runUntil(START_MS + 8 * MINUTE_MS);
    expect(await stateOf()).toBe('Terminating:Wait');
    await aws.autoScaling.send(
      new CompleteLifecycleActionCommand({ ...wait, LifecycleActionResult: 'CONTINUE' }),
    );
    await aws.emulator.runUntil(START_MS + 10 * MINUTE_MS);
    expect(await stateOf()).toBeUndefined();
    const late = await refusalOf(aws.autoScaling.send(new RecordLifecycleActionHeartbeatCommand(wait)));
    expect(late).toMatchObject({
      name: 'ValidationError',
      message: `No active Lifecycle Action found with instance ID ${InstanceId}`,
    });
  });

  it('retain an instance whose wait is abandoned, where the group says so', async () => {
    const aws = await startLocalAws({ groups: [aGroup({ hooks: [hook], terminateHookAbandon: 'retain' })] });
    const [InstanceId] = await nodeIds(aws);
    await aws.autoScaling.send(
      new TerminateInstanceInAutoScalingGroupCommand({ InstanceId, ShouldDecrementDesiredCapacity: true }),
    );
    await aws.autoScaling.send(
      new CompleteLifecycleActionCommand({
        AutoScalingGroupName: 'rdb-a',
        LifecycleHookName: 'spillway',
        InstanceId,
        LifecycleActionResult: 'ABANDON',
      }),
    );
    expect((await describeGroup(aws)).Instances).toMatchObject([
      { LifecycleState: 'Terminating:Retained' },
      {},
    ]);
  });
});

describe('the rest of Auto Scaling on the wire', () => {
  const AutoScalingGroupName = 'rdb-a';

  it('updates sizes, protection and retention; AWS refuses a minimum above the maximum', async () => {
    const aws = await startLocalAws({ groups: [aGroup()] });
    await aws.autoScaling.send(
      new UpdateAutoScalingGroupCommand({
        AutoScalingGroupName,
        MaxSize: 9,
        NewInstancesProtectedFromScaleIn: true,
        DeletionProtection: 'prevent-force-deletion',
        InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: 'retain' } },
      }),
    );
    expect(await describeGroup(aws)).toMatchObject({
      MinSize: 1,
      MaxSize: 9,
      NewInstancesProtectedFromScaleIn: true,
      DeletionProtection: 'prevent-force-deletion',
      InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: 'retain' } },
    });
    const refusal = await refusalOf(
      aws.autoScaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, MinSize: 10 })),
    );
    expect(refusal.name).toBe('ValidationError');
  });

  it('suspends and resumes processes', async () => {
    const aws = await startLocalAws({ groups: [aGroup()] });
    await aws.autoScaling.send(
      new SuspendProcessesCommand({ AutoScalingGroupName, ScalingProcesses: ['AZRebalance', 'Launch'] }),
    );
    await aws.autoScaling.send(
      new ResumeProcessesCommand({ AutoScalingGroupName, ScalingProcesses: ['Launch'] }),
    );
    expect((await describeGroup(aws)).SuspendedProcesses).toMatchObject([{ ProcessName: 'AZRebalance' }]);
  });

  it('tags groups, describes tags and deletes them', async () => {
    const { autoScaling } = await startLocalAws({ groups: [aGroup()] });
    const tag = { ResourceId: 'rdb-a', ResourceType: 'auto-scaling-group', Key: 'spillway:mode' };
    await autoScaling.send(
      new CreateOrUpdateTagsCommand({ Tags: [{ ...tag, Value: 'dry-run', PropagateAtLaunch: false }] }),
    );
    const describeTags = new DescribeTagsCommand({ Filters: [{ Name: 'key', Values: ['spillway:mode'] }] });
    expect((await autoScaling.send(describeTags)).Tags).toMatchObject([
      { ...tag, Value: 'dry-run', PropagateAtLaunch: false },
    ]);
    await autoScaling.send(new DeleteTagsCommand({ Tags: [tag] }));
    expect((await autoScaling.send(describeTags)).Tags).toEqual([]);
  });

  it('gives a tag to new instances where it is to be propagated, to no others', async () => {
    const aws = await startLocalAws({ groups: [aGroup({ tags: {} })] });
    const tagged = (Key: string, PropagateAtLaunch: boolean) => ({
      ...{ ResourceId: 'rdb-a', ResourceType: 'auto-scaling-group', Key, Value: 'x', PropagateAtLaunch },
    });
    const Tags = [tagged('team', true), tagged('desk', true), tagged('spillway:mode', false)];
    await aws.autoScaling.send(new CreateOrUpdateTagsCommand({ Tags }));
    await aws.autoScaling.send(new CreateOrUpdateTagsCommand({ Tags: [tagged('desk', false)] }));
    await aws.autoScaling.send(new SetDesiredCapacityCommand({ AutoScalingGroupName, DesiredCapacity: 3 }));
    const keys = [...aws.world.ec2.list()].map(({ tags }) => Object.keys(tags));
    const own = 'aws:autoscaling:groupName';
    expect(keys).toEqual([[own], [own], ['team', own]]);
    expect((await describeGroup(aws)).Tags?.map((one) => [one.Key, one.PropagateAtLaunch])).toEqual([
      ...[['team', true] as const, ['desk', false] as const],
      ['spillway:mode', false],
    ]);
  });

  it('tells of a capacity shortage in the activities alone', async () => {
    const aws = await startLocalAws({ groups: [aGroup()] });
    aws.world.inject({ kind: 'no-capacity', fromMs: START_MS, untilMs: START_MS + 60 * MINUTE_MS });
    await aws.autoScaling.send(new SetDesiredCapacityCommand({ AutoScalingGroupName, DesiredCapacity: 3 }));
    const { Activities } = await aws.autoScaling.send(
      new DescribeScalingActivitiesCommand({ AutoScalingGroupName, MaxRecords: 1 }),
    );
    expect(Activities).toMatchObject([{ StatusCode: 'Failed', EndTime: new Date(START_MS) }]);
    expect(Activities?.[0]?.StatusMessage).toContain('sufficient');
  });

  it('starts one instance refresh at a time and describes it', async () => {
    const { autoScaling } = await startLocalAws({ groups: [aGroup()] });
    const { InstanceRefreshId } = await autoScaling.send(
      new StartInstanceRefreshCommand({ AutoScalingGroupName }),
    );
    const { InstanceRefreshes } = await autoScaling.send(
      new DescribeInstanceRefreshesCommand({ AutoScalingGroupName }),
    );
    expect(InstanceRefreshes).toMatchObject([{ InstanceRefreshId, Status: 'InProgress' }]);
    const again = await refusalOf(
      autoScaling.send(new StartInstanceRefreshCommand({ AutoScalingGroupName })),
    );
    expect(again.name).toMatch(/^InstanceRefreshInProgress/);
  });

  it('shows policies and scheduled actions as the world has them', async () => {
    const group = aGroup({
      scalingPolicies: [{ PolicyName: 'cpu', PolicyType: 'TargetTrackingScaling' }],
      scheduledActions: [{ ScheduledActionName: 'night', DesiredCapacity: 0 }],
    });
    const { autoScaling } = await startLocalAws({ groups: [group] });
    const policies = await autoScaling.send(new DescribePoliciesCommand({ AutoScalingGroupName }));
    const actions = await autoScaling.send(new DescribeScheduledActionsCommand({ AutoScalingGroupName }));
    expect(policies.ScalingPolicies).toMatchObject([{ PolicyName: 'cpu' }]);
    expect(actions.ScheduledUpdateGroupActions).toMatchObject([
      { ScheduledActionName: 'night', DesiredCapacity: 0 },
    ]);
  });

  it('deletes a group with instances by force only', async () => {
    const aws = await startLocalAws({ groups: [aGroup({ hooks: [hook] })] });
    const refusal = await refusalOf(
      aws.autoScaling.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName })),
    );
    expect(refusal.name).toMatch(/^ResourceInUse/);
    await aws.autoScaling.send(
      new DeleteAutoScalingGroupCommand({ AutoScalingGroupName, ForceDelete: true }),
    );
    expect((await describeGroup(aws)).Status).toBe('Delete in progress');
  });
});
