// The days that policies are compared on: real ones, KX's profile, and harder ones made from them.
import { readFileSync } from 'node:fs';
import { DateTime } from 'luxon';
import { changeTrace, volumeOf, type MinuteTrace } from '../lib/trace/minute-trace.ts';
import { readMinutes } from '../lib/trace/read-minutes.ts';
import type { ScenarioInput } from '../lib/backtest/scenario/scenario.ts';
import { GIB, HOUR_MS, MINUTE_MS } from '../lib/core/units.ts';

export const TIME_ZONE = 'America/New_York';
const TRACES = new URL('../data/traces/', import.meta.url);

/** One day to run, with what differs from the plain scenario. */
export interface StudyDay {
  /** `real`, `calm`: the days on which cost counts; `hard`: those on which late rolls do. */
  readonly group: 'real' | 'calm' | 'hard';
  readonly name: string;
  readonly trace: MinuteTrace;
  readonly node?: Partial<ScenarioInput['node']>;
  readonly telemetry?: ScenarioInput['telemetry'];
}

/**
 * Data of a day, as memory. KX's simulated day settles near 19.7 GB with seven empty servers' 150 MB: 17.4 GiB of
 * data if those are decimal GB, 18.65 GiB if they are GiB. The paper does not say which; this is the middle.
 */
export const DAY_BYTES = 18 * GIB;

export const REAL_DATES = ['2013-10-07', '2013-10-08', '2013-10-09'] as const;

/** A real day, its messages scaled so that the three together average `DAY_BYTES` a day. */
export async function realDays(): Promise<readonly MinuteTrace[]> {
  const traces = await Promise.all(
    REAL_DATES.map((date) => readMinutes(new URL(`us-equities-${date}.csv`, TRACES).pathname)),
  );
  const messages = traces.reduce((total, trace) => total + volumeOf(trace), 0);
  const bytesPerMessage = (DAY_BYTES * traces.length) / messages;
  return traces.map((trace, i) => ({
    ...changeTrace(trace, { name: REAL_DATES[i] ?? '', volume: (v) => v * bytesPerMessage }),
    unit: 'bytes' as const,
  }));
}

/**
 * KX's profile as a day by the minute: each hour's share spread evenly, `shiftHours` later (the clock of the
 * paper's Figure 3.5 is an hour ahead of that of its Figure 2.1).
 */
export function kxDay(given: {
  dayBytes: number;
  date: string;
  shiftHours: number;
  timeZone: string;
}): MinuteTrace {
  const [, ...rows] = readFileSync(new URL('kx-whitepaper-profile.csv', TRACES), 'utf8').trim().split('\n');
  const shares = rows.map((row) => Number(row.split(',')[1]) / 100);
  const sum = shares.reduce((a, b) => a + b, 0);
  const volumes = new Float64Array(1_440);
  shares.forEach((share, hour) => {
    for (let minute = 0; minute < 60; minute += 1) {
      const at = ((hour + given.shiftHours) % 24) * 60 + minute;
      volumes[at] = (given.dayBytes * share) / sum / 60;
    }
  });
  const startMs = DateTime.fromISO(given.date, { zone: given.timeZone }).toMillis();
  return { name: 'KX profile', unit: 'bytes', startMs, volumes };
}

/** So much fills about fifty nodes of 4 GiB to their roll threshold. */
const FIFTY_NODES_BYTES = 160 * GIB;

/** Local minute of the day. */
const OPEN = 9 * 60 + 30;
const NOON = 12 * 60;
const BEFORE_CLOSE = 15 * 60 + 40;
const BURST_MINUTES = 15;

/** In New York. */
export function minuteOfDay(atMs: number): number {
  const local = DateTime.fromMillis(atMs, { zone: TIME_ZONE });
  return local.hour * 60 + local.minute;
}

/** The volume multiplied for a quarter of an hour. */
export function withBurst(
  trace: MinuteTrace,
  burst: { factor: number; at: number; name: string },
): MinuteTrace {
  return changeTrace(trace, {
    name: `${trace.name}, ×${burst.factor} at the ${burst.name}`,
    volume: (v, atMs) => {
      const since = minuteOfDay(atMs) - burst.at;
      return since >= 0 && since < BURST_MINUTES ? v * burst.factor : v;
    },
  });
}

/** At 14:45 the stream rises to twelve times its volume within two minutes and falls back over half an hour. */
function flashCrash(trace: MinuteTrace): MinuteTrace {
  return changeTrace(trace, {
    name: `${trace.name}, flash crash`,
    volume: (v, atMs) => {
      const since = minuteOfDay(atMs) - (14 * 60 + 45);
      if (since < 0 || since > 32) return v;
      return v * (since < 2 ? 6 * (since + 1) : 1 + 11 * (1 - (since - 2) / 30));
    },
  });
}

