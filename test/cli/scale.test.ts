import { describe, expect, it } from 'vitest';
import { runTick } from '../../lib/cycle/triggers/run-tick.ts';
import { MINUTE_MS, SECOND_MS } from '../../lib/core/units.ts';
import type { WorldGroup } from '../../lib/sim/world.ts';
import { aPlainGroup, FULL_RATE_PER_MINUTE, GROUP, START_MS, startLocalOperator } from './local-operator.ts';
import type { LocalOperator } from './local-operator.ts';
import { RDB_GROUP } from '../../lib/targets/rdb-group/rdb-group.ts';

const MANAGED = { 'spillway:managed': 'true' };

/** A group whose queued nodes may go: into a hook that keeps them, where they leave the queue. */
const LEAVING: Partial<WorldGroup> = {
  tags: { ...MANAGED, 'spillway:leaves-queue': 'true' },
  hooks: [
    {
      hookName: 'spillway-keep-data',
      transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
      defaultResult: 'ABANDON',
      heartbeatTimeoutSeconds: 3_600,
    },
  ],
  terminateHookAbandon: 'retain',
};

function groupOf({ world }: LocalOperator) {
  const [group] = world.autoScaling.describeGroups([GROUP]);
  if (!group) throw new Error('the group is there');
  return group;
}

function nodeIds(operator: LocalOperator): readonly string[] {
  return [...groupOf(operator).instances.values()]
    .filter((one) => one.lifecycleState === 'InService')
    .map((one) => one.instanceId);
}

/** Three nodes: data arrives at this share of a full stream. */
function aManagedGroup(share: number, changes: Partial<WorldGroup> = {}): WorldGroup {
  const messages = Math.round(240 * FULL_RATE_PER_MINUTE * share);
  return aPlainGroup({
    tags: MANAGED,
    segments: [{ startMs: START_MS, endMs: START_MS + 240 * MINUTE_MS, messages }],
    ...changes,
  });
}

