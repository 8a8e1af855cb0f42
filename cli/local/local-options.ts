// What the local AWS can be told, and its defaults: the demo's day, an hour before the market is in full swing, a minute of it
// in a second.
import { SPEED_MAX, SPEED_MIN } from '../../lib/emulator/live/paced-clock.ts';
import { HOUR_MS, MINUTE_MS } from '../../lib/core/units.ts';
import { CommandError } from '../command-error.ts';
import { parseDayOptions, type DayOptions, type DayWords } from '../demo/day-options.ts';
import { numberOption } from '../number-option.ts';

/** The port that other local AWSs take. */
export const PORT_DEFAULT = 4566;
export const SPEED_DEFAULT = 60;
export const START_DEFAULT = '09:00';

const GROUPS_MAX = 20;

export interface LocalAwsOptions extends DayOptions {
  readonly port: number;
  readonly speed: number;
  /** Into the trace's first day. */
  readonly startsAtMs: number;
  /** Into each day; never without it. */
  readonly pausesAtMs?: number;
  readonly groupCount: number;
}

/** The command line's words; numbers still text. */
export interface LocalWords extends DayWords {
  readonly port: string;
  readonly speed: string;
  readonly start: string;
  readonly pauseAt?: string;
  readonly groups: string;
}

/** Throws `CommandError` that names the option, what was given and what is allowed. */
export function parseLocalOptions(words: LocalWords): LocalAwsOptions {
  const { pauseAt } = words;
  return {
    ...parseDayOptions(words),
    port: numberOption('--port', words.port, { above: -1, max: 65_535, integer: true }),
    speed: parseSpeed(words.speed),
    startsAtMs: timeOfDay('--start', words.start),
    ...(pauseAt !== undefined && { pausesAtMs: timeOfDay('--pause-at', pauseAt) }),
    groupCount: numberOption('--groups', words.groups, { above: 0, max: GROUPS_MAX, integer: true }),
  };
}

function parseSpeed(given: string): number {
  const speed = Number(given);
  if (given.trim() !== '' && speed >= SPEED_MIN && speed <= SPEED_MAX) return speed;
  throw new CommandError(
    `--speed is "${given}", allowed is a number from ${SPEED_MIN} to ${SPEED_MAX}: so many times as fast as real time`,
    { exitStatus: 2 },
  );
}

function timeOfDay(option: string, given: string): number {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(given) ?? [];
  if (hours !== undefined) return Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS;
  throw new CommandError(`${option} is "${given}", allowed is a time of day, HH:MM, such as 09:30`, {
    exitStatus: 2,
  });
}
