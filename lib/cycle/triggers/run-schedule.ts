// Takes up a schedule's event: keeps the calendar that it carries, writes the intent of every target it means, and runs
// their cycles.
import { changeBySchedule } from '../../core/apply-schedule.ts';
import type { SchedulePayload } from '../../core/schedule.ts';
import { settle } from '../../ports/settled.ts';
import type { CyclePorts } from '../ports.ts';
import type { CycleResult } from '../run-cycle.ts';
import type { Target, TargetTypes } from '../../targets/target.ts';
import { overManaged } from './over-managed.ts';
import { ALL_TARGETS, runBatches, type CyclesResult } from './run-batches.ts';
import { scheduleReason } from './schedule-words.ts';

/**
 * One schedule event. Idempotent: repeated, it changes nothing. A target named in it that is not managed, or
 * not there, is not touched, and is among the results. Failures come back as from `runTick`.
 */
export async function runSchedule<T extends TargetTypes>(
  target: Target<T>,
  schedule: { payload: SchedulePayload; eventId: string },
  ports: CyclePorts<T>,
): Promise<CyclesResult<T>> {
  const { payload, eventId } = schedule;
  const { calendar, calendarDates } = payload;
  // By itself: what fails of it stands in no target's way, and what fails of a target does not keep it from being known.
  const kept = await settle(async () => {
    if (calendar !== undefined && calendarDates) await ports.calendars.writeCalendar(calendar, calendarDates);
  });
  const unkept = kept.ok ? [] : [{ name: ALL_TARGETS, error: kept.error }];
  const { targetCount, made, failures } = await overManaged(target, ports, (page) =>
    Promise.resolve({
      managed: page.map((found) => target.nameOf(found)),
      meant: page.filter((found) => isMeant(target, found, payload)).map((found) => target.nameOf(found)),
    }),
  );
  const requests = made.flatMap(({ meant }) => meant.map((name) => ({ name, trigger: 'schedule' })));
  const prepare = (name: string) => takeUp(target, { name, payload, eventId }, ports);
  const served = await runBatches(target, requests, ports, { prepare });
  const managed = new Set(made.flatMap((page) => page.managed));
  const unmanaged = [...new Set(payload.groups)]
    .filter((name) => !managed.has(name))
    .map((name): CycleResult<T> => ({ kind: 'not-managed', name }));
  return {
    targetCount,
    results: [...served.results, ...unmanaged],
    failures: [...unkept, ...failures, ...served.failures],
  };
}

/** By name, else by calendar, else all. A target whose tags cannot be read belongs to no calendar. */
function isMeant<T extends TargetTypes>(
  target: Target<T>,
  found: T['found'],
  { groups, calendar }: SchedulePayload,
): boolean {
  if (!target.isManaged(found)) return false;
  if (groups && !groups.includes(target.nameOf(found))) return false;
  if (calendar === undefined) return true;
  const parsed = target.policyOf(found);
  return parsed.ok && parsed.policy.calendar === calendar;
}

async function takeUp<T extends TargetTypes>(
  target: Target<T>,
  event: { name: string; payload: SchedulePayload; eventId: string },
  { stateStore, clock }: CyclePorts<T>,
): Promise<void> {
  const { name, payload, eventId } = event;
  const nowMs = clock.nowMs();
  const change = await stateStore.changeIntent(name, changeBySchedule(payload, nowMs));
  if (change.kind === 'ignored' && change.why === 'unchanged') return;
  await stateStore.writeJournal({
    groupName: name,
    atMs: nowMs,
    cycleId: eventId,
    trigger: 'schedule',
    kind: 'schedule',
    reason: scheduleReason(payload, change, nowMs),
    considered: [],
    actions: [],
    ...target.detailsOf(),
  });
}
