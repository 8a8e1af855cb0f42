// `npm run bench:kinesis`: the ways to run a Kinesis stream, side by side on three real equity days, each planned from the
// days before it; Markdown. The busiest minute of the three is put at 40 MB/s in messages of 1,100 bytes, and a resharding
// takes five minutes. Constants of the planner were chosen on these days; `--held-out` adds days that were not looked at, and
// `--quiet-until` prints days that are quiet until they are not in their place; `--bounds` what the days held out take at the
// least, known or by the days before them.
import { runStreamScenario } from '../lib/backtest/kinesis-stream/run-stream-scenario.ts';
import {
  streamScenarioSchema,
  type StreamScenario,
  type StreamScenarioInput,
} from '../lib/backtest/kinesis-stream/scenario.ts';
import { DAY_MS } from '../lib/core/units.ts';
import { changeTrace, type MinuteTrace } from '../lib/trace/minute-trace.ts';
import { readMinutes } from '../lib/trace/read-minutes.ts';
import { leastHours, type DayBound } from '../lib/backtest/kinesis-stream/policies/least-hours.ts';
import { REAL_DATES, TIME_ZONE } from './harder-days.ts';

const PEAK_BYTES_PER_SECOND = 40e6;
const BYTES_PER_MESSAGE = 1_100;
const MIB = 1024 ** 2;

const TRACES = new URL('../data/traces/', import.meta.url);
const days = await Promise.all(
  REAL_DATES.map((date) => readMinutes(new URL(`us-equities-${date}.csv`, TRACES).pathname)),
);
const peak = Math.max(...days.flatMap(({ volumes }) => [...volumes]));
const volumeFactor = ((PEAK_BYTES_PER_SECOND / BYTES_PER_MESSAGE) * 60) / peak;
const firstPeak = Math.max(...(days[0]?.volumes ?? []));
/** Static provisioning: a quarter above the first day's peak. */
const staticShards = Math.ceil((1.25 * firstPeak * volumeFactor * BYTES_PER_MESSAGE) / 60 / MIB);

const OPEN_MINUTE = 5.5 * 60;
const [first, second, third] = days as [MinuteTrace, MinuteTrace, MinuteTrace];
const HALF_DAY = 'a half day';
/** A fourth day after the three, none of it looked at while constants were chosen. */
const heldOut: readonly MinuteTrace[] = [
  changed('30 % more than the third day', third, (volume) => volume * 1.3),
  changed('30 % less', third, (volume) => volume * 0.7),
  changed(HALF_DAY, second, (volume, minute) => (minute < 9 * 60 ? volume : 0)),
  changed('an open forty times as busy within five minutes', first, (volume, minute) =>
    minute >= OPEN_MINUTE - 60 && minute < OPEN_MINUTE + 5
      ? (first.volumes[OPEN_MINUTE + 30] ?? 0) * Math.max(1 / 40, (minute - OPEN_MINUTE) / 5)
      : volume,
  ),
];

const NOON_MINUTE = 8.5 * 60;
const CLOSE_MINUTE = 11.75 * 60;
/** A fourth day that is quiet until it is not: what a quiet morning must not be taken for. */
const quietUntil: readonly MinuteTrace[] = [
  quietAt('0.6 of the third day, from 12:30 as it was', NOON_MINUTE, 1),
  quietAt('0.6 of the third day, from 12:30 1.3 times it', NOON_MINUTE, 1.3),
  quietAt('0.6 of the third day, the last 15 minutes as they were', CLOSE_MINUTE, 1),
  quietAt('0.6 of the third day, the last 15 minutes 1.3 times', CLOSE_MINUTE, 1.3),
];

function quietAt(name: string, untilMinute: number, then: number): MinuteTrace {
  return changed(name, third, (volume, minute) => volume * (minute < untilMinute ? 0.6 : then));
}

/** The fourth day in the calendar, as an exchange announces it. */
const HALF_DAY_CALENDAR = {
  halfDays: ['2013-10-10'],
  marketHours: { open: '09:30', close: '16:00', halfDayClose: '13:00' },
};

function changed(
  name: string,
  trace: MinuteTrace,
  volume: (volume: number, minute: number) => number,
): MinuteTrace {
  const next = changeTrace(trace, {
    name,
    volume: (v, atMs) => volume(v, Math.round((atMs - trace.startMs) / 60_000)),
  });
  return { ...next, startMs: third.startMs + DAY_MS };
}

