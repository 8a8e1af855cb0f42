import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addAdopt } from '../../cli/commands/adopt.ts';
import { TAGS } from '../../lib/targets/rdb-group/domain/tags/tags.ts';
import { aPlainGroup, GROUP, startLocalOperator, type LocalOperator } from './local-operator.ts';

/** Everything that adopting may change, as one value to compare. */
function settingsOf({ world }: LocalOperator) {
  const [group] = world.autoScaling.describeGroups([GROUP]);
  if (!group) throw new Error('the group is there');
  return {
    tags: Object.fromEntries(group.tags),
    hooks: [...group.hooks.values()],
    suspended: [...group.suspendedProcesses],
    newProtected: group.newInstancesProtectedFromScaleIn,
    nodes: Object.fromEntries(
      [...group.instances.values()].map((one) => [one.instanceId, one.protectedFromScaleIn]),
    ),
    onAbandon: group.terminateHookAbandon,
    deletionProtection: group.deletionProtection,
    alarms: world.alarms.describe().map((alarm) => alarm.spec),
  };
}

function adoptHelp(): string {
  const program = new Command('spillway');
  addAdopt(program, { write: ignore, writeError: ignore, isInteractive: false, columns: 100, exitStatus: 0 });
  return program.commands[0]?.helpInformation() ?? '';
}

const ignore = (): void => undefined;

describe('spillway adopt', () => {
  it('protects, hooks, retains, suspends AZRebalance and opts in, when told yes', async () => {
    const operator = await startLocalOperator([aPlainGroup()]);
    const { exitStatus, text } = await operator.run(`adopt ${GROUP} --policy threshold`, ['y']);
    expect({ exitStatus, text }).toMatchObject({ exitStatus: 0 });
    expect(text).toContain('adopt rdb-fx with these changes? [y/N]');
    const after = settingsOf(operator);
    expect(after).toMatchObject({
      tags: { 'spillway:managed': 'true', 'spillway:policy': 'threshold' },
      hooks: [{ hookName: 'spillway-keep-data', defaultResult: 'ABANDON' }],
      suspended: ['AZRebalance'],
      newProtected: true,
      onAbandon: 'retain',
      deletionProtection: 'prevent-force-deletion',
      alarms: [],
    });
    expect(Object.values(after.nodes)).toEqual([true, true, true]);
  });

  it('takes every tag of the table as an option of its name', async () => {
    const operator = await startLocalOperator([aPlainGroup()]);
    const text = adoptHelp();
    const offered = Object.keys(TAGS).filter((tag) =>
      text.includes(`--${tag.replace('spillway:', '')} <value>`),
    );
    expect(offered).toEqual(Object.keys(TAGS));
    await operator.run(`adopt ${GROUP} --probe-port 5011 --queue-emptied end-of-day`, ['y']);
    expect(settingsOf(operator).tags).toMatchObject({
      'spillway:probe-port': '5011',
      'spillway:queue-emptied': 'end-of-day',
    });
  });

  it('changes nothing when told no', async () => {
    const operator = await startLocalOperator([aPlainGroup()]);
    const before = settingsOf(operator);
    const { exitStatus, text } = await operator.run(`adopt ${GROUP}`, ['n']);
    expect(exitStatus).toBe(1);
    expect(text).toContain('nothing was changed');
    expect(settingsOf(operator)).toEqual(before);
  });

  it('refuses where nobody can be asked, without --yes', async () => {
    const operator = await startLocalOperator([aPlainGroup()]);
    const before = settingsOf(operator);
    const { exitStatus, text } = await operator.run(`adopt ${GROUP}`);
    expect(exitStatus).toBe(2);
    expect(text).toContain('pass --yes');
    expect(settingsOf(operator)).toEqual(before);
  });

  it('has nothing to change the second time', async () => {
    const operator = await startLocalOperator([aPlainGroup()]);
    await operator.run(`adopt ${GROUP} --yes --alarm --scale-in continuous`);
    const once = settingsOf(operator);
    operator.emulator.resetCalls();
    const { exitStatus, text } = await operator.run(`adopt ${GROUP} --yes --alarm --scale-in continuous`);
    expect(exitStatus).toBe(0);
    expect(text).toContain('Nothing to change');
    expect(settingsOf(operator)).toEqual(once);
    expect(Object.keys(operator.emulator.awsCalls()).filter((action) => !/^Describe/.test(action))).toEqual(
      [],
    );
  });

  it('refuses a value that would hold the group, naming tag, value and what is allowed', async () => {
    const operator = await startLocalOperator([aPlainGroup()]);
    const { exitStatus, text } = await operator.run(`adopt ${GROUP} --yes --mode sometimes`);
    expect(exitStatus).toBe(1);
    expect(text).toContain('tag spillway:mode is "sometimes", allowed is one of act, dry-run, off');
  });

  it('opts in last: a run that breaks off leaves a group that is not yet managed, and goes on', async () => {
    const operator = await startLocalOperator([aPlainGroup()]);
    operator.emulator.injectWireFault({ action: 'PutLifecycleHook', fault: { kind: 'deny' } });
    const broken = await operator.run(`adopt ${GROUP} --yes`);
    expect(broken.exitStatus).toBe(1);
    expect(broken.text).toContain('AccessDenied');
    expect(settingsOf(operator).tags).not.toHaveProperty('spillway:managed');
    const again = await operator.run(`adopt ${GROUP} --yes`);
    expect(again.exitStatus).toBe(0);
    expect(settingsOf(operator)).toMatchObject({
      tags: { 'spillway:managed': 'true' },
      hooks: [{ hookName: 'spillway-keep-data' }],
    });
  });

  it('makes an alarm of 10 s at the scale threshold, and removes it when asked to', async () => {
    const operator = await startLocalOperator([aPlainGroup()]);
    await operator.run(`adopt ${GROUP} --yes --alarm --scale-threshold 50`);
    expect(settingsOf(operator).alarms).toMatchObject([
      { alarmName: 'spillway-memory-group-rdb-fx', threshold: 50 },
    ]);
    await operator.run(`adopt ${GROUP} --yes`);
    expect(settingsOf(operator).alarms).toHaveLength(1);
    await operator.run(`adopt ${GROUP} --yes --no-alarm`);
    expect(settingsOf(operator).alarms).toEqual([]);
  });

  it('prints the patch for a group that a CloudFormation stack owns', async () => {
    const tags = {
      'aws:cloudformation:stack-name': 'market-data',
      'aws:cloudformation:logical-id': 'FxGroup',
    };
    const operator = await startLocalOperator([aPlainGroup({ tags })]);
    const { text } = await operator.run(`adopt ${GROUP}`, ['n']);
    expect(text).toContain('stack market-data');
    expect(text.indexOf('FxGroup')).toBeLessThan(text.indexOf('[y/N]'));
    expect(text).toMatch(/FxGroup:\n\s+Properties:\n\s+NewInstancesProtectedFromScaleIn: true/);
    expect(text).toContain('Take out DesiredCapacity');
  });
});