describe('spillway scale, upwards', () => {
  it('sets the desired capacity, and journals who asked', async () => {
    const operator = await startLocalOperator([aManagedGroup(0.01)]);
    const { exitStatus, text } = await operator.run(`scale ${GROUP} --to 5 --as kim`);
    expect(text).toContain('The desired capacity goes from 3 to 5');
    expect(exitStatus).toBe(0);
    expect(groupOf(operator).desiredCapacity).toBe(5);
    const [entry] = await operator.ports.stateStore.readJournal(GROUP, 10);
    expect(entry).toMatchObject({
      trigger: 'operator: kim',
      kind: 'scale-out',
      // What nothing protected is protected before capacity changes.
      actions: [
        { kind: 'protect', outcome: { kind: 'applied' } },
        { kind: 'set-desired', desiredCapacity: 5, outcome: { kind: 'applied' } },
      ],
    });
  });

  it.each([
    [7, 'Allowed is from 1 (the minimum) to 6 (the maximum)'],
    [0, 'Allowed is from 1 (the minimum) to 6 (the maximum)'],
  ])('refuses %i, outside the sizes of the group', async (target, words) => {
    const operator = await startLocalOperator([aManagedGroup(0.01)]);
    const { exitStatus, text } = await operator.run(`scale ${GROUP} --to ${target}`);
    expect(exitStatus).toBe(1);
    expect(text).toContain(words);
    expect(groupOf(operator).desiredCapacity).toBe(3);
  });

  it('takes the maximum and the minimum themselves', async () => {
    const operator = await startLocalOperator([aManagedGroup(0.01)]);
    expect(await operator.run(`scale ${GROUP} --to 6`)).toMatchObject({ exitStatus: 0 });
    expect(groupOf(operator).desiredCapacity).toBe(6);
  });

  it('says so where the target is what there is, and sends nothing', async () => {
    const operator = await startLocalOperator([aManagedGroup(0.01)]);
    const { exitStatus, text } = await operator.run(`scale ${GROUP} --to 3`);
    expect(exitStatus).toBe(0);
    expect(text).toContain('The desired capacity is 3, as asked for');
    expect(operator.emulator.awsCalls()).not.toHaveProperty('SetDesiredCapacity');
  });

  it.each([
    ['a group that is not managed', {}, 'adopt it first'],
    ['a group that is off', { ...MANAGED, 'spillway:mode': 'off' }, 'spillway:mode is off'],
    ['a group with a bad tag', { ...MANAGED, 'spillway:mode': 'x' }, 'tag spillway:mode is "x"'],
  ])('does not touch %s', async (_, tags, words) => {
    const operator = await startLocalOperator([aPlainGroup({ tags })]);
    const { exitStatus, text } = await operator.run(`scale ${GROUP} --to 5`);
    expect(exitStatus).toBe(1);
    expect(text).toContain(words);
    expect(groupOf(operator).desiredCapacity).toBe(3);
  });

  it('only says what it would do in dry-run', async () => {
    const operator = await startLocalOperator([
      aPlainGroup({ tags: { ...MANAGED, 'spillway:mode': 'dry-run' } }),
    ]);
    const { exitStatus, text } = await operator.run(`scale ${GROUP} --to 5`);
    expect(exitStatus).toBe(0);
    expect(text).toContain('Nothing was sent, as spillway:mode is dry-run');
    expect(groupOf(operator).desiredCapacity).toBe(3);
  });

  it('scales by hand a group whose own cycles are paused', async () => {
    const tags = { ...MANAGED, 'spillway:pause-until': '2026-11-21T00:00:00Z' };
    const operator = await startLocalOperator([aPlainGroup({ tags })]);
    expect(await operator.run(`scale ${GROUP} --to 4`)).toMatchObject({ exitStatus: 0 });
  });

  it('leaves the group alone while another cycle has the lease, and says so', async () => {
    const operator = await startLocalOperator([aManagedGroup(0.01)]);
    await operator.ports.stateStore.takeLease({
      name: GROUP,
      owner: 'other',
      nowMs: START_MS,
      durationMs: 80 * SECOND_MS,
      impossibleAfterMs: Number.MAX_SAFE_INTEGER,
    });
    const { exitStatus, text } = await operator.run(`scale ${GROUP} --to 5 --wait 1m`);
    expect(exitStatus).toBe(1);
    expect(text).toContain('another cycle has the lease');
    expect(groupOf(operator).desiredCapacity).toBe(3);
  });
});

