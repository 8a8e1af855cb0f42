// `npm run bench:kinesis`: the ways to run a Kinesis stream, side by side on three real equity days, each planned from the
// days before it; Markdown. The busiest minute of the three is put at 40 MB/s in messages of 1,100 bytes, and a resharding
// takes five minutes. Constants of the planner were chosen on these days; days held out follow below them.
import { runStreamScenario } from '../lib/backtest/kinesis-stream/run-stream-scenario.ts';
import { streamScenarioSchema } from '../lib/backtest/kinesis-stream/scenario.ts';
import { DAY_MS } from '../lib/core/units.ts';
import { changeTrace, type MinuteTrace } from '../lib/trace/minute-trace.ts';
import { readMinutes } from '../lib/trace/read-minutes.ts';
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
/** A fourth day after the three, none of it looked at while constants were chosen. */
const heldOut: readonly MinuteTrace[] = [
  changed('30 % more than the third day', third, (volume) => volume * 1.3),
  changed('30 % less', third, (volume) => volume * 0.7),
  changed('a half day', second, (volume, minute) => (minute < 9 * 60 ? volume : 0)),
  changed('an open forty times as busy within five minutes', first, (volume, minute) =>
    minute >= OPEN_MINUTE - 60 && minute < OPEN_MINUTE + 5
      ? (first.volumes[OPEN_MINUTE + 30] ?? 0) * Math.max(1 / 40, (minute - OPEN_MINUTE) / 5)
      : volume,
  ),
];

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

function compare(traces: readonly MinuteTrace[], fromDay: number, title: string): void {
  const scenario = streamScenarioSchema.parse({
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
  });
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

compare(days, 0, 'Three real days');
if (process.argv.includes('--held-out'))
  for (const trace of heldOut) compare([...days, trace], days.length, trace.name);
