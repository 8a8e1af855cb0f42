// The state table's items: keys, attributes, and what is read out of them. The conditions of
// writes stand in dynamo-writes.ts, the calls in dynamo-state-store.ts.
import { PortError } from '../../domain/errors.ts';
import type { Intent } from '../../domain/schedule.ts';
import { EMPTY_MEMORY, MEMORY_VERSION, type GroupMemory, type GroupState } from '../../domain/state.ts';
import { DAY_MS, SECOND_MS } from '../../domain/units.ts';
import { entryOfAnyVersion, JOURNAL_KEPT_DAYS, type JournalEntry } from '../../ports/journal.ts';
import type { Lease } from '../../ports/state-store.ts';

/**
 * The group's one item. `intent` and `memory` are JSON text: DynamoDB's numbers do not hold every double,
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
}

export const STATE_SORT_KEY = 'STATE';
export const JOURNAL_SORT_KEY_PREFIX = 'PLAN#';

export function partitionKey(groupName: string): string {
  return `GROUP#${groupName}`;
}

export function groupNameOfKey(key: string): string {
  return key.slice(partitionKey('').length);
}

export function stateKey(groupName: string) {
  return { pk: partitionKey(groupName), sk: STATE_SORT_KEY };
}

/** `warn` is told of a memory that was started afresh, with the group's name. */
export function groupStateOf(groupName: string, item: StateItem, warn: (text: string) => void): GroupState {
  const intent = intentOf(groupName, item);
  return { ...(intent && { intent }), memory: memoryOf(groupName, item, warn) };
}

/** Throws `PortError` for an intent that somebody else must have written: it may not be guessed. */
export function intentOf(groupName: string, { intent }: Pick<StateItem, 'intent'>): Intent | undefined {
  if (intent === undefined) return undefined;
  const parsed = parseJson(intent) as Partial<Intent> | undefined;
  if (typeof parsed?.scheduledAtMs === 'number') return parsed as Intent;
  const message = `the intent of group ${groupName} is none: ${String(intent).slice(0, 100)}`;
  throw new PortError('dynamodb:GetItem', 'BadItem', message);
}

/**
 * A memory of another version, or one that is no JSON, is started afresh: it holds only what cycles learn
 * again, and proofs of emptiness, which are then gathered again.
 */
function memoryOf(
  groupName: string,
  { memory }: Pick<StateItem, 'memory'>,
  warn: (text: string) => void,
): GroupMemory {
  if (memory === undefined) return EMPTY_MEMORY;
  const parsed = parseJson(memory) as { version?: unknown } | undefined;
  if (parsed?.version === MEMORY_VERSION) return parsed as GroupMemory;
  warn(
    `Group ${groupName}: the memory in the state table has version ${String(parsed?.version)}, ` +
      `this is version ${MEMORY_VERSION}; it is started afresh`,
  );
  return EMPTY_MEMORY;
}

/** The lease as it stands in the item, expired or not. */
export function leaseOf(groupName: string, item: StateItem): Lease | undefined {
  const { leaseOwner, leaseExpiresAtMs, fence } = item;
  if (leaseOwner === undefined || leaseExpiresAtMs === undefined || fence === undefined) return undefined;
  return { groupName, owner: leaseOwner, fence, expiresAtMs: leaseExpiresAtMs };
}

/** The sort key orders by time; `expiresAt`, in seconds, is the table's TTL attribute. */
export function journalItem(entry: JournalEntry) {
  return {
    pk: partitionKey(entry.groupName),
    sk: `${JOURNAL_SORT_KEY_PREFIX}${new Date(entry.atMs).toISOString()}#${entry.cycleId}`,
    expiresAt: Math.floor((entry.atMs + JOURNAL_KEPT_DAYS * DAY_MS) / SECOND_MS),
    kind: entry.kind,
    trigger: entry.trigger,
    reasonCode: entry.reason.code,
    entry: JSON.stringify(entry),
  };
}

export function journalEntryOf(item: Readonly<Record<string, unknown>>): JournalEntry {
  const entry = parseJson(item['entry']);
  if (entry === undefined) {
    throw new PortError(
      'dynamodb:Query',
      'BadItem',
      `${String(item['pk'])} ${String(item['sk'])} holds no entry`,
    );
  }
  return entryOfAnyVersion(entry as JournalEntry);
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text)) as unknown;
  } catch {
    return undefined;
  }
}
