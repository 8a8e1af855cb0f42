// Watches one policy's run and keeps what a report shows of one day: each node's memory and roles, marks, rolls. Of several
// days it keeps the one with the closest call, so that the report of a year stays as small as that of a day.
import { changeOf } from '../../targets/rdb-group/ports/group-journal.ts';
import { GIB, HOUR_MS, MINUTE_MS } from '../../core/units.ts';
import type { Plan } from '../../targets/rdb-group/domain/plan.ts';
import type { Mark, ReportDay, ReportNode } from '../../report/report-data.ts';
import { usedBytes } from '../../sim/rdb/rdb-node.ts';
import type { World } from '../../sim/world.ts';
import type { LocalDay } from '../run/local-days.ts';
import { closenessOf, isCloser, type Closeness } from './closest-call.ts';
import { createNodeRoles } from './node-roles.ts';
import { createRunRecord, type NodeLife, type Roll } from './record-run.ts';
import type { RunWatcher } from '../run/run-policy.ts';

export interface DayCollector {
  readonly watcher: RunWatcher;
  /** A plan that was applied; the watcher's journal brings them by itself. */
  mark(plan: Pick<Plan, 'kind' | 'reason'>, atMs: number): void;
  /** Once the run is over. */
  finish(): ReportDay;
}

/** What only goes through to the report. */
interface Shown {
  readonly timeZone: string;
  readonly nodeMemoryGiB: number;
  readonly rollThresholdPercent: number;
  readonly fixedMemoryGiB?: number;
}

/** A day that is being watched. */
interface OpenDay {
  readonly day: LocalDay;
  readonly untilMs: number;
  readonly samples: Map<string, { atMs: number; usedBytes: number }[]>;
  readonly marks: Mark[];
}

const SAMPLE_MS = 3 * MINUTE_MS;

/** What is done at the end of day belongs to it, also after midnight. */
const AFTER_DAY_MS = HOUR_MS;

/** Collects one day. */
export function collectDay({ day, ...shown }: Shown & { readonly day: LocalDay }): DayCollector {
  return collectClosestDay({ days: [day], ...shown });
}

/** Collects each day, and keeps the one with the closest call: of the first of them, where two are as close. */
export function collectClosestDay(given: Shown & { readonly days: readonly LocalDay[] }): DayCollector {
  const record = createRunRecord(0);
  const roles = createNodeRoles();
  const open = new Set<OpenDay>();
  let closest: { readonly day: ReportDay; readonly closeness: Closeness } | undefined;

  function begin(day: LocalDay, world: World, groupName: string): void {
    const opened: OpenDay = { day, untilMs: day.endMs + AFTER_DAY_MS, samples: new Map(), marks: [] };
    open.add(opened);
    sample(opened, world, groupName);
    world.clock.schedule(opened.untilMs, () => end(opened));
  }

  function sample(opened: OpenDay, world: World, groupName: string): void {
    const { samples, untilMs } = opened;
    const atMs = world.clock.nowMs();
    const tickerplant = world.tickerplants.get(groupName);
    if (!tickerplant) throw new Error(`The world has no group ${groupName}`);
    tickerplant.bringUpToDate();
    for (const node of tickerplant.nodes.values()) {
      const known = samples.get(node.instanceId) ?? [];
      samples.set(node.instanceId, known);
      known.push({ atMs, usedBytes: node.stage === 'booting' ? 0 : usedBytes(tickerplant.memory, node) });
      roles.see(node.instanceId, node.stage, atMs);
    }
    if (atMs + SAMPLE_MS < untilMs)
      world.clock.schedule(atMs + SAMPLE_MS, () => sample(opened, world, groupName));
  }

  function end(opened: OpenDay): void {
    open.delete(opened);
    const isShown = (atMs: number) => atMs >= opened.day.startMs && atMs < opened.untilMs;
    const rolls = record.rolls.filter((roll) => isShown(roll.neededAtMs));
    const troubles = record.troubles.filter(({ atMs }) => isShown(atMs));
    const closeness = closenessOf({ rolls, troubles, nodeCount: opened.samples.size });
    if (closest && !isCloser(closeness, closest.closeness)) return;
    closest = { closeness, day: reportDayOf(opened, rolls) };
  }

  function reportDayOf({ day, samples, marks }: OpenDay, rolls: readonly Roll[]): ReportDay {
    return {
      label: longDate(day, given.timeZone),
      startMs: day.startMs,
      endMs: day.endMs,
      nodeMemoryBytes: given.nodeMemoryGiB * GIB,
      rollThresholdPercent: given.rollThresholdPercent,
      ...(given.fixedMemoryGiB !== undefined && { fixedMemoryBytes: given.fixedMemoryGiB * GIB }),
      nodes: nodesOf(record.lives, samples, roles.of),
      marks,
      rolls: rolls.map(rollOf),
    };
  }

  function put(mark: Mark): void {
    for (const { day, untilMs, marks } of open)
      if (mark.atMs >= day.startMs && mark.atMs < untilMs) marks.push(mark);
  }

  function mark({ kind, reason }: Pick<Plan, 'kind' | 'reason'>, atMs: number): void {
    if (kind !== 'hold') put({ atMs, kind, sentence: reason.text });
  }

  return {
    mark,
    watcher: {
      onStart(world, groupName) {
        for (const day of given.days) world.clock.schedule(day.startMs, () => begin(day, world, groupName));
      },
      onEvent(event) {
        record.listen(event);
        roles.listen(event);
        if (event.kind === 'late-roll')
          put({
            atMs: event.atMs,
            kind: 'late-roll',
            sentence: `${event.instanceId} reached its roll threshold and no spare was waiting`,
          });
      },
      onJournal(entry) {
        const { kind, reason, atMs } = entry;
        if (changeOf(entry)?.outcome?.kind !== 'applied') return;
        if (kind === 'scale-out' || kind === 'retire') mark({ kind, reason }, atMs);
      },
    },
    finish() {
      // A run may be over before the hour after its last midnight is.
      for (const opened of open) end(opened);
      if (!closest) throw new Error('The run ended before the first of the days began');
      return closest.day;
    },
  };
}

function nodesOf(
  lives: readonly NodeLife[],
  samples: ReadonlyMap<string, ReportNode['samples']>,
  rolesOf: (instanceId: string) => ReportNode['roles'],
): readonly ReportNode[] {
  return lives.flatMap(({ instanceId, launchedAtMs, terminatedAtMs }) => {
    const ofNode = samples.get(instanceId);
    if (!ofNode) return [];
    return [
      {
        instanceId,
        launchedAtMs,
        samples: ofNode,
        roles: rolesOf(instanceId),
        ...(terminatedAtMs !== undefined && { terminatedAtMs }),
      },
    ];
  });
}

function rollOf({ neededAtMs, cushionMs }: Roll) {
  return { atMs: neededAtMs, cushionSeconds: cushionMs / 1_000 };
}

function longDate(day: LocalDay, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'full' }).format(day.startMs);
}
