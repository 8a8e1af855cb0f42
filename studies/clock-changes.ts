// Days around a change of clocks: the three real days by New York's clock, two weeks of working days with the change in the middle.
// Side by side, a calendar that knows the clocks and one that does not: by a clock that never changes, past days are looked up an hour off.
import { DateTime } from 'luxon';
import { parseScenario } from '../lib/backtest/scenario/read-scenario.ts';
import { runScenario } from '../lib/backtest/run/run-scenario.ts';
import { MINUTE_MS } from '../lib/core/units.ts';
import type { MinuteTrace } from '../lib/trace/minute-trace.ts';
import { minuteOfDay, realDays, TIME_ZONE } from './harder-days.ts';

const DAYS = 12;

/** A week of working days before each change, a weekend, and a week after it; New York's winter clock has a name of its own. */
const CHANGES = [
  { name: 'spring, 2014-03-09', from: '2014-03-03' },
  { name: 'autumn, 2013-11-03', from: '2013-10-28' },
];
const CLOCKS = [
  { label: 'by UTC', timeZone: 'Etc/GMT+5' },
  { label: "by the calendar's clock", timeZone: TIME_ZONE },
];

function tradedOver(from: string, traces: readonly MinuteTrace[]): MinuteTrace {
  const firstDay = DateTime.fromISO(from, { zone: TIME_ZONE });
  const startMs = firstDay.toMillis();
  const volumes = new Float64Array((firstDay.plus({ days: DAYS }).toMillis() - startMs) / MINUTE_MS);
  for (let i = 0; i < DAYS; i += 1) {
    const day = firstDay.plus({ days: i });
    const trace = traces[i % traces.length];
    if (!trace || day.weekday > 5) continue;
    // A day of trading keeps to the clock on the wall.
    const at = (day.startOf('day').toMillis() - startMs) / MINUTE_MS;
    trace.volumes.forEach((volume, minute) => {
      const index = at + minuteOfDay(trace.startMs) + minute;
      if (index >= 0 && index < volumes.length) volumes[index] = volume;
    });
  }
  return { name: from, unit: 'bytes', startMs, volumes };
}

/** A table for `docs/backtests.md`: of the week after each change. */
export async function clockTable(): Promise<string> {
  const real = await realDays();
  const rows: string[] = [];
  for (const { name, from } of CHANGES) {
    const trace = tradedOver(from, real);
    for (const { label, timeZone } of CLOCKS) {
      const scenario = parseScenario('clocks', {
        name,
        trace: 'in memory',
        endOfDay: '20:30',
        timeZone,
        node: { memoryGiB: 4, baselineMiB: 150, pricePerHourUsd: 0.0376, bootSeconds: 60 },
        group: { min: 1, max: 200 },
        policy: { kind: 'lead-time', scaleIn: 'continuous' },
        seed: 1,
      });
      const [result] = await runScenario(scenario, trace, { billed: 'past-the-window' });
      if (!result) throw new Error('nothing was run');
      const after = result.byDay.slice(7).filter(({ rolls }) => rolls > 0);
      const own = after.reduce((sum, day) => sum + day.instanceHours, 0);
      const oracle = after.reduce((sum, day) => sum + day.oracleInstanceHours, 0);
      rows.push(
        `| ${name} | ${label} | ${result.idleSpareHours.toFixed(1)} | ${(own / oracle).toFixed(3)} | ${result.lateRolls} |`,
      );
    }
  }
  return [
    '| change of clocks | past days | idle spare hours, both weeks | cost of the week after | late rolls |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
