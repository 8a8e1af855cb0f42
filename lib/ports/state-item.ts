// What a target's item in memory tells those who read it, whoever keeps it: the simulated table, or a test's.
import type { Troubles } from '../core/attention.ts';
import type { Draft } from '../learning/draft.ts';
import { parseIntent } from '../core/parse-intent.ts';
import type { Intent } from '../core/schedule.ts';
import type { TargetState } from '../core/target-state.ts';
import type { KeptKind } from './kept-kind.ts';
import type { DueTime, Lease } from './state-store.ts';

type Prefixed = Pick<KeptKind, 'keyPrefix'>;

/** The item without its lease and what was learned. */
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
export function dueTimeOf(
  kind: Prefixed,
  {
    name,
    item,
    lease,
  }: { readonly name: string; readonly item: KeptItem; readonly lease: Lease | undefined },
): DueTime {
  const { nextLookAtMs = 0, wokenFence, lookedFence = 0, takenSinceMs } = item;
  return {
    nextLookAtMs,
    ...readablePart(kind, name, item),
    ...(lease && { lease }),
    ...(wokenFence !== undefined && wokenFence >= lookedFence && { isWoken: true }),
    ...(takenSinceMs !== undefined && { takenSinceMs }),
  };
}

export type ReadablePart = Pick<TargetState<unknown>, 'intent' | 'troubles' | 'problem'>;

/** Intent and troubles; where the intent cannot be read, a sentence that says so in its place. */
export function readablePart(
  { keyPrefix }: Prefixed,
  name: string,
  { intent, badIntent, troubles }: KeptItem,
): ReadablePart {
  const parsed = badIntent === undefined ? undefined : parseIntent(badIntent);
  const problem =
    parsed?.ok === false
      ? `the item ${keyPrefix}#${name} / STATE of the state table cannot be read: its intent ${parsed.problem}`
      : undefined;
  const readable: Draft<ReadablePart> = {};
  if (intent) readable.intent = intent;
  if (troubles) readable.troubles = troubles;
  if (problem !== undefined) readable.problem = problem;
  return readable;
}
