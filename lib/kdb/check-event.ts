// Checks of an event's fields, by hand: each answers with the value, or throws `KdbError` (`bad-request`) that names the field and
// what it may be, and quotes nothing. Used by parse-probe-request.ts and parse-push-request.ts.
import { KdbError } from './ipc/errors.ts';

export function objectAt(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(at, 'an object');
  return value as Readonly<Record<string, unknown>>;
}

export function textAt(value: unknown, at: string, lengthMax: number): string {
  if (typeof value !== 'string' || value === '' || value.length > lengthMax) {
    throw bad(at, `a text of 1 to ${lengthMax} characters`);
  }
  return value;
}

export function wholeAt(value: unknown, at: string, range: { min: number; max: number }): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < range.min || value > range.max) {
    throw bad(at, `a whole number from ${range.min} to ${range.max}`);
  }
  return value;
}

export function bad(at: string, allowed: string): KdbError {
  return new KdbError('bad-request', `${at} must be ${allowed}`);
}
