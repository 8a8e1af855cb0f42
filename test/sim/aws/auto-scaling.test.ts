import { describe, expect, it } from 'vitest';
import type { AutoScalingEvent } from '../../../lib/sim/aws/auto-scaling-context.ts';
import { aWorld, GROUP, groupOf, minutes, nodeAt, statesOf } from '../build-world.ts';

const setDesired = (world: ReturnType<typeof aWorld>, desiredCapacity: number) =>
  world.autoScaling.setDesiredCapacity({ groupName: GROUP, desiredCapacity });

describe('launching', () => {
  it('takes a node from Pending to InService in its boot time', async () => {
    const world = aWorld({ bootMs: 90_000 });
    setDesired(world, 2);
    expect(statesOf(world)).toEqual(['InService', 'Pending']);
    await world.runUntil(minutes(1));
    expect(statesOf(world)).toEqual(['InService', 'Pending']);
    await world.runUntil(minutes(1.5));
    expect(statesOf(world)).toEqual(['InService', 'InService']);
  });

  it('says why, in the words of a scaling activity', async () => {
    const world = aWorld();
    setDesired(world, 2);
    await world.runUntil(minutes(1));
    const [activity] = world.autoScaling.describeActivities(GROUP);
    expect(activity).toMatchObject({
      statusCode: 'Successful',
      description: `Launching a new EC2 instance: ${nodeAt(world, 1).instanceId}`,
      cause:
        'At 2026-11-20T14:00:00Z a user request explicitly set group desired capacity changing the desired ' +
        'capacity from 1 to 2.  At 2026-11-20T14:00:00Z an instance was started in response to a difference ' +
        'between desired and actual capacity, increasing the capacity from 1 to 2.',
    });
  });

  it('names its group in a tag of the instance', () => {
    const world = aWorld();
    expect(world.ec2.get(nodeAt(world, 0).instanceId)?.tags).toEqual({ 'aws:autoscaling:groupName': GROUP });
  });

  it.each([
    [11, 'New SetDesiredCapacity value 11 is above max value 10 for the AutoScalingGroup.'],
    [0, 'New SetDesiredCapacity value 0 is below min value 1 for the AutoScalingGroup.'],
  ])('refuses a desired capacity of %d', (desiredCapacity, message) => {
    const world = aWorld();
    expect(() => setDesired(world, desiredCapacity)).toThrow(
      expect.objectContaining({ code: 'ValidationError', message, httpStatus: 400 }),
    );
    expect(groupOf(world).desiredCapacity).toBe(1);
  });

  it('takes both bounds themselves', () => {
    const world = aWorld();
    setDesired(world, 10);
    expect(groupOf(world).desiredCapacity).toBe(10);
    setDesired(world, 1);
    expect(groupOf(world).desiredCapacity).toBe(1);
  });

  it('does nothing while the process is suspended, and makes up for it afterwards', () => {
    const world = aWorld({ suspendedProcesses: ['Launch'] });
    setDesired(world, 2);
    expect(statesOf(world)).toEqual(['InService']);
    world.autoScaling.resumeProcesses(GROUP, ['Launch']);
    expect(statesOf(world)).toEqual(['InService', 'Pending']);
  });

  it('refuses a group that does not exist', () => {
    const world = aWorld();
    expect(() => world.autoScaling.setDesiredCapacity({ groupName: 'none', desiredCapacity: 1 })).toThrow(
      /AutoScalingGroup name not found/,
    );
  });
});

describe('a shortage of capacity', () => {
  const shortage = {
    kind: 'no-capacity',
    groupName: GROUP,
    fromMs: minutes(0),
    untilMs: minutes(10),
  } as const;

  it('fails the activity, not the call, and is tried again until there is capacity', async () => {
    const world = aWorld({}, { faults: [shortage] });
    setDesired(world, 2);
    await world.runUntil(minutes(9.5));
    expect(statesOf(world)).toEqual(['InService']);
    const failed = world.autoScaling.describeActivities(GROUP);
    expect(failed).toHaveLength(10);
    expect(failed[0]?.statusCode).toBe('Failed');
    expect(failed[0]?.statusMessage).toMatch(/^We currently do not have sufficient t3a.medium capacity in /);
    await world.runUntil(minutes(11));
    expect(statesOf(world)).toEqual(['InService', 'InService']);
  });

  it('is told as EC2 Instance Launch Unsuccessful', () => {
    const world = aWorld({}, { faults: [shortage] });
    const events: AutoScalingEvent[] = [];
    world.onAutoScalingEvent((event) => events.push(event));
    setDesired(world, 2);
    expect(events.map(({ detailType }) => detailType)).toEqual(['EC2 Instance Launch Unsuccessful']);
    expect(events[0]?.detail).toMatchObject({ AutoScalingGroupName: GROUP, StatusCode: 'Failed' });
  });
});