const KNOWN = { changesMax: 8, utilizationPercent: 100, leewayMinutes: 0, carries: 'the day' } as const;
const UNKNOWN = { ...KNOWN, leewayMinutes: 15, carries: 'the days before' } as const;

const BOUNDS: readonly (DayBound & { readonly title: string })[] = [
  { ...KNOWN, title: 'the day, full shards' },
  { ...KNOWN, title: 'the day, at 70 %', utilizationPercent: 70 },
  { ...KNOWN, title: 'the day, at 70 %, ± 15 minutes', utilizationPercent: 70, leewayMinutes: 15 },
  { ...UNKNOWN, title: 'the days before, full shards, ± 15 minutes' },
  { ...UNKNOWN, title: 'the days before, at 70 %, ± 15 minutes', utilizationPercent: 70 },
];

type OtherWays = Partial<Pick<StreamScenarioInput, 'calendar' | 'policies'>>;

function scenarioOf(title: string, other: OtherWays = {}): StreamScenario {
  return streamScenarioSchema.parse({
    name: title,
    target: 'kinesis-stream',
    trace: 'in memory',
    volumeFactor,
    bytesPerMessage: BYTES_PER_MESSAGE,
    timeZone: TIME_ZONE,
    shards: { min: 1, max: 64, start: staticShards },
    reshardSeconds: 300,
    prices: {
      shardHourUsd: 0.015,
      putUnitsPerMillionUsd: 0.014,
      onDemandPerGbUsd: 0.08,
      onDemandStreamHourUsd: 0.04,
    },
    policies: [
      { kind: 'planner' },
      { kind: 'target-tracking' },
      { kind: 'doubling' },
      { kind: 'static', shards: staticShards },
      { kind: 'on-demand' },
      { kind: 'oracle' },
    ],
    ...other,
  });
}

function compare(traces: readonly MinuteTrace[], fromDay: number, title: string, other?: OtherWays): void {
  const scenario = scenarioOf(title, other);
  const { load, runs } = runStreamScenario(scenario, traces);
  const oracle = runs.at(-1);
  console.log(`\n## ${title}\n`);
  console.log('| policy | day | shard-hours | of static | of the oracle | throttled minutes | calls |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const { choice, days: measured } of runs) {
    measured.slice(fromDay).forEach((day, i) => {
      const ofOracle = day.shardHours / (oracle?.days[fromDay + i]?.shardHours ?? 1);
      const cells = [
        choice.kind,
        load.days[fromDay + i]?.date ?? '',
        day.shardHours.toFixed(0),
        (day.shardHours / (24 * staticShards)).toFixed(2),
        ofOracle.toFixed(2),
        String(day.throttledMinutes),
        String(day.calls),
      ];
      console.log(`| ${cells.join(' | ')} |`);
    });
  }
}

/** Of the oracle's hours on the same day, which comes after the three as in the tables. */
function printBounds(traces: readonly MinuteTrace[]): void {
  console.log(`| known day | oracle | ${BOUNDS.map(({ title }) => title).join(' | ')} |`);
  console.log(`| --- | --- |${' --- |'.repeat(BOUNDS.length)}`);
  for (const trace of traces) {
    const scenario = scenarioOf(trace.name, { policies: [{ kind: 'oracle' }] });
    const { load, runs } = runStreamScenario(scenario, [...days, trace]);
    const [oracleHours, day] = [runs[0]?.days.at(-1)?.shardHours ?? NaN, load.days.at(-1)];
    if (!day) continue;
    const cells = BOUNDS.map((bound) => {
      const hours = leastHours(bound, day, { load, scenario });
      return `${hours.toFixed(0)}, ${(hours / oracleHours).toFixed(2)}`;
    });
    console.log(`| ${[trace.name, oracleHours.toFixed(0), ...cells].join(' | ')} |`);
  }
}

const fourth = (trace: MinuteTrace, title = trace.name, other: OtherWays = {}) =>
  compare([...days, trace], days.length, title, other);

if (process.argv.includes('--bounds')) printBounds(heldOut);
else if (process.argv.includes('--quiet-until'))
  for (const trace of quietUntil)
    fourth(trace, trace.name, { policies: [{ kind: 'planner' }, { kind: 'oracle' }] });
else compare(days, 0, 'Three real days');
if (process.argv.includes('--held-out'))
  for (const trace of heldOut) {
    fourth(trace);
    if (trace.name === HALF_DAY)
      fourth(trace, `${HALF_DAY} of the calendar`, { calendar: HALF_DAY_CALENDAR });
  }
