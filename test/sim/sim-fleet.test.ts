import { describe, expect, it } from 'vitest';
import { PortError } from '../../lib/core/errors.ts';
import { serverFailed, throttled, timedOut } from '../../lib/sim/aws/aws-error.ts';
import type { CallFault } from '../../lib/sim/aws/call-gate.ts';
import { createSimFleetReader, createSimFleetWriter } from '../../lib/sim/ports/sim-fleet.ts';
import { createWorld } from '../../lib/sim/world.ts';
import {
  aWorld,
  evenly,
  GROUP,
  groupOf,
  minutes,
  nodeAt,
  statesOf,
  T0_MS,
  TERMINATING_HOOK,
  tickerplantOf,
} from './build-world.ts';

describe('the simulated fleet, reading', () => {
  it('shows a group as it is', async () => {
    const world = aWorld({ terminateHookAbandon: 'retain', suspendedProcesses: ['AZRebalance'] });
    world.autoScaling.setDesiredCapacity({ groupName: GROUP, desiredCapacity: 2 });
    expect(await createSimFleetReader(world).readGroup(GROUP)).toEqual({
      name: GROUP,
      minSize: 1,
      maxSize: 10,
      desiredCapacity: 2,
      nodes: [
        {
          instanceId: nodeAt(world, 0).instanceId,
          stage: 'in-service',
          lifecycleState: 'InService',
          availabilityZone: 'us-east-1a',
          protectedFromScaleIn: true,
        },
        {
          instanceId: nodeAt(world, 1).instanceId,
          stage: 'pending',
          lifecycleState: 'Pending',
          availabilityZone: 'us-east-1b',
          protectedFromScaleIn: true,
        },
      ],
      tags: { 'spillway:managed': 'true' },
      hasWeightedCapacity: false,
      retainsOnAbandon: true,
      suspendedProcesses: ['AZRebalance'],
    });
  });

  it('knows no group that is not there', async () => {
    expect(await createSimFleetReader(aWorld()).readGroup('none')).toBeUndefined();
  });

  it('lists managed groups alone, a hundred a page', async () => {
    const world = createWorld({ startMs: T0_MS });
    for (let i = 0; i < 250; i++)
      world.addGroup({
        name: `g${String(i).padStart(3, '0')}`,
        minSize: 0,
        maxSize: 1,
        tags: i < 201 ? { 'spillway:managed': 'true' } : {},
      });
    const sizes: number[] = [];
    for await (const page of createSimFleetReader(world).listManagedGroups()) sizes.push(page.length);
    expect(sizes).toEqual([100, 100, 1]);
    for await (const page of createSimFleetReader(world).listManagedNames()) sizes.push(page.length);
    expect(sizes.slice(3)).toEqual([100, 100, 1]);
    expect(world.calls.counts()).toEqual({ DescribeAutoScalingGroups: 3, DescribeTags: 3 });
  });

  it('finds the group of an instance, its launch time and its hook', async () => {
    const world = aWorld({ hooks: [TERMINATING_HOOK] });
    const reader = createSimFleetReader(world);
    const { instanceId } = nodeAt(world, 0);
    expect(await reader.groupNameOfInstance(instanceId)).toBe(GROUP);
    expect(await reader.groupNameOfInstance('i-none')).toBeUndefined();
    expect(await reader.readLaunchTimes([instanceId, 'i-none'])).toEqual(
      new Map([[instanceId, T0_MS - 3_600_000]]),
    );
    expect(await reader.readTerminatingHooks(GROUP)).toEqual([
      { name: 'prove-empty', defaultResult: 'ABANDON', heartbeatTimeoutMs: 600_000 },
    ]);
  });

  it('finds failed launches since a moment', async () => {
    const world = aWorld({}, { faults: [{ kind: 'no-capacity', fromMs: T0_MS, untilMs: minutes(5) }] });
    world.autoScaling.setDesiredCapacity({ groupName: GROUP, desiredCapacity: 2 });
    await world.runUntil(minutes(10));
    const failures = await createSimFleetReader(world).readLaunchFailures(GROUP, minutes(3));
    expect(failures.map(({ atMs }) => atMs)).toEqual([minutes(4), minutes(3)]);
    expect(failures[0]?.message).toContain('do not have sufficient t3a.medium capacity');
  });

  it('rejects with a PortError that names call and code', async () => {
    const world = aWorld();
    world.calls.intercept(() => ({ kind: 'refuse', error: throttled() }));
    const reading = createSimFleetReader(world).readGroup(GROUP);
    await expect(reading).rejects.toThrow(PortError);
    await expect(reading).rejects.toThrow('autoscaling:DescribeAutoScalingGroups: Throttling: Rate exceeded');
  });
});

describe('the simulated fleet, writing', () => {
  const raise = (fault: CallFault | undefined) => {
    const world = aWorld();
    world.calls.intercept(({ action }) => (action === 'SetDesiredCapacity' ? fault : undefined));
    const writer = createSimFleetWriter(world);
    return writer.setDesiredCapacity({ groupName: GROUP, desiredCapacity: 2 }).then((outcome) => ({
      kind: outcome.kind,
      desiredCapacity: groupOf(world).desiredCapacity,
    }));
  };

  it.each<[string, CallFault | undefined, string, number]>([
    ['no fault', undefined, 'applied', 2],
    ['throttling', { kind: 'refuse', error: throttled() }, 'rejected', 1],
    ['a time-out before it', { kind: 'refuse', error: timedOut() }, 'unknown', 1],
    ['a lost answer', { kind: 'lose-answer', error: timedOut() }, 'unknown', 2],
    ['a failure of AWS', { kind: 'lose-answer', error: serverFailed() }, 'unknown', 2],
  ])('says what became of a call with %s', async (_, fault, kind, desiredCapacity) => {
    expect(await raise(fault)).toEqual({ kind, desiredCapacity });
  });

  it('hands on AWS’s refusals', async () => {
    const world = aWorld();
    const writer = createSimFleetWriter(world);
    expect(await writer.setDesiredCapacity({ groupName: GROUP, desiredCapacity: 11 })).toEqual({
      kind: 'rejected',
      code: 'ValidationError',
      message: 'New SetDesiredCapacity value 11 is above max value 10 for the AutoScalingGroup.',
      failure: 'refused',
    });
    const { instanceId } = nodeAt(world, 0);
    expect(await writer.terminateInstance({ instanceId, decrement: true })).toMatchObject({
      kind: 'rejected',
      code: 'ValidationError',
    });
    expect(
      await writer.heartbeatHook({ groupName: GROUP, hookName: 'prove-empty', instanceId }),
    ).toMatchObject({ kind: 'rejected' });
  });

  it('lets a test change the world just before a call: a roll between proof and terminate', async () => {
    const world = aWorld({ desiredCapacity: 2, segments: evenly(100, 10) });
    world.calls.intercept(({ action }) => {
      if (action === 'TerminateInstanceInAutoScalingGroup') tickerplantOf(world).rollNow();
      return undefined;
    });
    await world.runUntil(minutes(1));
    const { instanceId } = nodeAt(world, 1);
    expect(tickerplantOf(world).nodes.get(instanceId)?.stage).toBe('queued');
    await createSimFleetWriter(world).terminateInstance({ instanceId, decrement: true });
    expect(statesOf(world)).toEqual(['InService', 'Terminating']);
    expect(tickerplantOf(world).live()).toBeUndefined();
    expect([...tickerplantOf(world).nodes.values()].map(({ stage, rows }) => [stage, rows])).toEqual([
      ['rolled', 100],
    ]);
  });
});