function halfDay(trace: MinuteTrace): MinuteTrace {
  return changeTrace(trace, {
    name: `${trace.name}, half day`,
    volume: (v, atMs) => (minuteOfDay(atMs) < 13 * 60 ? v : 0),
  });
}

function times(trace: MinuteTrace, factor: number): MinuteTrace {
  return changeTrace(trace, { name: `${trace.name}, ×${factor} all day`, volume: (v) => v * factor });
}

/** All days of the comparison. */
export async function studyDays(): Promise<readonly StudyDay[]> {
  const real = await realDays();
  const [first] = real;
  if (!first) throw new Error('no traces');
  const calm = kxDay({ dayBytes: DAY_BYTES, date: '2013-10-10', shiftHours: 1, timeZone: TIME_ZONE });
  const plain: readonly StudyDay[] = [
    ...real.map((trace): StudyDay => ({ group: 'real', name: trace.name, trace })),
    { group: 'real', name: 'the three real days in a row', trace: inARow(real) },
    { group: 'calm', name: calm.name, trace: calm },
    // Of what is retired too late one day shows an evening: the rest is paid for on the days after.
    ...[3, 5].map((minutes): StudyDay => ({
      group: 'hard',
      name: `the three real days in a row, reports ${minutes} min late`,
      trace: inARow(real),
      telemetry: { delaySeconds: minutes * 60 },
    })),
    {
      group: 'hard',
      name: `${REAL_DATES[0]}, 50 nodes`,
      trace: changeTrace(first, {
        name: '50 nodes',
        volume: (v) => (v * FIFTY_NODES_BYTES) / volumeOf(first),
      }),
    },
  ];
  const hard = [...real, calm].flatMap((trace): StudyDay[] => {
    const changed = [
      ...[2, 4, 10].flatMap((factor) => [
        withBurst(trace, { factor, at: OPEN, name: 'open' }),
        withBurst(trace, { factor, at: NOON, name: 'noon' }),
        withBurst(trace, { factor, at: BEFORE_CLOSE, name: 'close' }),
      ]),
      flashCrash(trace),
      halfDay(trace),
      times(trace, 3),
    ].map((harder): StudyDay => ({ group: 'hard', name: harder.name, trace: harder }));
    const same = (name: string, rest: Pick<StudyDay, 'node' | 'telemetry'>): StudyDay => ({
      group: 'hard',
      name: `${trace.name}, ${name}`,
      trace,
      ...rest,
    });
    return [
      ...changed,
      same('memory doubles', { node: { memoryGrowth: 'doubling' } }),
      same('boot 3 min', { node: { bootSeconds: 180 } }),
      same('boot 8 min', { node: { bootSeconds: 480 } }),
      same('reports 1 min late', { telemetry: { delaySeconds: 60 } }),
      same('reports 3 min late', { telemetry: { delaySeconds: 180 } }),
      same('a fifth of reports missing', { telemetry: { missingPercent: 20 } }),
    ];
  });
  return [...plain, ...hard];
}

function inARow(traces: readonly MinuteTrace[]): MinuteTrace {
  const [first] = traces;
  if (!first) throw new Error('no traces');
  const last = traces.at(-1) ?? first;
  const minutes = (last.startMs - first.startMs) / MINUTE_MS + last.volumes.length;
  const volumes = new Float64Array(minutes);
  for (const trace of traces) volumes.set(trace.volumes, (trace.startMs - first.startMs) / MINUTE_MS);
  return { name: 'three days', unit: 'bytes', startMs: first.startMs, volumes };
}

/** A year of trading days, made from the three real ones: day after day, each at a volume of its own. */
export function yearOf(traces: readonly MinuteTrace[], dayCount: number): MinuteTrace {
  const [first] = traces;
  if (!first) throw new Error('no traces');
  const perDay = (24 * HOUR_MS) / MINUTE_MS;
  const volumes = new Float64Array(dayCount * perDay);
  for (let day = 0; day < dayCount; day += 1) {
    const trace = traces[day % traces.length] ?? first;
    const factor = 0.7 + 0.6 * ((day * 0.618) % 1);
    const firstMinute = minuteOfDay(trace.startMs);
    trace.volumes.forEach((v, i) => (volumes[day * perDay + firstMinute + i] = v * factor));
  }
  const startMs = first.startMs - minuteOfDay(first.startMs) * MINUTE_MS;
  return { name: `${dayCount} days`, unit: 'bytes', startMs, volumes };
}
