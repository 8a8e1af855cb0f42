// An alarm changed to ALARM: one cycle for the group that it names.
import type { GroupPorts } from '../lib/targets/rdb-group/ports/group-ports.ts';
import { runCycle } from '../lib/cycle/run-cycle.ts';
import type { Alarm } from './events/alarm-event.ts';
import { parseAlarmEvent } from './events/alarm-event.ts';
import type { Serve } from './lambda-handler.ts';
import { lambdaHandler } from './lambda-handler.ts';
import { RDB_GROUP } from '../lib/targets/rdb-group/rdb-group.ts';

/** Only a change to ALARM acts; an alarm that names no group, or a node in none, is acknowledged. */
export const serveAlarm: Serve = async (event, ports) => {
  const alarms = parseAlarmEvent(event);
  const ringing = alarms.filter((alarm) => alarm.state === 'ALARM');
  if (ringing.length === 0) {
    return {
      results: [],
      note: `no action: ${alarms.map((a) => `${a.alarmName} is ${a.state}`).join(', ')}`,
    };
  }
  const groupNames = new Set<string>();
  const notes: string[] = [];
  for (const alarm of ringing) {
    const groupName = await groupNameOf(alarm, ports);
    if (groupName !== undefined) groupNames.add(groupName);
    else notes.push(whyNoGroup(alarm));
  }
  const results = [];
  for (const groupName of groupNames) {
    const result = await runCycle(RDB_GROUP, { name: groupName, trigger: 'alarm' }, ports);
    if (result.kind === 'not-managed')
      notes.push(`${groupName} is not managed: it has no tag spillway:managed = true`);
    results.push(result);
  }
  return { results, ...(notes.length > 0 && { note: `no action: ${notes.join('; ')}` }) };
};

async function groupNameOf({ names }: Alarm, { fleetReader }: GroupPorts): Promise<string | undefined> {
  if (names.groupName !== undefined) return names.groupName;
  return names.instanceId === undefined ? undefined : fleetReader.groupNameOfInstance(names.instanceId);
}

function whyNoGroup({ alarmName, names }: Alarm): string {
  return names.instanceId === undefined
    ? `${alarmName} names neither a group nor a node`
    : `${alarmName} names ${names.instanceId}, which is in no Auto Scaling group`;
}

export const handler = lambdaHandler('on-alarm', serveAlarm);
