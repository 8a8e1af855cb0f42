// What a target's item in memory tells those who read it, whoever keeps it: the simulated table, or a test's.
import type { Troubles } from '../core/attention.ts';
import { parseIntent } from '../core/parse-intent.ts';
import type { Intent } from '../core/schedule.ts';
import type { DueTime, Lease } from './state-store.ts';

/** The item without its lease and its memory. */
export interface KeptItem {
  readonly intent?: Intent;
  /** Text that stands where an intent should. */
  readonly badIntent?: string | undefined;
  readonly nextLookAtMs?: number;
  readonly troubles?: Troubles;
  readonly wokenFence?: number;
  readonly lookedFence?: number;
  readonly takenSinceMs?: number | undefined;
}

/** `lease`: as it stands, expired or not. */
export function dueTimeOf(groupName: string, item: KeptItem, lease: Lease | undefined): DueTime {
  const { nextLookAtMs = 0, wokenFence, lookedFence = 0, takenSinceMs } = item;
  return {
    nextLookAtMs,
    ...readablePart(groupName, item),
    ...(lease && { lease }),
    ...(wokenFence !== undefined && wokenFence >= lookedFence && { isWoken: true }),
    ...(takenSinceMs !== undefined && { takenSinceMs }),
  };
}

/** Intent and troubles; where the intent cannot be read, a sentence that says so in its place. */
export function readablePart(groupName: string, { intent, badIntent, troubles }: KeptItem) {
  const parsed = badIntent === undefined ? undefined : parseIntent(badIntent);
  const problem =
    parsed?.ok === false
      ? `the item GROUP#${groupName} / STATE of the state table cannot be read: its intent ${parsed.problem}`
      : undefined;
  return {
    ...(intent && { intent }),
    ...(troubles && { troubles }),
    ...(problem !== undefined && { problem }),
  };
}
