// The drills on the local AWS as `spillway local` starts it, over the wire, with its role of drills; time moves as a command waits.
import { expect, it, onTestFinished } from 'vitest';
import { DEFAULT_TRACE } from '../../../cli/demo/day-options.ts';
import { TICKERPLANT, LOCAL_STACK } from '../../../cli/local/local-world.ts';
import { parseLocalOptions } from '../../../cli/local/local-options.ts';
import { startLocalAws } from '../../../cli/local/run-local.ts';
import { drillRoleOf, roleArn } from '../../../lib/emulator/stack/emulated-stack.ts';
import { readTrace } from '../../../lib/sim/read-trace.ts';
import { operatorOver } from '../local-operator.ts';

const WORDS = {
  ...{ port: '0', speed: '60', start: '10:30', groups: '1', reports: 'probe', seed: '1' },
  ...{ bytesPerMessage: '4096', nodeMemoryGib: '4' },
};

async function anOperator() {
  const failed: string[] = [];
  const localAws = await startLocalAws({
    options: parseLocalOptions(WORDS),
    trace: readTrace(DEFAULT_TRACE),
    display: { event: () => undefined, decision: () => undefined },
    // It is never run beside real time.
    real: { nowMs: () => 0, sleep: () => Promise.reject(new Error('nobody waits for real time')) },
    token: 'a-token',
    onFailed: (name, error) => failed.push(`${name}: ${String(error)}`),
  });
  onTestFinished(() => localAws.stop());
  const env = { SPILLWAY_DRILL_ROLE_ARN: roleArn(drillRoleOf(LOCAL_STACK)) };
  return { ...operatorOver({ ...localAws, env }), failed };
}

const ROLE = ['--role-arn', roleArn(drillRoleOf(LOCAL_STACK))].join(' ');

it('run to their end, and leave everything healthy', { timeout: 120_000 }, async () => {
  const { run, pass, world, emulator, failed } = await anOperator();
  const whoCalled = (action: string) => emulator.calls().filter((call) => call.action === action);
  const [address] = world.networkInterfaces.list();
  const before = address?.attachment?.instanceId;
  await pass(1);
  expect(await run('scale rdb --to 2')).toMatchObject({ exitStatus: 0 });
  await pass(3.5);
  const live = world.tickerplants.get('rdb')?.live()?.instanceId;

  const typed = `drill tickerplant rdb --execute --confirm rdb --as ada ${ROLE}`;
  const drilled = await run(typed);
  expect(drilled, drilled.text).toMatchObject({ exitStatus: 0 });
  expect(drilled.text).toContain(`terminates ${before ?? ''}, the tickerplant of rdb`);
  expect(drilled.text).toMatch(/writable: the live RDB has grown[^]*none is lost/);
  expect(whoCalled('TerminateInstances')).toMatchObject([
    { caller: 'assumed-role/spillway-local-drills/spillway-drill-ada', status: 200 },
  ]);
  expect(world.tickerplants.get('rdb')?.live()?.instanceId).toBe(live);
  const [moved] = world.networkInterfaces.list();
  const servers = [...(world.autoScaling.describeGroups([TICKERPLANT])[0]?.instances.keys() ?? [])];
  expect(servers).toEqual([moved?.attachment?.instanceId]);
  expect(servers).not.toContain(before);

  const failover = 'drill memorydb-shard memorydb:cache --execute --confirm memorydb:cache --as ada';
  // The old primary takes minutes to recover, of a look each second.
  const { text: shard } = await run(`${failover} --wait 20s ${ROLE}`);
  expect(shard).toContain('detected: a key was not acknowledged');
  expect(shard).toContain('writable: a key was acknowledged again');
  expect(whoCalled('FailoverShard')).toMatchObject([
    { caller: 'assumed-role/spillway-local-drills/spillway-drill-ada', status: 200 },
  ]);

  const doctor = await run('doctor');
  expect(doctor, doctor.text).toMatchObject({ exitStatus: 0 });
  const status = await run('status');
  expect(status.text).toContain('tickerplant: passed');
  for (const { text } of [doctor, status]) expect(text).not.toMatch(/^(group )?tickerplant\b/m);
  expect(failed).toEqual([]);
});
