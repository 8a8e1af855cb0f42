// Takes up a schedule's event: writes the intent of every group it means, and runs their cycles.
import type { Group } from '../../targets/rdb-group/domain/group.ts';
import { isManaged } from '../../targets/rdb-group/domain/group.ts';
import { parsePolicy } from '../../targets/rdb-group/domain/policy.ts';
import { changeBySchedule } from '../../core/apply-schedule.ts';
import type { SchedulePayload } from '../../core/schedule.ts';
import type { CyclePorts } from '../ports.ts';
import type { CycleResult } from '../run-cycle.ts';
import { runCycle } from '../run-cycle.ts';
import { overManagedGroups, type CyclesResult, type GroupWork } from './over-managed-groups.ts';
import { scheduleReason } from './schedule-words.ts';

/**
 * One schedule event. Idempotent: repeated, it changes nothing. A group named in it that is not managed, or
 * not there, is not touched, and is among the results. Failures come back as from `runTick`.
 */
export async function runSchedule(
  schedule: { payload: SchedulePayload; eventId: string },
  ports: CyclePorts,
): Promise<CyclesResult> {
  const { payload, eventId } = schedule;
  const missing = new Set(payload.groups);
  const served = await overManagedGroups(ports, (page) => {
    for (const group of page) missing.delete(group.name);
    return Promise.resolve(
      page
        .filter((group) => isMeant(group, payload))
        .map((group): GroupWork => {
          const groupName = group.name;
          return {
            groupName,
            run: async () => {
              await takeUp({ groupName, payload, eventId }, ports);
              return runCycle({ groupName, trigger: 'schedule' }, ports);
            },
          };
        }),
    );
  });
  const unmanaged = [...missing].map((groupName): CycleResult => ({ kind: 'not-managed', groupName }));
  return { ...served, results: [...served.results, ...unmanaged] };
}

/** By name, else by calendar, else all. A group whose tags cannot be read belongs to no calendar. */
function isMeant(group: Group, { groups, calendar }: SchedulePayload): boolean {
  if (!isManaged(group)) return false;
  if (groups && !groups.includes(group.name)) return false;
  if (calendar === undefined) return true;
  const parsed = parsePolicy(group.tags);
  return parsed.ok && parsed.policy.calendar === calendar;
}

async function takeUp(
  event: { groupName: string; payload: SchedulePayload; eventId: string },
  { stateStore, clock }: CyclePorts,
): Promise<void> {
  const { groupName, payload, eventId } = event;
  const nowMs = clock.nowMs();
  const change = await stateStore.changeIntent(groupName, changeBySchedule(payload, nowMs));
  if (change.kind === 'ignored' && change.why === 'unchanged') return;
  await stateStore.writeJournal({
    groupName,
    atMs: nowMs,
    cycleId: eventId,
    trigger: 'schedule',
    kind: 'schedule',
    reason: scheduleReason(payload, change, nowMs),
    considered: [],
    actions: [],
    waits: [],
  });
}
