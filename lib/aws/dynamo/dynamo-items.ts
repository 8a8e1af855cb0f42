// The state table's items: keys, attributes, and what is read out of them. The conditions of
// writes stand in dynamo-writes.ts, the calls in dynamo-state-store.ts.
import type { Troubles } from '../../core/attention.ts';
import { PortError } from '../../core/errors.ts';
import { parseIntent } from '../../core/parse-intent.ts';
import type { Intent } from '../../core/schedule.ts';
import type { TargetState } from '../../core/target-state.ts';
import { readLearned, versionOf } from '../../learning/learned-codec.ts';
import type { LearnedFrame } from '../../learning/learned-frame.ts';
import { DAY_MS, SECOND_MS } from '../../core/units.ts';
import type { JournalEntry } from '../../ports/journal.ts';
import type { KeptKind } from '../../ports/kept-kind.ts';
import { JOURNAL_KEPT_DAYS } from '../../ports/journal.ts';
import type { DueTime, Lease } from '../../ports/state-store.ts';
import { toldOf, untold } from '../told-entry.ts';

/**
 * A target's one item. `intent` and `memory` (what was learned; the name of 0.1) are JSON text: DynamoDB's numbers do not hold every double,
 * its maps do not keep the order of keys (by which intents are compared), and nobody queries inside them.
 */
export interface StateItem {
  readonly leaseOwner?: string;
  /** Drawn anew for each attempt to take the lease; tells our own lost answer from another's lease. */
  readonly leaseToken?: string;
  readonly leaseExpiresAtMs?: number;
  readonly fence?: number;
  readonly intent?: string;
  readonly memory?: string;
  readonly nextLookAtMs?: number;
  /** JSON text; beside what was learned, so that the tick reads it of all targets. Absent in items of 0.1. */
  readonly troubles?: string;
  /** Of the lease that a trigger last found taken. */
  readonly wokenFence?: number;
  /** Of the lease of the latest look that ended. */
  readonly lookedFence?: number;
  /** When a trigger first found the present lease taken. */
  readonly takenSinceMs?: number;
}

/** What the tick reads of an item: everything but what was learned. */
export const DUE_ATTRIBUTES = [
  'pk',
  'nextLookAtMs',
  'intent',
  'troubles',
  'leaseOwner',
  'leaseExpiresAtMs',
  'fence',
  'wokenFence',
  'lookedFence',
  'takenSinceMs',
] as const;

export const STATE_SORT_KEY = 'STATE';
/** The attribute by which the names of a kind's targets are found: its prefix. */
export const LISTED_AS = 'listedAs';
export const JOURNAL_SORT_KEY_PREFIX = 'PLAN#';

type Prefixed = Pick<KeptKind, 'keyPrefix'>;

export function partitionKey({ keyPrefix }: Prefixed, name: string): string {
  return `${keyPrefix}#${name}`;
}

export function nameOfKey(kind: Prefixed, key: string): string {
  return key.slice(partitionKey(kind, '').length);
}

export function stateKey(kind: Prefixed, name: string) {
  return { pk: partitionKey(kind, name), sk: STATE_SORT_KEY };
}

/** `warn` is told of what was learned and had to be started afresh, with the target's name. */
export function stateOf<Learned extends LearnedFrame>(
  kind: KeptKind<Learned>,
  name: string,
  item: StateItem,
  warn: (text: string) => void,
): TargetState<Learned> {
  return { ...readablePart(kind, name, item), learned: learnedOf(kind, name, item, warn) };
}

/** An item that cannot be read is due. */
export function dueTimeOf(kind: Prefixed, name: string, item: StateItem): DueTime {
  const { nextLookAtMs, wokenFence, lookedFence = 0, takenSinceMs } = item;
  const lease = leaseOf(name, item);
  return {
    // Without a due time no cycle has ended yet: due now.
    nextLookAtMs: typeof nextLookAtMs === 'number' ? nextLookAtMs : 0,
    ...readablePart(kind, name, item),
    ...(lease && { lease }),
    ...(wokenFence !== undefined && wokenFence >= lookedFence && { isWoken: true }),
    ...(takenSinceMs !== undefined && { takenSinceMs }),
  };
}