describe('spillway scale, downwards', () => {
  it('ends queued nodes proved empty twice, one at a time, and keeps the live one', async () => {
    const operator = await startLocalOperator([aManagedGroup(0.2, LEAVING)]);
    await operator.pass(30);
    const [live, ...queued] = nodeIds(operator);
    const { exitStatus, text } = await operator.run(`scale ${GROUP} --to 1 --as kim`);
    expect(text).toContain('reached');
    expect(exitStatus).toBe(0);
    await operator.pass(5);
    expect(nodeIds(operator)).toEqual([live]);
    expect(groupOf(operator).desiredCapacity).toBe(1);
    for (const id of queued) expect(text).toContain(`${id} (queued) is ended. It was proved empty twice`);
    expect(operator.world.safety.terminatedWithData).toEqual([]);
    const retirements = (await operator.ports.stateStore.readJournal(GROUP, 50)).filter(
      (entry) => entry.kind === 'retire',
    );
    expect(retirements.map((entry) => entry.trigger)).toEqual(['operator: kim', 'operator: kim']);
  });

  it('reaches its target while the tick runs beside it, every minute', async () => {
    const operator = await startLocalOperator([aManagedGroup(0.2, LEAVING)]);
    const { clock } = operator.world;
    for (let minute = 1; minute <= 60; minute += 1) {
      clock.schedule(START_MS + minute * MINUTE_MS + 7_000, async () => {
        const { failures } = await runTick(RDB_GROUP, operator.ports);
        expect(failures).toEqual([]);
      });
    }
    await operator.pass(30);
    const { text } = await operator.run(`scale ${GROUP} --to 1 --wait 10m`);
    expect(text).toContain('reached');
    expect(operator.world.safety.terminatedWithData).toEqual([]);
  });

  it('never lowers past a node with data, and names it', async () => {
    const operator = await startLocalOperator([aManagedGroup(1)]);
    await operator.pass(75);
    const [rolled, live, queued] = nodeIds(operator);
    const { exitStatus, text } = await operator.run(`scale ${GROUP} --to 1 --wait 10m`);
    expect(exitStatus).toBe(1);
    expect(text).toContain(`${rolled}: it holds`);
    await operator.pass(5);
    expect(nodeIds(operator)).toEqual(expect.arrayContaining([rolled, live]));
    expect(operator.world.safety.terminatedWithData).toEqual([]);
    expect(groupOf(operator).desiredCapacity).toBeGreaterThanOrEqual(2);
    expect(queued).toBeDefined();
  });

  it('keeps a queued node that is a wanted spare, and says why', async () => {
    const tags = { ...MANAGED, 'spillway:spares-min': '2' };
    const operator = await startLocalOperator([aManagedGroup(0.01, { tags })]);
    await operator.pass(10);
    const { exitStatus, text } = await operator.run(`scale ${GROUP} --to 2`);
    expect(exitStatus).toBe(1);
    expect(text).toContain('are wanted spares, as the tag spillway:spares-min asks for 2');
    expect(groupOf(operator).desiredCapacity).toBe(3);
  });

  it('ends no queued node that cannot leave its queue, and says what to do', async () => {
    const operator = await startLocalOperator([aManagedGroup(0.2)]);
    await operator.pass(30);
    const { exitStatus, text } = await operator.run(`scale ${GROUP} --to 1`);
    expect(exitStatus).toBe(1);
    expect(text).toContain(
      'no terminating hook of ours would hold it until it has left (run spillway adopt)',
    );
    expect(nodeIds(operator)).toHaveLength(3);
  });

  it('ends nothing without reports', async () => {
    const operator = await startLocalOperator([aManagedGroup(0.01, { telemetry: { metrics: 'memory' } })]);
    await operator.pass(10);
    const { exitStatus, text } = await operator.run(`scale ${GROUP} --to 1`);
    expect(exitStatus).toBe(1);
    expect(text).toContain('Scale-in needs Live and Rows');
    expect(nodeIds(operator)).toHaveLength(3);
  });

  it('waits for a stream whose rate is not known yet, and ends nothing meanwhile', async () => {
    const operator = await startLocalOperator([aManagedGroup(0.01, LEAVING)]);
    await operator.pass(10);
    const { exitStatus, text } = await operator.run(`scale ${GROUP} --to 1 --wait 2m`);
    expect(exitStatus).toBe(1);
    expect(text).toContain('out-of-time');
    expect(text).toContain('when the live node rolls is not known');
    expect(nodeIds(operator)).toHaveLength(3);
  });

  it('ends nothing when time runs out before the second proof', async () => {
    const operator = await startLocalOperator([aManagedGroup(0.2, LEAVING)]);
    await operator.pass(30);
    const { exitStatus, text } = await operator.run(`scale ${GROUP} --to 2 --wait 10s`);
    expect(exitStatus).toBe(1);
    expect(text).toContain('out-of-time');
    expect(nodeIds(operator)).toHaveLength(3);
  });
});

describe('spillway scale, used wrongly', () => {
  it.each([
    ['--to -1', 2],
    ['--to 2.5', 2],
    ['--to many', 2],
    ['--to 3 --wait 2h', 2],
    ['--to 3 --wait soon', 2],
  ])('ends with status 2 for %s', async (words, status) => {
    const operator = await startLocalOperator([aManagedGroup(0.01)]);
    expect(await operator.run(`scale ${GROUP} ${words}`)).toMatchObject({ exitStatus: status });
    expect(operator.emulator.awsCalls()).toEqual({});
  });
});
