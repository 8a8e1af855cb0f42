// What every FleetReader and FleetWriter must do, on a world whose Auto Scaling they read and change.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Group } from '../../lib/targets/rdb-group/domain/group.ts';
import { HOUR_MS, MINUTE_MS } from '../../lib/core/units.ts';
import type { World, WorldGroup } from '../../lib/sim/world.ts';
import { aWorld, START_MS, type OverWorld, type PortsOverWorld } from './world-harness.ts';

const GROUP = 'rdb';
const HOOK = {
  hookName: 'hold',
  transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
  heartbeatTimeoutSeconds: 300,
  defaultResult: 'ABANDON',
} as const;

function aWorldGroup(overrides: Partial<WorldGroup> = {}): WorldGroup {
  return {
    name: GROUP,
    minSize: 1,
    maxSize: 4,
    desiredCapacity: 3,
    readyNodeCount: 3,
    tags: { 'spillway:managed': 'true', 'spillway:calendar': 'fx' },
    newInstancesProtectedFromScaleIn: true,
    suspendedProcesses: ['AZRebalance'],
    hooks: [HOOK],
    terminateHookAbandon: 'retain',
    ...overrides,
  };
}

export function fleetContract(name: string, overWorld: OverWorld): void {
  describe(`${name} keeps the fleet's contract`, () => {
    let world: World;
    let ports: PortsOverWorld;
    beforeEach(async () => {
      world = aWorld();
      ports = await overWorld(world);
    });
    afterEach(async () => {
      await ports.close();
    });

    async function groupNow(): Promise<Group> {
      const group = await ports.fleetReader.readGroup(GROUP);
      if (!group) throw new Error(`no group ${GROUP}`);
      return group;
    }

    async function idsOf(): Promise<readonly [string, string, string]> {
      const [a, b, c] = (await groupNow()).nodes.map((node) => node.instanceId);
      if (!a || !b || !c) throw new Error('expected three nodes');
      return [a, b, c];
    }

    async function stageOf(instanceId: string) {
      return (await groupNow()).nodes.find((node) => node.instanceId === instanceId)?.stage;
    }

    async function managedNames(): Promise<string[]> {
      const names: string[] = [];
      for await (const page of ports.fleetReader.listManagedGroups())
        names.push(...page.map((group) => group.name));
      const named: string[] = [];
      for await (const page of ports.fleetReader.listManagedNames()) named.push(...page);
      expect(named.sort()).toEqual(names.sort());
      return names;
    }

    describe('reading', () => {
      it('a group shows its bounds, tags, nodes and safeguards', async () => {
        world.addGroup(aWorldGroup());
        const group = await groupNow();
        expect(group).toMatchObject({
          name: GROUP,
          minSize: 1,
          maxSize: 4,
          desiredCapacity: 3,
          tags: { 'spillway:managed': 'true', 'spillway:calendar': 'fx' },
          hasWeightedCapacity: false,
          retainsOnAbandon: true,
          suspendedProcesses: ['AZRebalance'],
        });
        expect(group.nodes).toHaveLength(3);
        expect(group.nodes[0]).toMatchObject({
          stage: 'in-service',
          lifecycleState: 'InService',
          protectedFromScaleIn: true,
        });
      });

      it('a group with weighted capacity, and without retention, says so', async () => {
        world.addGroup(aWorldGroup({ hasWeightedCapacity: true, terminateHookAbandon: 'terminate' }));
        expect(await groupNow()).toMatchObject({ hasWeightedCapacity: true, retainsOnAbandon: false });
      });

      it('a group that is not there is undefined', async () => {
        expect(await ports.fleetReader.readGroup(GROUP)).toBeUndefined();
      });

      it('the managed groups are those tagged true, all of them, more than a page', async () => {
        const names = Array.from({ length: 101 }, (_, index) => `g-${String(index).padStart(3, '0')}`);
        for (const one of names)
          world.addGroup(aWorldGroup({ name: one, readyNodeCount: 0, desiredCapacity: 1 }));
        world.addGroup(aWorldGroup({ name: 'untagged', tags: {} }));
        world.addGroup(aWorldGroup({ name: 'opted-out', tags: { 'spillway:managed': 'false' } }));
        expect(await managedNames()).toEqual(names);
      });

      it('the managed groups are none in a world without any', async () => {
        expect(await managedNames()).toEqual([]);
      });

      it('an instance’s group is named, also shortly after it was terminated', async () => {
        world.addGroup(aWorldGroup({ hooks: [] }));
        const [instanceId] = await idsOf();
        expect(await ports.fleetReader.groupNameOfInstance(instanceId)).toBe(GROUP);
        await ports.fleetWriter.terminateInstance({ instanceId, decrement: true });
        await world.runUntil(START_MS + 10 * MINUTE_MS);
        expect(await stageOf(instanceId)).toBeUndefined();
        expect(await ports.fleetReader.groupNameOfInstance(instanceId)).toBe(GROUP);
      });

      it('an instance that nobody knows is in no group', async () => {
        expect(await ports.fleetReader.groupNameOfInstance('i-0123456789abcdef0')).toBeUndefined();
      });

      it('launch times are those of the instances that EC2 knows', async () => {
        world.addGroup(aWorldGroup());
        const [instanceId] = await idsOf();
        const times = await ports.fleetReader.readLaunchTimes([instanceId, 'i-0123456789abcdef0']);
        expect([...times]).toEqual([[instanceId, START_MS - HOUR_MS]]);
      });

      it('the terminating hooks are listed by name; a group may have none', async () => {
        world.addGroup(
          aWorldGroup({
            hooks: [
              { ...HOOK, hookName: 'later' },
              { ...HOOK, hookName: 'earlier', defaultResult: 'CONTINUE' },
              { ...HOOK, hookName: 'a-launching', transition: 'autoscaling:EC2_INSTANCE_LAUNCHING' },
            ],
          }),
        );
        world.addGroup(aWorldGroup({ name: 'bare', hooks: [] }));
        const hooks = await ports.fleetReader.readTerminatingHooks(GROUP);
        expect(hooks.map(({ name }) => name)).toEqual(['earlier', 'later']);
        expect(hooks[0]).toEqual({
          name: 'earlier',
          defaultResult: 'CONTINUE',
          heartbeatTimeoutMs: 300_000,
        });
        expect(await ports.fleetReader.readTerminatingHooks('bare')).toEqual([]);
      });

      it('a group that vanished has no hook and no failed launches', async () => {
        expect(await ports.fleetReader.readTerminatingHooks('vanished')).toEqual([]);
        expect(await ports.fleetReader.readLaunchFailures('vanished', 0)).toEqual([]);
      });

      it('launches that failed for want of capacity are told with AWS’s words', async () => {
        world.addGroup(aWorldGroup());
        world.inject({ kind: 'no-capacity', fromMs: START_MS, untilMs: START_MS + HOUR_MS });
        await ports.fleetWriter.setDesiredCapacity({ groupName: GROUP, desiredCapacity: 4 });
        await world.runUntil(START_MS + MINUTE_MS);
        const failures = await ports.fleetReader.readLaunchFailures(GROUP, START_MS);
        expect(failures[0]?.message).toMatch(/do not have sufficient .* capacity/);
        expect(failures[0]?.atMs).toBeGreaterThanOrEqual(START_MS);
        expect(await ports.fleetReader.readLaunchFailures(GROUP, START_MS + HOUR_MS)).toEqual([]);
      });
    });

    describe('setting the desired capacity', () => {
      beforeEach(() => {
        world.addGroup(aWorldGroup());
      });
      const set = (desiredCapacity: number, groupName = GROUP) =>
        ports.fleetWriter.setDesiredCapacity({ groupName, desiredCapacity });

      it('launches what is missing, once, however often it is sent', async () => {
        expect(await set(4)).toEqual({ kind: 'applied' });
        expect(await set(4)).toEqual({ kind: 'applied' });
        const group = await groupNow();
        expect(group.desiredCapacity).toBe(4);
        expect(group.nodes.filter((node) => node.stage === 'pending')).toHaveLength(1);
      });

      it.each([
        ['above the maximum', 5],
        ['below the minimum', 0],
      ])('%s is rejected, and changes nothing', async (_, desiredCapacity) => {
        expect(await set(desiredCapacity)).toMatchObject({ kind: 'rejected', code: 'ValidationError' });
        expect((await groupNow()).desiredCapacity).toBe(3);
      });

      it('of a group that vanished is rejected', async () => {
        expect(await set(1, 'vanished')).toMatchObject({ kind: 'rejected', code: 'ValidationError' });
      });
    });

    describe('terminating a node', () => {
      it('holds it in its hook, protected or not, and lowers the desired capacity with it', async () => {
        world.addGroup(aWorldGroup());
        const [instanceId] = await idsOf();
        expect(await ports.fleetWriter.terminateInstance({ instanceId, decrement: true })).toEqual({
          kind: 'applied',
        });
        expect(await stageOf(instanceId)).toBe('terminating-wait');
        expect((await groupNow()).desiredCapacity).toBe(2);
      });

      it('without decrement has it replaced', async () => {
        world.addGroup(aWorldGroup({ hooks: [] }));
        const [instanceId] = await idsOf();
        await ports.fleetWriter.terminateInstance({ instanceId, decrement: false });
        await world.runUntil(START_MS + 5 * MINUTE_MS);
        const group = await groupNow();
        expect(group.desiredCapacity).toBe(3);
        expect(group.nodes.filter((node) => node.stage === 'in-service')).toHaveLength(3);
        expect(group.nodes.map((node) => node.instanceId)).not.toContain(instanceId);
      });

      it('with decrement at the minimum is rejected, and the node stays', async () => {
        world.addGroup(aWorldGroup({ minSize: 3 }));
        const [instanceId] = await idsOf();
        expect(await ports.fleetWriter.terminateInstance({ instanceId, decrement: true })).toMatchObject({
          kind: 'rejected',
          code: 'ValidationError',
        });
        expect(await stageOf(instanceId)).toBe('in-service');
      });

      it('that nobody knows is rejected', async () => {
        const outcome = await ports.fleetWriter.terminateInstance({
          instanceId: 'i-0123456789abcdef0',
          decrement: true,
        });
        expect(outcome).toMatchObject({ kind: 'rejected', code: 'ValidationError' });
      });
    });

    describe('a node that waits in the terminating hook', () => {
      let hook: { groupName: string; hookName: string; instanceId: string };
      beforeEach(async () => {
        world.addGroup(aWorldGroup());
        const [instanceId] = await idsOf();
        hook = { groupName: GROUP, hookName: 'hold', instanceId };
        await ports.fleetWriter.terminateInstance({ instanceId, decrement: true });
      });

      it('goes on CONTINUE', async () => {
        expect(await ports.fleetWriter.completeHook({ ...hook, result: 'CONTINUE' })).toEqual({
          kind: 'applied',
        });
        await world.runUntil(START_MS + 5 * MINUTE_MS);
        expect(await stageOf(hook.instanceId)).toBeUndefined();
      });

      it('is retained on ABANDON, and ended from there through its hook, without decrement', async () => {
        await ports.fleetWriter.completeHook({ ...hook, result: 'ABANDON' });
        expect(await stageOf(hook.instanceId)).toBe('retained');
        const ended = await ports.fleetWriter.terminateInstance({
          instanceId: hook.instanceId,
          decrement: false,
        });
        expect(ended).toEqual({ kind: 'applied' });
        expect(await stageOf(hook.instanceId)).toBe('terminating-wait');
        expect((await groupNow()).desiredCapacity).toBe(2);
      });

      it('waits past its time-out while heartbeats come', async () => {
        for (let minute = 4; minute <= 12; minute += 4) {
          await world.runUntil(START_MS + minute * MINUTE_MS);
          expect(await ports.fleetWriter.heartbeatHook(hook)).toEqual({ kind: 'applied' });
        }
        expect(await stageOf(hook.instanceId)).toBe('terminating-wait');
        await world.runUntil(START_MS + 20 * MINUTE_MS);
        expect(await stageOf(hook.instanceId)).toBe('retained');
      });

      it('is not waited for twice: a second completion, and a heartbeat after it, are rejected', async () => {
        await ports.fleetWriter.completeHook({ ...hook, result: 'CONTINUE' });
        const again = await ports.fleetWriter.completeHook({ ...hook, result: 'CONTINUE' });
        expect(again).toMatchObject({ kind: 'rejected', code: 'ValidationError' });
        expect(await ports.fleetWriter.heartbeatHook(hook)).toMatchObject({ kind: 'rejected' });
      });
    });
  });
}
