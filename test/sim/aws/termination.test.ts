import { describe, expect, it } from 'vitest';
import type { AutoScalingEvent } from '../../../lib/sim/aws/auto-scaling-context.ts';
import type { World, WorldGroup } from '../../../lib/sim/world.ts';
import { aWorld, GROUP, groupOf, minutes, nodeAt, statesOf, TERMINATING_HOOK } from '../build-world.ts';

function hookedWorld(group: Partial<WorldGroup> = {}): { world: World; events: AutoScalingEvent[] } {
  const world = aWorld({ desiredCapacity: 2, hooks: [TERMINATING_HOOK], ...group });
  const events: AutoScalingEvent[] = [];
  world.onAutoScalingEvent((event) => events.push(event));
  world.autoScaling.terminateInstance({ instanceId: nodeAt(world, 1).instanceId, decrement: true });
  return { world, events };
}

const hookCall = (world: World) => ({
  groupName: GROUP,
  hookName: TERMINATING_HOOK.hookName,
  instanceId: nodeAt(world, 1).instanceId,
});

describe('a terminating hook', () => {
  it('holds the instance and tells, with a token', () => {
    const { world, events } = hookedWorld();
    expect(statesOf(world)).toEqual(['InService', 'Terminating:Wait']);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      detailType: 'EC2 Instance-terminate Lifecycle Action',
      detail: {
        AutoScalingGroupName: GROUP,
        LifecycleHookName: 'prove-empty',
        EC2InstanceId: nodeAt(world, 1).instanceId,
        LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
      },
    });
    expect(events[0]?.detail['LifecycleActionToken']).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  });

  it('lets the instance go on CONTINUE', async () => {
    const { world } = hookedWorld();
    world.autoScaling.completeLifecycleAction({ ...hookCall(world), result: 'CONTINUE' });
    expect(statesOf(world)).toEqual(['InService', 'Terminating:Proceed']);
    await world.runUntil(minutes(1));
    expect(statesOf(world)).toEqual(['InService']);
  });

  it('takes the token as well as the instance id', () => {
    const { world, events } = hookedWorld();
    const token = String(events[0]?.detail['LifecycleActionToken']);
    const { groupName, hookName } = hookCall(world);
    world.autoScaling.completeLifecycleAction({ groupName, hookName, token, result: 'CONTINUE' });
    expect(statesOf(world)).toEqual(['InService', 'Terminating:Proceed']);
  });

  it('refuses to complete what does not wait', () => {
    const { world } = hookedWorld();
    const call = hookCall(world);
    world.autoScaling.completeLifecycleAction({ ...call, result: 'CONTINUE' });
    expect(() => world.autoScaling.completeLifecycleAction({ ...call, result: 'CONTINUE' })).toThrow(
      `No active Lifecycle Action found with instance ID ${call.instanceId}`,
    );
  });

  it('ends the instance on ABANDON where the group does not retain', () => {
    const { world } = hookedWorld({ terminateHookAbandon: 'terminate' });
    world.autoScaling.completeLifecycleAction({ ...hookCall(world), result: 'ABANDON' });
    expect(statesOf(world)).toEqual(['InService', 'Terminating:Proceed']);
  });

  it('keeps the instance on ABANDON where the group retains', async () => {
    const { world } = hookedWorld({ terminateHookAbandon: 'retain' });
    world.autoScaling.completeLifecycleAction({ ...hookCall(world), result: 'ABANDON' });
    await world.runUntil(minutes(60));
    expect(statesOf(world)).toEqual(['InService', 'Terminating:Retained']);
    expect(world.safety.terminationCount).toBe(0);
  });

  it('sends a retained instance through the hook again when it is ended', () => {
    const { world, events } = hookedWorld({ terminateHookAbandon: 'retain' });
    const call = hookCall(world);
    world.autoScaling.completeLifecycleAction({ ...call, result: 'ABANDON' });
    world.autoScaling.terminateInstance({ instanceId: call.instanceId, decrement: false });
    expect(statesOf(world)).toEqual(['InService', 'Terminating:Wait']);
    expect(groupOf(world).desiredCapacity).toBe(1);
    const tokens = events.map(({ detail }) => detail['LifecycleActionToken']);
    expect(new Set(tokens).size).toBe(2);
  });

  it('times out with its default result', async () => {
    const { world } = hookedWorld({ hooks: [{ ...TERMINATING_HOOK, defaultResult: 'CONTINUE' }] });
    await world.runUntil(minutes(10) - 1);
    expect(statesOf(world)).toEqual(['InService', 'Terminating:Wait']);
    await world.runUntil(minutes(10));
    expect(statesOf(world)).toEqual(['InService', 'Terminating:Proceed']);
  });

  it('retains at its time-out where the default is ABANDON', async () => {
    const { world } = hookedWorld({ terminateHookAbandon: 'retain' });
    await world.runUntil(minutes(10));
    expect(statesOf(world)).toEqual(['InService', 'Terminating:Retained']);
  });

  it('waits longer with each heartbeat, but never beyond 100 of them', async () => {
    const { world } = hookedWorld({ terminateHookAbandon: 'retain' });
    const call = hookCall(world);
    for (let minute = 9; minute < 1000; minute += 9) {
      await world.runUntil(minutes(minute));
      if (statesOf(world)[1] === 'Terminating:Wait') world.autoScaling.recordLifecycleActionHeartbeat(call);
    }
    expect(statesOf(world)).toEqual(['InService', 'Terminating:Wait']);
    await world.runUntil(minutes(1000) - 1);
    expect(statesOf(world)).toEqual(['InService', 'Terminating:Wait']);
    await world.runUntil(minutes(1000));
    expect(statesOf(world)).toEqual(['InService', 'Terminating:Retained']);
  });

  it('waits no longer than 48 hours in all', async () => {
    const hook = { ...TERMINATING_HOOK, heartbeatTimeoutSeconds: 7200 };
    const { world } = hookedWorld({ hooks: [hook], terminateHookAbandon: 'retain' });
    const call = hookCall(world);
    for (let hour = 1; hour < 48; hour++) {
      await world.runUntil(minutes(60 * hour));
      world.autoScaling.recordLifecycleActionHeartbeat(call);
    }
    await world.runUntil(minutes(48 * 60) - 1);
    expect(statesOf(world)).toEqual(['InService', 'Terminating:Wait']);
    await world.runUntil(minutes(48 * 60));
    expect(statesOf(world)).toEqual(['InService', 'Terminating:Retained']);
  });

  it('lets the instance go only when every hook has', () => {
    const second = { ...TERMINATING_HOOK, hookName: 'second' };
    const { world } = hookedWorld({ hooks: [TERMINATING_HOOK, second] });
    world.autoScaling.completeLifecycleAction({ ...hookCall(world), result: 'CONTINUE' });
    expect(statesOf(world)).toEqual(['InService', 'Terminating:Wait']);
    world.autoScaling.completeLifecycleAction({ ...hookCall(world), hookName: 'second', result: 'CONTINUE' });
    expect(statesOf(world)).toEqual(['InService', 'Terminating:Proceed']);
  });
});

describe('deleting a group', () => {
  it('is refused while it has instances, and with force where it is protected', () => {
    const world = aWorld({ deletionProtection: 'prevent-force-deletion' });
    expect(() => world.autoScaling.deleteGroup(GROUP, { force: false })).toThrow(/cannot delete/);
    expect(() => world.autoScaling.deleteGroup(GROUP, { force: true })).toThrow(/deletion protection/);
  });

  it('skips the hooks when forced', async () => {
    const { world } = hookedWorld();
    world.autoScaling.deleteGroup(GROUP, { force: true });
    expect(statesOf(world)).toEqual(['Terminating', 'Terminating']);
    await world.runUntil(minutes(1));
    expect(world.autoScaling.describeGroups([GROUP])).toEqual([]);
  });

  it('tells once of an instance that was already shutting down', async () => {
    const { world, events } = hookedWorld({ hooks: [] });
    world.autoScaling.deleteGroup(GROUP, { force: true });
    await world.runUntil(minutes(1));
    const told = events.filter(({ detailType }) => detailType === 'EC2 Instance Terminate Successful');
    expect(new Set(told.map(({ instanceId }) => instanceId)).size).toBe(2);
    expect(told).toHaveLength(2);
  });
});
