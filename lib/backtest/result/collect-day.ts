// Watches one policy's run and keeps what a report shows of one day: bands, marks, rolls.
// One day only, so that the report of a year stays as small as that of a day.
import { changeOf } from '../../targets/rdb-group/ports/group-journal.ts';
import { GIB, HOUR_MS, MINUTE_MS } from '../../core/units.ts';
import type { Plan } from '../../targets/rdb-group/domain/plan.ts';
import type { Mark, ReportDay, ReportNode } from '../../report/report-data.ts';
import { usedBytes } from '../../sim/rdb/rdb-node.ts';
import type { World } from '../../sim/world.ts';
import type { LocalDay } from '../run/local-days.ts';
import { endOfTrace, type MinuteTrace } from '../../trace/minute-trace.ts';
import { createRunRecord, type NodeLife, type Roll } from './record-run.ts';
import type { RunWatcher } from '../run/run-policy.ts';

export interface DayCollector {
  readonly watcher: RunWatcher;
  /** A plan that was applied; the watcher's journal brings them by itself. */
  mark(plan: Pick<Plan, 'kind' | 'reason'>, atMs: number): void;
  /** Once the run is over. */
  finish(): ReportDay;
}

const SAMPLE_MS = 3 * MINUTE_MS;

/** What is done at the end of day belongs to it, also after midnight. */
const AFTER_DAY_MS = HOUR_MS;

/** The day with the largest volume: the one worth looking at. */
export function busiestDay(trace: MinuteTrace, days: readonly LocalDay[]): LocalDay | undefined {
  const volume = ({ startMs, endMs }: LocalDay) => {
    let sum = 0;
    const from = Math.max(0, Math.round((startMs - trace.startMs) / MINUTE_MS));
    const until = Math.round((Math.min(endMs, endOfTrace(trace)) - trace.startMs) / MINUTE_MS);
    for (let i = from; i < until; i += 1) sum += trace.volumes[i] ?? 0;
    return sum;
  };
  return [...days].sort((a, b) => volume(b) - volume(a) || a.startMs - b.startMs)[0];
}

/** Collects the day. `nodeMemoryGiB` and the others only go through to the report. */
export function collectDay(given: {
  readonly day: LocalDay;
  readonly timeZone: string;
  readonly nodeMemoryGiB: number;
  readonly rollThresholdPercent: number;
  readonly fixedMemoryGiB?: number;
}): DayCollector {
  const { day } = given;
  const untilMs = day.endMs + AFTER_DAY_MS;
  const isShown = (atMs: number) => atMs >= day.startMs && atMs < untilMs;
  const record = createRunRecord(0);
  const samples = new Map<string, { atMs: number; usedBytes: number }[]>();
  const marks: Mark[] = [];

  function sample(world: World, groupName: string): void {
    const atMs = world.clock.nowMs();
    const tickerplant = world.tickerplants.get(groupName);
    if (!tickerplant) throw new Error(`The world has no group ${groupName}`);
    tickerplant.bringUpToDate();
    for (const node of tickerplant.nodes.values()) {
      const known = samples.get(node.instanceId) ?? [];
      samples.set(node.instanceId, known);
      known.push({ atMs, usedBytes: node.stage === 'booting' ? 0 : usedBytes(tickerplant.memory, node) });
    }
    if (atMs + SAMPLE_MS < untilMs) world.clock.schedule(atMs + SAMPLE_MS, () => sample(world, groupName));
  }

  function mark({ kind, reason }: Pick<Plan, 'kind' | 'reason'>, atMs: number): void {
    if (!isShown(atMs) || kind === 'hold') return;
    marks.push({ atMs, kind, sentence: reason.text });
  }

  return {
    mark,
    watcher: {
      onStart: (world, groupName) => world.clock.schedule(day.startMs, () => sample(world, groupName)),
      onEvent(event) {
        record.listen(event);
        if (event.kind === 'late-roll' && isShown(event.atMs))
          marks.push({
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
    finish: () => ({
      label: longDate(day, given.timeZone),
      startMs: day.startMs,
      endMs: day.endMs,
      nodeMemoryBytes: given.nodeMemoryGiB * GIB,
      rollThresholdPercent: given.rollThresholdPercent,
      ...(given.fixedMemoryGiB !== undefined && { fixedMemoryBytes: given.fixedMemoryGiB * GIB }),
      nodes: nodesOf(record.lives, samples),
      marks,
      rolls: record.rolls.filter((roll) => isShown(roll.neededAtMs)).map(rollOf),
    }),
  };
}

function nodesOf(
  lives: readonly NodeLife[],
  samples: ReadonlyMap<string, ReportNode['samples']>,
): readonly ReportNode[] {
  return lives.flatMap(({ instanceId, launchedAtMs, terminatedAtMs }) => {
    const ofNode = samples.get(instanceId);
    if (!ofNode) return [];
    return [
      { instanceId, launchedAtMs, samples: ofNode, ...(terminatedAtMs !== undefined && { terminatedAtMs }) },
    ];
  });
}

function rollOf({ neededAtMs, cushionMs }: Roll) {
  return { atMs: neededAtMs, cushionSeconds: cushionMs / 1_000 };
}

function longDate(day: LocalDay, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'full' }).format(day.startMs);
}
