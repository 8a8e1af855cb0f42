// What drawing options is made of.
import type { Random } from '../../sim/random.ts';

/** One of the values: the more often it stands there, the likelier. */
export function oneOf<const T>(random: Random, values: readonly [T, ...T[]]): T {
  return values[random.integer({ min: 0, max: values.length - 1 })] ?? values[0];
}

/** To two digits: options are read by people. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
