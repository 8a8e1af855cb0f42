// A few minutes of a group that is read by the probe: each function that runs cycles is invoked once, so that
// it calls the probe and reads the RDBs' secret. The RDBs answer q IPC on loopback addresses.
import { beatOf, CYCLE_FUNCTIONS } from './beats.ts';
import type { RecordedDay } from './driven-day.ts';
import { recordOf, startDay } from './driven-day.ts';

const SECRET = 'spillway/rdb-recorded';
const USER = { username: 'spillway', password: 'q' };

/** Throws if a function fails, as it does when the probe gives no answer. */
export async function recordProbedMinutes(): Promise<RecordedDay> {
  const { world, emulator, groupName, at, stop } = await startDay(
    { tags: { 'spillway:managed': 'true', 'spillway:reports': 'probe' }, telemetry: { metrics: 'none' } },
    { rdbServers: { credentials: USER }, secrets: { [SECRET]: JSON.stringify(USER) } },
  );
  try {
    world.autoScaling.putTags(groupName, {
      'spillway:probe-port': String(emulator.rdbs?.port),
      'spillway:probe-query': 'kx-autoscaling',
      'spillway:probe-secret': SECRET,
    });
    await emulator.runUntil(at(1));
    const instanceId = [...world.ec2.list()][0]?.instanceId ?? '';
    for (const name of CYCLE_FUNCTIONS)
      await emulator.invoke(name, beatOf(name, { groupName, atMs: at(1), instanceId }));
    return recordOf(world, emulator);
  } finally {
    await stop();
  }
}
