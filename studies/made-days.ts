// Days that nobody traded, drawn from a seed: what the policy's constants are chosen on. None of them is reported on elsewhere,
// and none of the days that are reported on is among them.
import { DAY_MS, GIB, MINUTE_MS } from '../lib/core/units.ts';
import { createRandom, type Random } from '../lib/sim/random.ts';
import type { MinuteTrace } from '../lib/trace/minute-trace.ts';
import type { ScenarioInput } from '../lib/backtest/scenario/scenario.ts';

/** One made day, or several, with the servers and the reports that it is lived through with. */
export interface MadeDays {
  readonly trace: MinuteTrace;
  readonly node: { readonly bootSeconds: number };
  readonly telemetry: NonNullable<ScenarioInput['telemetry']>;
  /** Reported from this day on, counted from 1: those before give it a history. */
  readonly fromDay: number;
}

const START_MS = Date.parse('2024-01-08T00:00:00Z');
const MINUTES = DAY_MS / MINUTE_MS;
const HOUR = 60;

/** The clock of made days: no change of clocks, no holidays. */
export const MADE_TIME_ZONE = 'UTC';

/** A day with bursts, crashes and ramps at random, on servers and reports at random. */
export function madeHardDay(seed: number): MadeDays {
  const random = createRandom(seed);
  const volumes = madeDay(random, sessionOf(random));
  const burstCount = random.integer({ min: 1, max: 3 });
  for (let burst = 0; burst < burstCount; burst += 1) addBurst(volumes, random);
  return {
    trace: { name: `made day ${seed}`, unit: 'bytes', startMs: START_MS, volumes },
    node: { bootSeconds: oneOf(random, [60, 60, 90, 120, 180]) },
    telemetry: { delaySeconds: oneOf(random, [0, 0, 0, 60]), missingPercent: oneOf(random, [0, 0, 0, 10]) },
    fromDay: 1,
  };
}

const WEEKS_DAYS = 11;

/** Days alike, each at a volume and a time of its own, one in five with a burst: what past days tell shows here. */
export function madeWeeks(seed: number): MadeDays {
  return weeksOf(`made weeks ${seed}`, createRandom(seed), (today, random) => {
    if (random.next() < 0.2) addBurst(today, random);
  });
}

/** The same with two bursts on each day and one of its evening's trickle: what is asked for too late shows here. */
export function madeStormyWeeks(seed: number): MadeDays {
  return weeksOf(`made stormy weeks ${seed}`, createRandom(seed), (today, random) => {
    addBurst(today, random);
    addBurst(today, random);
    addEveningBurst(today, random);
  });
}

function weeksOf(
  name: string,
  random: Random,
  change: (today: Float64Array, random: Random) => void,
): MadeDays {
  const session = sessionOf(random);
  const volumes = new Float64Array(WEEKS_DAYS * MINUTES);
  for (let day = 0; day < WEEKS_DAYS; day += 1) {
    const shifted = {
      ...session,
      open: session.open + random.integer({ min: -10, max: 10 }),
      bytes: session.bytes * (0.8 + 0.4 * random.next()),
    };
    const today = madeDay(random, shifted);
    change(today, random);
    volumes.set(today, day * MINUTES);
  }
  return {
    trace: { name, unit: 'bytes', startMs: START_MS, volumes },
    node: { bootSeconds: 60 },
    telemetry: {},
    fromDay: 4,
  };
}

interface Session {
  readonly open: number;
  readonly close: number;
  readonly bytes: number;
  /** The first minutes after the open against the session's mean. */
  readonly openFactor: number;
  /** How much minutes differ from their neighbours. */
  readonly noise: number;
}

function sessionOf(random: Random): Session {
  return {
    open: random.integer({ min: 7 * HOUR, max: 10 * HOUR }),
    close: random.integer({ min: 15 * HOUR, max: 20 * HOUR }),
    bytes: (10 + 30 * random.next()) * GIB,
    openFactor: 1 + 3 * random.next(),
    noise: 0.15 + 0.35 * random.next(),
  };
}

/** Busy at the open and before the close, quiet at noon, next to nothing outside; minute by minute it is noisy. */
function madeDay(random: Random, { open, close, bytes, openFactor, noise }: Session): Float64Array {
  const weights = new Float64Array(MINUTES);
  let drift = 0;
  for (let minute = 0; minute < MINUTES; minute += 1) {
    drift = 0.8 * drift + noise * normal(random);
    weights[minute] = shapeAt(minute, { open, close, openFactor }) * Math.exp(drift);
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (weight * bytes) / total);
}

function shapeAt(minute: number, session: Pick<Session, 'open' | 'close' | 'openFactor'>): number {
  const { open, close, openFactor } = session;
  if (minute < open - 4 * HOUR || minute > close + 3 * HOUR) return 0;
  if (minute < open || minute > close) return 0.03;
  const middle = (minute - open) / (close - open);
  const afterOpen = openFactor * Math.exp(-(minute - open) / 15);
  return 0.6 + 1.6 * (middle - 0.5) ** 2 + afterOpen;
}

/** Two to twelve times the volume for up to forty minutes, at once or within ten minutes, mostly within the session. */
function addBurst(volumes: Float64Array, random: Random): void {
  const at = random.integer({ min: 7 * HOUR, max: 19 * HOUR });
  const length = random.integer({ min: 2, max: 40 });
  const ramp = oneOf(random, [0, 0, 2, 10]);
  const factor = 2 + 10 * random.next() ** 2;
  for (let i = 0; i < length && at + i < volumes.length; i += 1) {
    const share = ramp === 0 ? 1 : Math.min(1, (i + 1) / ramp);
    volumes[at + i] = (volumes[at + i] ?? 0) * (1 + (factor - 1) * share);
  }
}

/** Up to thirty times what next to nothing is. */
function addEveningBurst(volumes: Float64Array, random: Random): void {
  const at = random.integer({ min: 17 * HOUR, max: 22 * HOUR });
  const length = random.integer({ min: 2, max: 40 });
  const factor = 2 + 28 * random.next() ** 2;
  for (let i = 0; i < length && at + i < volumes.length; i += 1)
    volumes[at + i] = (volumes[at + i] ?? 0) * factor;
}

function oneOf(random: Random, values: readonly number[]): number {
  return values[random.integer({ min: 0, max: values.length - 1 })] ?? 0;
}

/** Sum of twelve: near enough to the bell curve. */
function normal(random: Random): number {
  let sum = -6;
  for (let i = 0; i < 12; i += 1) sum += random.next();
  return sum;
}