/** The intent of an item, or why there is none to be had. */
export function intentOf(
  kind: Prefixed,
  name: string,
  item: StateItem,
): Pick<TargetState<unknown>, 'intent' | 'problem'> {
  if (item.intent === undefined) return {};
  const parsed = parseIntent(item.intent);
  if (parsed.ok) return { intent: parsed.intent };
  return { problem: badItem(kind, name, `its intent ${parsed.problem}`) };
}

function readablePart(
  kind: Prefixed,
  name: string,
  item: StateItem,
): { readonly intent?: Intent; readonly troubles?: Troubles; readonly problem?: string } {
  const troubles = troublesOf(item);
  const { leaseExpiresAtMs, fence } = item;
  const isLeaseReadable = [leaseExpiresAtMs, fence].every((n) => n === undefined || typeof n === 'number');
  return {
    ...intentOf(kind, name, item),
    ...(troubles && { troubles }),
    ...(!isLeaseReadable && { problem: badItem(kind, name, 'its lease is not made of numbers') }),
  };
}

function badItem(kind: Prefixed, name: string, what: string): string {
  const { pk, sk } = stateKey(kind, name);
  return `the item ${pk} / ${sk} of the state table cannot be read: ${what}`;
}

/** Troubles that are none are seen afresh by the next look. */
function troublesOf({ troubles }: StateItem): Troubles | undefined {
  if (troubles === undefined) return undefined;
  const parsed = parseJson(troubles);
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  return Object.fromEntries(Object.entries(parsed).filter(([, sinceMs]) => typeof sinceMs === 'number'));
}

/** What a newer version learned, or is no JSON, is started afresh, and `warn` is told. */
function learnedOf<Learned extends LearnedFrame>(
  kind: KeptKind<Learned>,
  name: string,
  { memory }: Pick<StateItem, 'memory'>,
  warn: (text: string) => void,
): Learned {
  const { version, nothing } = kind.learned;
  if (memory === undefined) return nothing;
  const stored = parseJson(memory);
  const learned = readLearned(kind.learned, stored);
  if (learned) return learned;
  const found = versionOf(stored);
  const why = found === version ? 'lacks parts of it' : `has version ${String(found)}`;
  warn(
    `${partitionKey(kind, name)}: what was learned, in the state table, ${why}, this is version ${version}; it is started afresh`,
  );
  return nothing;
}

/** The lease as it stands in the item, expired or not. */
export function leaseOf(name: string, item: StateItem): Lease | undefined {
  const { leaseOwner, leaseExpiresAtMs, fence } = item;
  if (leaseOwner === undefined || typeof leaseExpiresAtMs !== 'number' || typeof fence !== 'number')
    return undefined;
  return { name, owner: leaseOwner, fence, expiresAtMs: leaseExpiresAtMs };
}

/** The sort key orders by time; `expiresAt`, in seconds, is the table's TTL attribute. */
export function journalItem(kind: Prefixed, entry: JournalEntry) {
  return {
    pk: partitionKey(kind, entry.target),
    sk: `${JOURNAL_SORT_KEY_PREFIX}${new Date(entry.atMs).toISOString()}#${entry.cycleId}`,
    expiresAt: Math.floor((entry.atMs + JOURNAL_KEPT_DAYS * DAY_MS) / SECOND_MS),
    kind: entry.kind,
    trigger: entry.trigger,
    reasonCode: entry.reason.code,
    entry: JSON.stringify(toldOf(entry)),
  };
}

export function journalEntryOf<Entry extends JournalEntry>(
  kind: KeptKind<LearnedFrame, Entry>,
  item: Readonly<Record<string, unknown>>,
): Entry {
  const entry = parseJson(item['entry']);
  if (typeof entry !== 'object' || entry === null) {
    throw new PortError(
      'dynamodb:Query',
      'BadItem',
      `${String(item['pk'])} ${String(item['sk'])} holds no entry`,
    );
  }
  return kind.entryOfAnyVersion(untold(entry));
}

/** `undefined` for what is no JSON. */
export function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text)) as unknown;
  } catch {
    return undefined;
  }
}
