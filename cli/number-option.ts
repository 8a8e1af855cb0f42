// Options of the command line that are numbers, or one of few words.
import { CommandError } from './command-error.ts';

/** Throws `CommandError` (exit status 2) for what is no number, or out of range. */
export function numberOption(
  option: string,
  given: string,
  range: { above: number; max: number; integer?: boolean },
): number {
  const value = Number(given);
  const isAllowed = given.trim() !== '' && value > range.above && value <= range.max;
  if (isAllowed && (!range.integer || Number.isInteger(value))) return value;
  const kind = range.integer ? 'a whole number' : 'a number';
  throw new CommandError(
    `${option} is "${given}", allowed is ${kind} above ${range.above} and up to ${range.max}`,
    {
      exitStatus: 2,
    },
  );
}

/** As `numberOption`, of words. */
export function oneOf<const T extends string>(option: string, given: string, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === given);
  if (found !== undefined) return found;
  throw new CommandError(`${option} is "${given}", allowed is ${allowed.join(' or ')}`, { exitStatus: 2 });
}
