// An alarm changed to ALARM: one cycle for each target that it names, of whatever kind.
import type { GroupPorts } from '../lib/targets/rdb-group/ports/group-ports.ts';
import { runCycle } from '../lib/cycle/run-cycle.ts';
import type { OpenKind } from '../lib/wiring/served-kind.ts';
import type { Alarm } from './events/alarm-event.ts';
import { parseAlarmEvent } from './events/alarm-event.ts';
import type { OthersServed, Serve } from './lambda-handler.ts';
import { lambdaHandler } from './lambda-handler.ts';
import { createAllKindsPorts } from './all-kinds-ports.ts';
import { RDB_GROUP } from '../lib/targets/rdb-group/rdb-group.ts';

/** Only a change to ALARM acts; an alarm that names no target, or a node in no group, is acknowledged. */
export const serveAlarm: Serve = async (event, { kinds = [], ...ports }) => {
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
    else if (!kinds.some(({ dimension }) => dimension in alarm.names)) notes.push(whyNone(alarm, kinds));
  }
  const results = [];
  for (const groupName of groupNames) {
    const result = await runCycle(RDB_GROUP, { name: groupName, trigger: 'alarm' }, ports);
    if (result.kind === 'not-managed') notes.push(notManaged(groupName));
    results.push(result);
  }
  const others: OthersServed[] = [];
  for (const kind of kinds) {
    const ofKind = await wakeNamed(kind, ringing);
    if (ofKind.length > 0) others.push({ kind, results: ofKind });
    for (const result of ofKind)
      if (result.kind === 'not-managed') notes.push(notManaged(`the ${kind.one} ${result.name}`));
  }
  return { results, others, ...(notes.length > 0 && { note: `no action: ${notes.join('; ')}` }) };
};

/** Each target once, however many alarms name it. */
async function wakeNamed({ dimension, wakeOne }: OpenKind, ringing: readonly Alarm[]) {
  const names = new Set(ringing.flatMap((alarm) => alarm.names[dimension] ?? []));
  const results = [];
  for (const name of names) results.push(await wakeOne(name));
  return results;
}

async function groupNameOf({ names }: Alarm, { fleetReader }: GroupPorts): Promise<string | undefined> {
  const { AutoScalingGroupName: groupName, InstanceId: instanceId } = names;
  if (groupName !== undefined) return groupName;
  return instanceId === undefined ? undefined : fleetReader.groupNameOfInstance(instanceId);
}

function whyNone({ alarmName, names }: Alarm, kinds: readonly OpenKind[]): string {
  const { InstanceId: instanceId } = names;
  if (instanceId !== undefined) return `${alarmName} names ${instanceId}, which is in no Auto Scaling group`;
  const others = kinds.map(({ one }) => ` nor a ${one}`).join('');
  return `${alarmName} names neither a group nor a node${others}`;
}

const notManaged = (what: string) => `${what} is not managed: it has no tag spillway:managed = true`;

export const handler = lambdaHandler('on-alarm', serveAlarm, createAllKindsPorts);
