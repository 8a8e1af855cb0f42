// What the local AWS can be told, and its defaults: the demo's day, an hour before the market is in full swing, a minute of it
// in a second.
import { SPEED_MAX, SPEED_MIN } from '../../lib/emulator/live/paced-clock.ts';
import { HOUR_MS, MINUTE_MS } from '../../lib/core/units.ts';
import type { ReportChannel } from '../../lib/targets/rdb-group/domain/tags/report-sources.ts';
import { CommandError } from '../command-error.ts';
import { DEFAULT_TRACE } from '../demo/demo-options.ts';
import { numberOption, oneOf } from '../number-option.ts';

/** The port that other local AWSs take. */
export const PORT_DEFAULT = 4566;
export const SPEED_DEFAULT = 60;
export const START_DEFAULT = '09:00';

const GROUPS_MAX = 20;

export interface LocalAwsOptions {
  readonly port: number;
  readonly speed: number;
  /** Into the trace's first day. */
  readonly startsAtMs: number;
  /** Into each day; never without it. */
  readonly pausesAtMs?: number;
  readonly traceFile: string;
  readonly bytesPerMessage: number;
  readonly nodeMemoryGib: number;
  readonly groupCount: number;
  readonly reports: ReportChannel;
  readonly seed: number;
}

/** The command line's words; numbers still text. */
export interface LocalWords {
  readonly port: string;
  readonly speed: string;
  readonly start: string;
  readonly pauseAt?: string;
  readonly trace?: string;
  readonly bytesPerMessage: string;
  readonly nodeMemoryGib: string;
  readonly groups: string;
  readonly reports: string;
  readonly seed: string;
}

/** Throws `CommandError` that names the option, what was given and what is allowed. */
export function parseLocalOptions(words: LocalWords): LocalAwsOptions {
  const { pauseAt } = words;
  return {
    port: numberOption('--port', words.port, { above: -1, max: 65_535, integer: true }),
    speed: parseSpeed(words.speed),
    startsAtMs: timeOfDay('--start', words.start),
    ...(pauseAt !== undefined && { pausesAtMs: timeOfDay('--pause-at', pauseAt) }),
    traceFile: words.trace ?? DEFAULT_TRACE,
    bytesPerMessage: numberOption('--bytes-per-message', words.bytesPerMessage, { above: 0, max: 1e9 }),
    nodeMemoryGib: numberOption('--node-memory-gib', words.nodeMemoryGib, { above: 0.25, max: 24_576 }),
    groupCount: numberOption('--groups', words.groups, { above: 0, max: GROUPS_MAX, integer: true }),
    reports: oneOf('--reports', words.reports, ['probe', 'cloudwatch']),
    seed: numberOption('--seed', words.seed, { above: -1, max: 2 ** 31, integer: true }),
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