describe('spillway release', () => {
  it('undoes exactly what adopt set', async () => {
    const operator = await startLocalOperator([
      aPlainGroup({ tags: { 'spillway:mode': 'off', team: 'fx' } }),
    ]);
    const before = settingsOf(operator);
    await operator.run(`adopt ${GROUP} --yes --alarm --mode dry-run`);
    expect(settingsOf(operator)).not.toEqual(before);
    const { exitStatus } = await operator.run(`release ${GROUP} --yes`);
    expect(exitStatus).toBe(0);
    expect(settingsOf(operator)).toEqual(before);
  });

  it('leaves what was there before: protection, a hook that continued, retention', async () => {
    const operator = await startLocalOperator([
      aPlainGroup({
        newInstancesProtectedFromScaleIn: true,
        suspendedProcesses: ['AZRebalance'],
        terminateHookAbandon: 'retain',
        hooks: [
          {
            hookName: 'drain',
            transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
            heartbeatTimeoutSeconds: 120,
            defaultResult: 'CONTINUE',
          },
        ],
      }),
    ]);
    const before = settingsOf(operator);
    await operator.run(`adopt ${GROUP} --yes`);
    expect(settingsOf(operator).hooks).toMatchObject([
      { hookName: 'drain', heartbeatTimeoutSeconds: 120, defaultResult: 'ABANDON' },
    ]);
    await operator.run(`release ${GROUP} --yes`);
    expect(settingsOf(operator)).toEqual(before);
  });

  it('undoes both of two adoptions', async () => {
    const operator = await startLocalOperator([aPlainGroup()]);
    const before = settingsOf(operator);
    await operator.run(`adopt ${GROUP} --yes --mode dry-run`);
    await operator.run(`adopt ${GROUP} --yes --mode act --alarm`);
    await operator.run(`release ${GROUP} --yes`);
    expect(settingsOf(operator)).toEqual(before);
  });

  it('is refused while a node with data waits in the hook', async () => {
    const operator = await startLocalOperator([aPlainGroup()]);
    await operator.pass(10);
    await operator.run(`adopt ${GROUP} --yes`);
    const [live] = Object.keys(settingsOf(operator).nodes);
    operator.world.autoScaling.setInstanceHealth({ instanceId: live ?? '', healthStatus: 'Unhealthy' });
    await operator.pass(2);
    const before = settingsOf(operator);
    const { exitStatus, text } = await operator.run(`release ${GROUP} --yes`);
    expect(exitStatus).toBe(1);
    expect(text).toContain(`${live} is Terminating:Wait`);
    expect(settingsOf(operator)).toEqual(before);
    expect(operator.world.safety.terminatedWithData).toEqual([]);
  });

  it('is refused for a group that was not adopted and is managed, and has nothing to do for others', async () => {
    const managed = await startLocalOperator([aPlainGroup({ tags: { 'spillway:managed': 'true' } })]);
    expect(await managed.run(`release ${GROUP} --yes`)).toMatchObject({ exitStatus: 1 });
    const other = await startLocalOperator([aPlainGroup()]);
    expect(await other.run(`release ${GROUP} --yes`)).toMatchObject({ exitStatus: 0 });
  });

  it('unprotects a node that was launched after the adoption, too', async () => {
    const operator = await startLocalOperator([aPlainGroup()]);
    await operator.run(`adopt ${GROUP} --yes`);
    await operator.run(`scale ${GROUP} --to 4 --as kim`);
    await operator.pass(15);
    expect(Object.values(settingsOf(operator).nodes)).toEqual([true, true, true, true]);
    await operator.run(`release ${GROUP} --yes`);
    expect(Object.values(settingsOf(operator).nodes)).toEqual([false, false, false, false]);
  });
});
