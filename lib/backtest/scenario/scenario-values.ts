// Kinds of values that a scenario holds, each with the words for what is allowed.
import * as z from 'zod';

/** A number within bounds, both included, or above an excluded lower bound. */
export function bounded(range: { min?: number; above?: number; max: number; integer?: boolean }) {
  const { min, above, max, integer } = range;
  const kind = integer ? 'a whole number' : 'a number';
  const allowed =
    above === undefined ? `${kind} from ${min ?? 0} to ${max}` : `${kind} above ${above}, up to ${max}`;
  const number = integer ? z.int({ error: allowed }) : z.number({ error: allowed });
  const floor =
    above === undefined ? number.min(min ?? 0, { error: allowed }) : number.gt(above, { error: allowed });
  return floor.max(max, { error: allowed });
}

/** Whether `Intl.DateTimeFormat` knows the time zone. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return name !== '';
  } catch {
    return false; // A RangeError: how Intl says that it knows no such zone.
  }
}
