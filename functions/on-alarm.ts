// An alarm changed to ALARM: one cycle for each target that it names, of whatever kind.
import type { GroupPorts } from '../lib/targets/rdb-group/ports/group-ports.ts';
import { runCycle, type CycleResult } from '../lib/cycle/run-cycle.ts';
import type { TargetFailure } from '../lib/cycle/triggers/run-batches.ts';
import { settle } from '../lib/ports/settled.ts';
import type { OpenKind } from '../lib/wiring/served-kind.ts';
import type { Alarm } from './events/alarm-event.ts';
import { parseAlarmEvent } from './events/alarm-event.ts';
import type { OthersServed, Serve } from './lambda-handler.ts';
import { lambdaHandler } from './lambda-handler.ts';
import { createAllKindsPorts } from './all-kinds-ports.ts';
import { RDB_GROUP } from '../lib/targets/rdb-group/rdb-group.ts';

/**
 * Only a change to ALARM acts; an alarm that names no target, or a node in no group, is acknowledged. One target that fails
 * keeps none of the others waiting, and the invocation fails once all are served: Lambda then tries the event again.
 */
export const serveAlarm: Serve = async (event, { kinds = [], ...ports }) => {
  const alarms = parseAlarmEvent(event);
  const ringing = alarms.filter((alarm) => alarm.state === 'ALARM');
  if (ringing.length === 0) {
    return {
      results: [],
      note: `no action: ${alarms.map((a) => `${a.alarmName} is ${a.state}`).join(', ')}`,
    };
  }
  const named = await namedGroups(ringing, kinds, ports);
  const groups = await wakeEach(named.names, (name) =>
    runCycle(RDB_GROUP, { name, trigger: 'alarm' }, ports),
  );
  const woken = [];
  for (const kind of kinds) woken.push({ kind, ...(await wakeNamed(kind, ringing)) });
  const notes = [
    ...named.notes,
    ...unmanaged(groups).map((name) => notManaged(name)),
    ...woken.flatMap(({ kind, ...ofKind }) =>
      unmanaged(ofKind).map((name) => notManaged(`the ${kind.one} ${name}`)),
    ),
  ];
  return {
    results: groups.results,
    others: woken
      .filter(({ results, failures }) => results.length + failures.length > 0)
      .map(({ kind, results }): OthersServed => ({ kind, results })),
    failures: [named, groups, ...woken].flatMap(({ failures }) => failures),
    ...(notes.length > 0 && { note: `no action: ${notes.join('; ')}` }),
  };
};

interface Woken<Result> {
  readonly results: readonly Result[];
  readonly failures: readonly TargetFailure[];
}

/** One after the other: an alarm names few. */
async function wakeEach<Result>(
  names: Iterable<string>,
  wake: (name: string) => Promise<Result>,
  namePrefix = '',
): Promise<Woken<Result>> {
  const results: Result[] = [];
  const failures: TargetFailure[] = [];
  for (const name of names) {
    const woken = await settle(() => wake(name));
    if (woken.ok) results.push(woken.value);
    else failures.push({ name: `${namePrefix}${name}`, error: woken.error });
  }
  return { results, failures };
}

/** Each target once, however many alarms name it. */
function wakeNamed({ dimension, namePrefix, wakeOne }: OpenKind, ringing: readonly Alarm[]) {
  return wakeEach(new Set(ringing.flatMap((alarm) => alarm.names[dimension] ?? [])), wakeOne, namePrefix);
}

function unmanaged({ results }: Woken<CycleResult>): readonly string[] {
  return results.flatMap(({ kind, name }) => (kind === 'not-managed' ? [name] : []));
}

/** The groups that alarms name, each once. Where the group of a node cannot be found out, the alarm is what failed. */
async function namedGroups(ringing: readonly Alarm[], kinds: readonly OpenKind[], ports: GroupPorts) {
  const names = new Set<string>();
  const notes: string[] = [];
  const failures: TargetFailure[] = [];
  for (const alarm of ringing) {
    const found = await settle(() => groupNameOf(alarm, ports));
    if (!found.ok) failures.push({ name: alarm.alarmName, error: found.error });
    else if (found.value !== undefined) names.add(found.value);
    else if (!kinds.some(({ dimension }) => dimension in alarm.names)) notes.push(whyNone(alarm, kinds));
  }
  return { names, notes, failures };
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
