// Days with days before them: the three real ones again and again over two weeks, each at a volume and a time of its own. What
// a group has learned of its past days shows here; a single day shows none of it.
import { parseScenario } from '../../lib/backtest/scenario/read-scenario.ts';
import { runScenario } from '../../lib/backtest/run/run-scenario.ts';
import type { DayResult } from '../../lib/backtest/result/result.ts';
import type { ScenarioInput } from '../../lib/backtest/scenario/scenario.ts';
import { DAY_MS, MINUTE_MS } from '../../lib/core/units.ts';
import { createRandom } from '../../lib/sim/random.ts';
import type { MinuteTrace } from '../../lib/trace/minute-trace.ts';
import { totalsOf } from '../totals.ts';
import { minuteOfDay, realDays, TIME_ZONE } from '../harder-days.ts';

const DAYS = 14;
/** The first days have no history: reported are those from here on. */
const FROM_DAY = 4;
const VOLUME_SPREAD = 0.2;
const SHIFT_MINUTES_MAX = 10;
const SEEDS = [1, 2, 3, 4];

const POLICIES: NonNullable<ScenarioInput['policies']> = [
  { kind: 'threshold', scaleThresholdPercent: 60, rollThresholdPercent: 80 },
  { kind: 'lead-time' },
  { kind: 'lead-time', scaleIn: 'continuous' },
];

/** Two weeks from the first real day on. */
function historyOf(traces: readonly MinuteTrace[], seed: number): MinuteTrace {
  const random = createRandom(seed);
  const [first] = traces;
  if (!first) throw new Error('no traces');
  const perDay = DAY_MS / MINUTE_MS;
  const volumes = new Float64Array(DAYS * perDay);
  for (let day = 0; day < DAYS; day += 1) {
    const trace = traces[day % traces.length] ?? first;
    const factor = 1 + VOLUME_SPREAD * (2 * random.next() - 1);
    const shift = random.integer({ min: -SHIFT_MINUTES_MAX, max: SHIFT_MINUTES_MAX });
    const from = day * perDay + minuteOfDay(trace.startMs) + shift;
    trace.volumes.forEach((volume, i) => {
      if (from + i >= 0 && from + i < volumes.length) volumes[from + i] = volume * factor;
    });
  }
  const startMs = first.startMs - minuteOfDay(first.startMs) * MINUTE_MS;
  return { name: `two weeks, seed ${seed}`, unit: 'bytes', startMs, volumes };
}

/** Two weeks, and for each policy the days that are reported. */
export interface Weeks {
  readonly name: string;
  readonly byPolicy: readonly (readonly DayResult[])[];
}

/** Each of the policies over each two weeks. */
export async function runHistory(): Promise<readonly Weeks[]> {
  const real = await realDays();
  const weeks: Weeks[] = [];
  for (const seed of SEEDS) {
    const trace = historyOf(real, seed);
    const scenario = parseScenario('history', {
      name: trace.name,
      trace: 'in memory',
      endOfDay: '23:59',
      timeZone: TIME_ZONE,
      node: { memoryGiB: 4, baselineMiB: 150, pricePerHourUsd: 0.0376, bootSeconds: 60 },
      group: { min: 1, max: 200 },
      policies: POLICIES,
      seed: 1,
    });
    const results = await runScenario(scenario, trace, { billed: 'past-the-window' });
    weeks.push({ name: trace.name, byPolicy: results.map(({ byDay }) => byDay.slice(FROM_DAY - 1)) });
  }
  return weeks;
}

/** A table for `docs/backtests.md`: a row for each two weeks. */
export function historyTable(weeks: readonly Weeks[]): string {
  return [
    `| days ${FROM_DAY} to ${DAYS} of | ${LABELS.join(' | ')} |`,
    `| --- |${LABELS.map(() => ' --- |').join('')}`,
    ...weeks.map(({ name, byPolicy }) => `| ${[name, ...byPolicy.map(cellOf)].join(' | ')} |`),
  ].join('\n');
}

const LABELS = ['threshold 60/80', 'lead-time', 'lead-time, continuous'] as const;

/** Mean and dearest day against the oracle's same day; late days are counted beside. */
function cellOf(days: readonly DayResult[]): string {
  const { mean, dearest, lateDays } = totalsOf(days);
  return `${mean.toFixed(3)}, at most ${dearest.toFixed(3)}${lateDays > 0 ? ` · **${lateDays} days late**` : ''}`;
}
