// An alarm changed to ALARM: one cycle for the group or stream that it names.
import type { GroupPorts } from '../lib/targets/rdb-group/ports/group-ports.ts';
import { runCycle } from '../lib/cycle/run-cycle.ts';
import type { Alarm } from './events/alarm-event.ts';
import { parseAlarmEvent } from './events/alarm-event.ts';
import type { Serve, ServedPorts } from './lambda-handler.ts';
import { lambdaHandler } from './lambda-handler.ts';
import { createPortsWithStreams } from './ports-with-streams.ts';
import { RDB_GROUP } from '../lib/targets/rdb-group/rdb-group.ts';

/** Only a change to ALARM acts; an alarm that names no target, or a node in no group, is acknowledged. */
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
  const streamNames = new Set<string>();
  const notes: string[] = [];
  for (const alarm of ringing) {
    const { streamName } = alarm.names;
    if (streamName !== undefined) streamNames.add(streamName);
    const groupName = await groupNameOf(alarm, ports);
    if (groupName !== undefined) groupNames.add(groupName);
    else if (streamName === undefined) notes.push(whyNoGroup(alarm));
  }
  const results = [];
  for (const groupName of groupNames) {
    const result = await runCycle(RDB_GROUP, { name: groupName, trigger: 'alarm' }, ports);
    if (result.kind === 'not-managed')
      notes.push(`${groupName} is not managed: it has no tag spillway:managed = true`);
    results.push(result);
  }
  const streams = await wakeStreams([...streamNames], ports, notes);
  return {
    results,
    ...(streams && { streams }),
    ...(notes.length > 0 && { note: `no action: ${notes.join('; ')}` }),
  };
};

async function wakeStreams(names: readonly string[], { streams }: ServedPorts, notes: string[]) {
  if (names.length === 0 || !streams) return undefined;
  const { wakeStream } = await import('./serve-streams.ts');
  const results = [];
  for (const name of names) {
    const result = await wakeStream(name, streams);
    if (result.kind === 'not-managed')
      notes.push(`the stream ${name} is not managed: it has no tag spillway:managed = true`);
    results.push(result);
  }
  return results;
}

async function groupNameOf({ names }: Alarm, { fleetReader }: GroupPorts): Promise<string | undefined> {
  if (names.groupName !== undefined) return names.groupName;
  return names.instanceId === undefined ? undefined : fleetReader.groupNameOfInstance(names.instanceId);
}

function whyNoGroup({ alarmName, names }: Alarm): string {
  return names.instanceId === undefined
    ? `${alarmName} names neither a group nor a node nor a stream`
    : `${alarmName} names ${names.instanceId}, which is in no Auto Scaling group`;
}

export const handler = lambdaHandler('on-alarm', serveAlarm, createPortsWithStreams);
