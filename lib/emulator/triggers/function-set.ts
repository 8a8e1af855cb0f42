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
 * Who makes a call: the function or the session whose access key id signed it, else the only function that is running,
 * else `unknown`.
 */
export function callerNames(
  delivery: Pick<Delivery, 'running'>,
  sessionOf: (accessKeyId: string) => string | undefined,
) {
  const nameOfKey = new Map(Object.values(FUNCTION_NAMES).map((name) => [accessKeyIdOf(name), name]));
  return (accessKeyId: string | undefined): string => {
    const signed = nameOfKey.get(accessKeyId ?? '') ?? sessionOf(accessKeyId ?? '');
    if (signed !== undefined) return signed;
    const [only, ...others] = new Set(delivery.running());
    return only !== undefined && others.length === 0 ? only : 'unknown';
  };
}
