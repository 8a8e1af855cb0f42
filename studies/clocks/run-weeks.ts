// Two weeks of New York's trading with the change of clocks between them, as the policy in this bundle lives through them.
// Prints JSON: what the week after each change came to. Its sibling `clocks.ts` runs it twice.
import { DateTime } from 'luxon';
import { runScenario } from '../../lib/backtest/run/run-scenario.ts';
import { parseScenario } from '../../lib/backtest/scenario/read-scenario.ts';
import { MINUTE_MS } from '../../lib/core/units.ts';
import { changeTrace, type MinuteTrace } from '../../lib/trace/minute-trace.ts';
import { minuteOfDay, realDays, TIME_ZONE } from '../harder-days.ts';

/** The five working days after a change of clocks, of one group. */
export interface WeekAfter {
  readonly name: string;
  /** Time that spares waited from the change on, hours. */
  readonly idleSpareHours: number;
  readonly costVsOracle: number;
  readonly lateRolls: number;
  /** The shortest time that a spare had waited when it was needed, seconds. */
  readonly minCushionSeconds: number;
}

/** A week of working days before each change, and one after it. */
const CHANGES = [
  { name: 'spring (2014-03-09)', from: '2014-03-03' },
  { name: 'autumn (2013-11-03)', from: '2013-10-28' },
] as const;
const DAYS_BEFORE = 7;
const DAYS = 12;

/** Of the real days' volume: groups of about six nodes a day, and of about fifty. */
const GROUPS = [
  { name: '6 nodes', factor: 1 },
  { name: '50 nodes', factor: 9 },
] as const;

const weeks: WeekAfter[] = [];
for (const { name, from } of CHANGES)
  for (const group of GROUPS)
    weeks.push(await weekAfter(`${name}, ${group.name}`, tradedOver(from, await realDays(), group.factor)));
console.log(JSON.stringify(weeks));

async function weekAfter(name: string, trace: MinuteTrace): Promise<WeekAfter> {
  const scenario = parseScenario('clocks', {
    name,
    trace: 'in memory',
    endOfDay: '20:30',
    timeZone: TIME_ZONE,
    node: { memoryGiB: 4, baselineMiB: 150, pricePerHourUsd: 0.0376, bootSeconds: 60 },
    group: { min: 1, max: 200 },
    policy: { kind: 'lead-time', scaleIn: 'continuous' },
    seed: 1,
  });
  const before = { ...trace, volumes: trace.volumes.slice(0, minutesUntil(trace, DAYS_BEFORE)) };
  const run = async (of: MinuteTrace) => {
    const [result] = await runScenario(scenario, of, { billed: 'past-the-window' });
    if (!result) throw new Error('nothing was run');
    return result;
  };
  const whole = await run(trace);
  const after = whole.byDay.slice(DAYS_BEFORE).filter(({ rolls }) => rolls > 0);
  const sumOf = (key: 'instanceHours' | 'oracleInstanceHours' | 'lateRolls') =>
    after.reduce((sum, day) => sum + day[key], 0);
  return {
    name,
    idleSpareHours: whole.idleSpareHours - (await run(before)).idleSpareHours,
    costVsOracle: sumOf('instanceHours') / sumOf('oracleInstanceHours'),
    lateRolls: sumOf('lateRolls'),
    minCushionSeconds: Math.min(...after.flatMap(({ minCushionSeconds }) => minCushionSeconds ?? [])),
  };
}

/** Minutes from the trace's start until so many local days later: one of them has 23 hours, or 25. */
function minutesUntil({ startMs }: MinuteTrace, days: number): number {
  const until = DateTime.fromMillis(startMs, { zone: TIME_ZONE }).plus({ days });
  return (until.toMillis() - startMs) / MINUTE_MS;
}

/** The real days in turn on the working days: trading keeps to the clock on the wall. */
function tradedOver(from: string, traces: readonly MinuteTrace[], factor: number): MinuteTrace {
  const firstDay = DateTime.fromISO(from, { zone: TIME_ZONE });
  const empty: MinuteTrace = {
    name: from,
    unit: 'bytes',
    startMs: firstDay.toMillis(),
    volumes: new Float64Array(0),
  };
  const volumes = new Float64Array(minutesUntil(empty, DAYS));
  for (let i = 0; i < DAYS; i += 1) {
    const trace = traces[i % traces.length];
    if (!trace || firstDay.plus({ days: i }).weekday > 5) continue;
    const at = minutesUntil(empty, i) + minuteOfDay(trace.startMs);
    trace.volumes.forEach((volume, minute) => {
      if (at + minute < volumes.length) volumes[at + minute] = volume;
    });
  }
  return changeTrace({ ...empty, volumes }, { name: from, volume: (volume) => volume * factor });
}
