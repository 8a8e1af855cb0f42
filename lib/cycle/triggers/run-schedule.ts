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

/** A schedule as it was taken up. */
export interface TakenSchedule {
  readonly payload: SchedulePayload;
  /** For the journal. */
  readonly eventId: string;
}

/** What a schedule goes by, besides the targets. */
export interface ScheduleTerms {
  /** Asked before each batch of cycles: whether there is time for one. Always, if absent. */
  readonly hasTime?: () => boolean;
  /** What another invocation left of it: these alone, in their order, and nothing is listed. */
  readonly names?: readonly string[];
}

/**
 * One schedule event. Idempotent: repeated, it changes nothing. A target named in it that is not managed, or
 * not there, is not touched, and is among the results. Those for which there is no time are `left`: nothing has been written
 * of them. Failures come back as from `runTick`.
 */
export async function runSchedule<T extends TargetTypes>(
  target: Target<T>,
  { payload, eventId }: TakenSchedule,
  ports: CyclePorts<T>,
  { hasTime, names }: ScheduleTerms = {},
): Promise<CyclesResult<T>> {
  const { targetCount, meant, unmanaged, failures } = names
    ? { targetCount: names.length, meant: names, unmanaged: [], failures: [] }
    : await meantBy(target, payload, ports);
  const requests = meant.map((name) => ({ name, trigger: 'schedule' }));
  const prepare = (name: string) => takeUp(target, { name, payload, eventId }, ports);
  const served = await runBatches(target, requests, ports, { prepare, ...(hasTime && { hasTime }) });
  return {
    ...served,
    targetCount,
    results: [...served.results, ...unmanaged],
    failures: [...failures, ...served.failures],
  };
}

/** Whom it means among all that are managed, and whom it names in vain. Its calendar is kept first. */
async function meantBy<T extends TargetTypes>(
  target: Target<T>,
  payload: SchedulePayload,
  ports: CyclePorts<T>,
): Promise<
  Pick<CyclesResult<T>, 'targetCount' | 'failures'> & {
    readonly meant: readonly string[];
    readonly unmanaged: readonly CycleResult<T>[];
  }
> {
  const { calendar, calendarDates } = payload;
  // By itself: what fails of it stands in no target's way, and what fails of a target does not keep it from being known.
  const kept = await settle(async () => {
    if (calendar !== undefined && calendarDates) await ports.calendars.writeCalendar(calendar, calendarDates);
  });
  const unkept = kept.ok ? [] : [{ name: ALL_TARGETS, error: kept.error }];
  const nameOf = (found: T['found']) => target.nameOf(found);
  const { targetCount, made, failures } = await overManaged(
    () => managedPages(target, ports),
    nameOf,
    (page) =>
      Promise.resolve({
        managed: page.map(nameOf),
        meant: page.filter((found) => isMeant(target, found, payload)).map(nameOf),
      }),
  );
  const managed = new Set(made.flatMap((page) => page.managed));
  const unmanaged = [...new Set(payload.groups)]
    .filter((name) => !managed.has(name))
    .map((name): CycleResult<T> => ({ kind: 'not-managed', name }));
  return {
    targetCount,
    meant: made.flatMap((page) => page.meant),
    unmanaged,
    failures: [...unkept, ...failures],
  };
}

/** Nothing without the tag is touched, whatever the listing shows. */
async function* managedPages<T extends TargetTypes>(target: Target<T>, ports: CyclePorts<T>) {
  for await (const page of target.listManaged(ports)) yield page.filter((found) => target.isManaged(found));
}

/** By name, else by calendar, else all. A target whose tags cannot be read belongs to no calendar. */
function isMeant<T extends TargetTypes>(
  target: Target<T>,
  found: T['found'],
  { groups, calendar }: SchedulePayload,
): boolean {
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
    target: name,
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
