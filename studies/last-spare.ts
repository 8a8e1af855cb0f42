// `npm run bench:last-spare`: what leaving out the last spare of the day saves, and what it risks: six days of
// history, then a day with a burst late in it. Markdown for docs/backtests.md.
import { parseScenario } from '../lib/backtest/scenario/read-scenario.ts';
import { runScenario } from '../lib/backtest/run/run-scenario.ts';
import { isComparable } from '../lib/report/groups/troubles.ts';
import { changeTrace, type MinuteTrace } from '../lib/trace/minute-trace.ts';
import { DAY_MS } from '../lib/core/units.ts';
import { realDays, TIME_ZONE, withBurst, yearOf } from './harder-days.ts';

const HISTORY_DAYS = 6;
const POLICIES = [
  { kind: 'lead-time', lastSpareMargin: 100 },
  { kind: 'lead-time', lastSpareMargin: 3 },
  { kind: 'lead-time', lastSpareMargin: 2 },
  { kind: 'lead-time', lastSpareMargin: 1.5 },
  { kind: 'lead-time', lastSpareMargin: 1 },
  { kind: 'lead-time', lastSpareMargin: 100, scaleIn: 'continuous' },
] as const;
const LABELS = ['off', 'margin 3', 'margin 2', 'margin 1.5', 'margin 1', 'off, scale-in continuous'];

const history = yearOf(await realDays(), HISTORY_DAYS + 3);
console.log(`| ${HISTORY_DAYS} real days, then | ${LABELS.join(' | ')} |`);
console.log(`| --- |${LABELS.map(() => ' --- |').join('')}`);
const totals = LABELS.map(() => 0);
const counts = LABELS.map(() => 0);
const lates = LABELS.map(() => 0);
for (const [name, last] of lastDays()) {
  const results = await runScenario(scenarioOf(), last);
  const cells = results.map((r, i) => {
    lates[i] = (lates[i] ?? 0) + r.lateRolls;
    if (isComparable(r)) {
      totals[i] = (totals[i] ?? 0) + (r.costVsOracle ?? 0);
      counts[i] = (counts[i] ?? 0) + 1;
    }
    return `${isComparable(r) ? (r.costVsOracle ?? 0).toFixed(3) : '–'}${r.lateRolls > 0 ? ` · **${r.lateRolls} late**` : ''}`;
  });
  console.log(`| ${name} | ${cells.join(' | ')} |`);
}
console.log(
  `| mean cost against the oracle, of days that were not late; late rolls in all | ${totals.map((t, i) => `${(t / Math.max(1, counts[i] ?? 0)).toFixed(3)}; ${lates[i]}`).join(' | ')} |`,
);

/** Each of the three real days as the seventh, plain and with bursts in its afternoon. */
function* lastDays(): Generator<[string, MinuteTrace]> {
  for (const day of [0, 1, 2]) {
    const dayCount = HISTORY_DAYS + day + 1;
    const until = history.startMs + dayCount * DAY_MS;
    const plain = {
      ...changeTrace(history, { name: `day ${day + 1}`, volume: (v) => v }),
      volumes: history.volumes.slice(0, dayCount * 1_440),
    };
    yield [`day ${day + 1} as it was`, plain];
    for (const factor of [2, 4, 10]) {
      for (const [when, at] of [
        ['14:00', 14 * 60],
        ['15:40', 15 * 60 + 40],
        ['17:00', 17 * 60],
      ] as const) {
        const burst = withBurst(plain, { factor, at, name: when });
        const volumes = burst.volumes.map((v, i) =>
          plain.startMs + i * 60_000 >= until - DAY_MS ? v : (plain.volumes[i] ?? 0),
        );
        yield [`day ${day + 1}, ×${factor} at ${when}`, { ...burst, volumes }];
      }
    }
  }
}

function scenarioOf() {
  return parseScenario('study', {
    name: 'last spare',
    trace: 'in memory',
    endOfDay: '23:59',
    timeZone: TIME_ZONE,
    node: { memoryGiB: 4, pricePerHourUsd: 0.0376, bootSeconds: 60 },
    group: { min: 1, max: 200 },
    policies: POLICIES.map((policy) => ({ ...policy })),
    seed: 1,
  });
}