describe('lowering the desired capacity', () => {
  it('ends an unprotected node that AWS picks', () => {
    const world = aWorld({ desiredCapacity: 3, newInstancesProtectedFromScaleIn: false });
    setDesired(world, 2);
    expect(statesOf(world)).toEqual(['Terminating', 'InService', 'InService']);
  });

  it('ends none of the protected, and says so once', () => {
    const world = aWorld({ desiredCapacity: 3 });
    setDesired(world, 2);
    world.autoScaling.putTags(GROUP, {});
    expect(statesOf(world)).toEqual(['InService', 'InService', 'InService']);
    expect(world.autoScaling.describeActivities(GROUP).map(({ description }) => description)).toEqual([
      'Could not scale to desired capacity because all remaining instances are protected from scale-in.',
    ]);
  });

  it('cancels a launching node even if new ones are protected: protection begins in service', () => {
    const world = aWorld();
    setDesired(world, 2);
    setDesired(world, 1);
    expect(statesOf(world)).toEqual(['InService', 'Terminating']);
  });

  it('ends a node as soon as its protection is taken away', () => {
    const world = aWorld({ desiredCapacity: 2 });
    setDesired(world, 1);
    const { instanceId } = nodeAt(world, 1);
    world.autoScaling.setInstanceProtection({
      groupName: GROUP,
      instanceIds: [instanceId],
      protectedFromScaleIn: false,
    });
    expect(statesOf(world)).toEqual(['InService', 'Terminating']);
  });
});

describe('SetInstanceProtection', () => {
  it('is refused as a whole for one node that is in another stage, which is named', () => {
    const world = aWorld({ newInstancesProtectedFromScaleIn: false });
    setDesired(world, 2);
    const [first, pending] = [nodeAt(world, 0), nodeAt(world, 1)];
    const protect = () =>
      world.autoScaling.setInstanceProtection({
        groupName: GROUP,
        instanceIds: [first.instanceId, pending.instanceId],
        protectedFromScaleIn: true,
      });
    expect(protect).toThrow(
      `The instance ${pending.instanceId} is not in InService or EnteringStandby or Standby.`,
    );
    expect(first.protectedFromScaleIn).toBe(false);
  });
});

describe('detaching', () => {
  it('takes the node out of the group and leaves it running', () => {
    const world = aWorld({ desiredCapacity: 2 });
    const { instanceId } = nodeAt(world, 0);
    world.autoScaling.detachInstances({ groupName: GROUP, instanceIds: [instanceId], decrement: true });
    expect(groupOf(world)).toMatchObject({ desiredCapacity: 1 });
    expect(groupOf(world).instances.has(instanceId)).toBe(false);
    expect(world.ec2.runningCount()).toBe(2);
  });
});

describe('TerminateInstanceInAutoScalingGroup', () => {
  const terminate = (world: ReturnType<typeof aWorld>, index: number, decrement: boolean) =>
    world.autoScaling.terminateInstance({ instanceId: nodeAt(world, index).instanceId, decrement });

  it('ends a protected node, and with decrement brings no other', async () => {
    const world = aWorld({ desiredCapacity: 2 });
    terminate(world, 1, true);
    expect(groupOf(world).desiredCapacity).toBe(1);
    await world.runUntil(minutes(2));
    expect(statesOf(world)).toEqual(['InService']);
  });

  it('brings another without decrement', async () => {
    const world = aWorld({ desiredCapacity: 2 });
    const { instanceId } = nodeAt(world, 1);
    terminate(world, 1, false);
    await world.runUntil(minutes(2));
    expect(statesOf(world)).toEqual(['InService', 'InService']);
    expect(groupOf(world).instances.has(instanceId)).toBe(false);
  });

  it('refuses to decrement at the minimum, in AWS’s words', () => {
    const world = aWorld({ minSize: 2, desiredCapacity: 2 });
    expect(() => terminate(world, 0, true)).toThrow(
      expect.objectContaining({
        code: 'ValidationError',
        message: expect.stringMatching(
          /^Currently, desiredSize equals minSize \(2\)\. Terminating/,
        ) as string,
      }),
    );
    expect(statesOf(world)).toEqual(['InService', 'InService']);
  });

  it('does not end a second node when a call is repeated', () => {
    const world = aWorld({ desiredCapacity: 3 });
    terminate(world, 2, true);
    terminate(world, 2, true);
    expect(groupOf(world).desiredCapacity).toBe(2);
    expect(statesOf(world)).toEqual(['InService', 'InService', 'Terminating']);
  });

  it('refuses an instance of no group', () => {
    const world = aWorld();
    expect(() => world.autoScaling.terminateInstance({ instanceId: 'i-none', decrement: true })).toThrow(
      'Instance Id not found - No managed instance found for instance ID: i-none',
    );
  });
});

