import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../lib/core/units.ts';
import { hasLoopbackAddresses } from '../../../lib/emulator/rdbs/world-rdbs.ts';
import { aGroup, present, START_MS, startLocalAws } from '../local-aws.ts';
import { askAll, kindsOf } from './ask-rdbs.ts';

const FULL_MINUTE = { startMs: START_MS, endMs: START_MS + MINUTE_MS, messages: 600 };

describe('the world’s RDBs', () => {
  it('answer each at the address that EC2 tells, with their rows, roles and memory', async () => {
    const aws = await startLocalAws({ groups: [aGroup({ segments: [FULL_MINUTE] })], rdbServers: {} });
    await aws.emulator.runUntil(START_MS + MINUTE_MS / 2);
    const [live, queued] = await askAll(aws);
    expect(live).toMatchObject({
      kind: 'report',
      sample: { rows: 300, live: true, queued: false, busy: false, updates: 300 },
    });
    expect(queued).toMatchObject({ kind: 'report', sample: { rows: 0, live: false, queued: true } });
    expect(live).not.toMatchObject({ sample: { usedBytes: 0 } });
  });

  it('begin to answer when their process runs, and are gone with their instance', async () => {
    const aws = await startLocalAws({ groups: [aGroup()], rdbServers: {} });
    aws.world.autoScaling.setDesiredCapacity({ groupName: 'rdb-a', desiredCapacity: 3 });
    await aws.emulator.runUntil(START_MS + MINUTE_MS / 2);
    expect(kindsOf(await askAll(aws))).toEqual(['report', 'report', 'refused']);
    await aws.emulator.runUntil(START_MS + 3 * MINUTE_MS);
    expect(kindsOf(await askAll(aws))).toEqual(['report', 'report', 'report']);
    const [first] = present(aws.emulator.rdbs).instanceIds();
    aws.world.autoScaling.failInstance(present(first));
    await aws.emulator.runUntil(START_MS + 3 * MINUTE_MS + 1);
    expect(present(aws.emulator.rdbs).instanceIds()).not.toContain(first);
    expect(kindsOf(await askAll(aws))).toContain('refused');
  });

  it('let in who knows their password', async () => {
    const credentials = { username: 'spillway', password: 'right' };
    const aws = await startLocalAws({ groups: [aGroup()], rdbServers: { credentials } });
    expect(kindsOf(await askAll(aws, credentials))).toEqual(['report', 'report']);
    expect(kindsOf(await askAll(aws))).toEqual(['access-denied', 'access-denied']);
  });

  it('fail one by one, from the start or from now on, until they are healed', async () => {
    const rdb = { groupName: 'rdb-a', launchNumber: 1 };
    const faults = [{ rdb, fault: { kind: 'wsfull' } }] as const;
    const aws = await startLocalAws({ groups: [aGroup()], rdbServers: { faults } });
    expect(kindsOf(await askAll(aws))).toEqual(['q-error', 'report']);
    const rdbs = present(aws.emulator.rdbs);
    await rdbs.injectFault({
      rdb: { instanceId: present(rdbs.instanceIds()[1]) },
      fault: { kind: 'refuses' },
    });
    expect(kindsOf(await askAll(aws))).toEqual(['q-error', 'refused']);
    await rdbs.injectFault({ rdb, fault: undefined });
    expect(kindsOf(await askAll(aws))).toEqual(['report', 'refused']);
  });

  it('of two emulators side by side never meet', async () => {
    const [one, other] = [
      await startLocalAws({ groups: [aGroup()], rdbServers: {} }),
      await startLocalAws({ groups: [aGroup()], rdbServers: {} }),
    ];
    expect(one.emulator.rdbs?.port).not.toBe(other.emulator.rdbs?.port);
    await one.emulator.stop();
    expect(kindsOf(await askAll(other))).toEqual(['report', 'report']);
  });

  it('need addresses of this machine, and it is known whether it has them', async () => {
    expect(await hasLoopbackAddresses()).toBe(true);
    // Reserved for documentation, so no machine's own: https://www.rfc-editor.org/rfc/rfc5737
    expect(await hasLoopbackAddresses('192.0.2.1')).toBe(false);
  });

  it('are not there unless asked for', async () => {
    const aws = await startLocalAws({ groups: [aGroup()] });
    expect(aws.emulator.rdbs).toBeUndefined();
  });
});
