// The functions of Spillway as the emulator runs them: their names, and who a call came from.
import { accessKeyIdOf } from '../call-log.ts';
import type { Delivery, EmulatedFunction } from './deliver-event.ts';

/** A Lambda handler of whatever event type: `(event, context) => Promise`. */
export type AnyHandler = (event: never, context: never) => Promise<unknown>;

/** Spillway's functions; those absent are not called. */
export interface EmulatorFunctions {
  readonly onAlarm?: AnyHandler;
  readonly onSchedule?: AnyHandler;
  readonly onLifecycle?: AnyHandler;
  readonly onTick?: AnyHandler;
  readonly probe?: AnyHandler;
  readonly discover?: AnyHandler;
}

/** Lambda's names of the functions: what Invoke, schedules and the call log call them. */
export const FUNCTION_NAMES: Readonly<Record<keyof EmulatorFunctions, string>> = {
  onAlarm: 'on-alarm',
  onSchedule: 'on-schedule',
  onLifecycle: 'on-lifecycle',
  onTick: 'on-tick',
  probe: 'probe',
  discover: 'discover',
};

export function functionsByName(functions: EmulatorFunctions): Readonly<Record<string, EmulatedFunction>> {
  return Object.fromEntries(
    Object.entries(FUNCTION_NAMES).flatMap(([key, name]) => {
      const handler = functions[key as keyof EmulatorFunctions];
      return handler ? [[name, handler as EmulatedFunction] as const] : [];
    }),
  );
}

/**
 * Who makes a call: the function or the session whose access key id signed it, else the only function that is running
 * (where no call comes from outside: functions may sign with a key of no one's), else `unknown`.
 */
export function callerNames(given: {
  /** None where people call beside functions. */
  readonly running: Delivery['running'];
  readonly sessionOf: (accessKeyId: string) => string | undefined;
}) {
  const nameOfKey = new Map(Object.values(FUNCTION_NAMES).map((name) => [accessKeyIdOf(name), name]));
  return (accessKeyId: string | undefined): string => {
    const signed = nameOfKey.get(accessKeyId ?? '') ?? given.sessionOf(accessKeyId ?? '');
    if (signed !== undefined) return signed;
    const [only, ...others] = new Set(given.running());
    return only !== undefined && others.length === 0 ? only : 'unknown';
  };
}