describe('upkeep', () => {
  it('replaces a node that failed, protected or not', async () => {
    const world = aWorld({ desiredCapacity: 2 });
    const { instanceId } = nodeAt(world, 0);
    world.autoScaling.failInstance(instanceId);
    await world.runUntil(minutes(5));
    expect(statesOf(world)).toEqual(['InService', 'InService']);
    expect(groupOf(world).instances.has(instanceId)).toBe(false);
    expect(world.autoScaling.describeActivities(GROUP).map(({ cause }) => cause)).toContainEqual(
      expect.stringContaining('in response to an EC2 health check'),
    );
  });

  it('replaces none while ReplaceUnhealthy is suspended', async () => {
    const world = aWorld({ desiredCapacity: 2, suspendedProcesses: ['ReplaceUnhealthy'] });
    const { instanceId } = nodeAt(world, 0);
    world.autoScaling.setInstanceHealth({ instanceId, healthStatus: 'Unhealthy' });
    await world.runUntil(minutes(5));
    expect(groupOf(world).instances.has(instanceId)).toBe(true);
  });

  it('refreshes instances one by one, protected ones only if told to', async () => {
    const world = aWorld({ desiredCapacity: 2 });
    const before = [nodeAt(world, 0).instanceId, nodeAt(world, 1).instanceId];
    world.autoScaling.startInstanceRefresh(GROUP, { scaleInProtectedInstances: 'Ignore' });
    await world.runUntil(minutes(10));
    expect([...groupOf(world).instances.keys()]).toEqual(before);
    world.autoScaling.startInstanceRefresh(GROUP, { scaleInProtectedInstances: 'Refresh' });
    await world.runUntil(minutes(20));
    const after = [...groupOf(world).instances.keys()];
    expect(after).toHaveLength(2);
    expect(after.filter((id) => before.includes(id))).toEqual([]);
    expect(world.autoScaling.describeInstanceRefreshes(GROUP)[0]?.status).toBe('Successful');
  });

  it('rebalances zones by ending an unprotected node, unless AZRebalance is suspended', async () => {
    const unbalanced = async (suspendedProcesses: string[]) => {
      const world = aWorld({
        desiredCapacity: 4,
        newInstancesProtectedFromScaleIn: false,
        suspendedProcesses,
      });
      for (const index of [1, 3])
        world.autoScaling.terminateInstance({ instanceId: nodeAt(world, index).instanceId, decrement: true });
      await world.runUntil(minutes(10));
      return [...groupOf(world).instances.values()].map(({ instance }) => instance.availabilityZone).sort();
    };
    expect(await unbalanced([])).toEqual(['us-east-1a', 'us-east-1b']);
    expect(await unbalanced(['AZRebalance'])).toEqual(['us-east-1a', 'us-east-1a']);
  });

  it('bills from launch until the shut-down begins', async () => {
    const world = aWorld({ desiredCapacity: 2 });
    await world.runUntil(minutes(30));
    world.autoScaling.terminateInstance({ instanceId: nodeAt(world, 1).instanceId, decrement: true });
    await world.runUntil(minutes(60));
    // Both were launched an hour before the world began.
    expect(world.ec2.instanceHours(minutes(60))).toBeCloseTo(2 + 1.5, 9);
    expect(world.ec2.peakCount()).toBe(2);
    expect(world.ec2.runningCount()).toBe(1);
  });
});
