import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../lib/core/units.ts';
import { hasLoopbackAddresses } from '../../../lib/emulator/rdbs/world-rdbs.ts';
import { probeTargets } from '../../../lib/kdb/probe-targets.ts';
import { findRdbQuery } from '../../../lib/kdb/rdb-queries.ts';
import type { ProbeAnswer, RdbAccess } from '../../../lib/targets/rdb-group/ports/probe.ts';
import { aGroup, type LocalAws, present, START_MS, startLocalAws } from '../local-aws.ts';

const FULL_MINUTE = { startMs: START_MS, endMs: START_MS + MINUTE_MS, messages: 600 };

/** Asks every instance that EC2 shows, where it says that they are. */
async function askAll({ ec2, emulator }: LocalAws, access?: RdbAccess): Promise<readonly ProbeAnswer[]> {
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
  const instances = Reservations.flatMap(({ Instances = [] }) => Instances);
  const { port } = present(emulator.rdbs);
  const query = present(findRdbQuery('kx-autoscaling'));
  const targets = instances.map(({ InstanceId, PrivateIpAddress }) => {
    return { instanceId: present(InstanceId), host: present(PrivateIpAddress), port, processes: 1, query };
  });
  return probeTargets({ targets, ...(access && { access }) });
}
const kinds = (answers: readonly ProbeAnswer[]) =>
  answers.map((answer) => (answer.kind === 'report' ? 'report' : answer.failure.code));

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
    expect(kinds(await askAll(aws))).toEqual(['report', 'report', 'refused']);
    await aws.emulator.runUntil(START_MS + 3 * MINUTE_MS);
    expect(kinds(await askAll(aws))).toEqual(['report', 'report', 'report']);
    const [first] = present(aws.emulator.rdbs).instanceIds();
    aws.world.autoScaling.failInstance(present(first));
    await aws.emulator.runUntil(START_MS + 3 * MINUTE_MS + 1);
    expect(present(aws.emulator.rdbs).instanceIds()).not.toContain(first);
    expect(kinds(await askAll(aws))).toContain('refused');
  });

  it('let in who knows their password', async () => {
    const credentials = { username: 'spillway', password: 'right' };
    const aws = await startLocalAws({ groups: [aGroup()], rdbServers: { credentials } });
    expect(kinds(await askAll(aws, credentials))).toEqual(['report', 'report']);
    expect(kinds(await askAll(aws))).toEqual(['access-denied', 'access-denied']);
  });

  it('fail one by one, from the start or from now on, until they are healed', async () => {
    const rdb = { groupName: 'rdb-a', launchNumber: 1 };
    const faults = [{ rdb, fault: { kind: 'wsfull' } }] as const;
    const aws = await startLocalAws({ groups: [aGroup()], rdbServers: { faults } });
    expect(kinds(await askAll(aws))).toEqual(['q-error', 'report']);
    const rdbs = present(aws.emulator.rdbs);
    await rdbs.injectFault({
      rdb: { instanceId: present(rdbs.instanceIds()[1]) },
      fault: { kind: 'refuses' },
    });
    expect(kinds(await askAll(aws))).toEqual(['q-error', 'refused']);
    await rdbs.injectFault({ rdb, fault: undefined });
    expect(kinds(await askAll(aws))).toEqual(['report', 'refused']);
  });

  it('of two emulators side by side never meet', async () => {
    const [one, other] = [
      await startLocalAws({ groups: [aGroup()], rdbServers: {} }),
      await startLocalAws({ groups: [aGroup()], rdbServers: {} }),
    ];
    expect(one.emulator.rdbs?.port).not.toBe(other.emulator.rdbs?.port);
    await one.emulator.stop();
    expect(kinds(await askAll(other))).toEqual(['report', 'report']);
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
