// Something happens in the world between two calls of one cycle: what was read is no longer so when it is acted upon.
import type { FaultName } from '../options/fault-names.ts';
import type { Run } from '../world/run.ts';
import { befall, type Accident } from './accidents.ts';
import { doDeed } from './people.ts';

/** Of calls, at full strength: changes are few, and what happens just before one bites most. */
const SHARE = { read: 0.002, write: 0.8 } as const;

const ACCIDENTS: readonly Accident[] = ['roll-by-hand', 'roll-by-hand', 'node-dies', 'node-restarts'];
const DEEDS: readonly FaultName[] = ['desired-changed', 'desired-changed', 'person-terminates'];

/** So many in a day at the most: what they set off makes more calls, and would set off more of them. */
const TIMES_A_DAY_MAX = 6;

export function disturbBetweenCalls(run: Run, call: 'read' | 'write'): void {
  const times = run.occurred.get('between-calls') ?? 0;
  if (times >= TIMES_A_DAY_MAX * run.options.dayCount || !run.happens('between-calls', SHARE[call])) return;
  const chance = run.chanceOf('between-calls');
  const isAccident = chance.next() < 0.5;
  if (isAccident) befall(run, pick(ACCIDENTS, chance.next()), chance.next());
  else doDeed(run, pick(DEEDS, chance.next()));
}

function pick<T>(values: readonly T[], draw: number): T {
  const value = values[Math.floor(draw * values.length)];
  if (value === undefined) throw new Error('Nothing to pick from');
  return value;
}
