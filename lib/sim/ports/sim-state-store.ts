// The state table in memory, with the same promises as on DynamoDB: each call is one atomic step, so any
// interleaving of callers is an interleaving of steps. The promises are in lib/ports/state-store.ts.
import type { Troubles } from '../../core/attention.ts';
import { parseIntent } from '../../core/parse-intent.ts';
import type { Intent } from '../../core/schedule.ts';
import type { TargetState } from '../../core/target-state.ts';
import { readLearned } from '../../learning/learned-codec.ts';
import type { LearnedFrame } from '../../learning/learned-frame.ts';
import type { JournalEntry } from '../../ports/journal.ts';
import type { KeptKind } from '../../ports/kept-kind.ts';
import type { GroupLearned } from '../../targets/rdb-group/domain/state.ts';
import type { GroupJournalEntry } from '../../targets/rdb-group/ports/group-journal.ts';
import { KEPT_GROUPS } from '../../targets/rdb-group/ports/kept-groups.ts';
import type { DueTime, Lease, StateRecord, StateStore } from '../../ports/state-store.ts';
import { read } from './sim-calls.ts';
import { dueTimeOf, readablePart } from '../../ports/state-item.ts';
import type { World } from '../world.ts';

interface Item<Learned> {
  /** The lease, given back or not; `owner` absent means free. The fence stays, and only grows. */
  fence: number;
  owner?: string | undefined;
  expiresAtMs: number;
  intent?: Intent;
  /** Text that stands where an intent should. */
  badIntent?: string | undefined;
  learned?: Learned;
  /** What was learned, once it has been looked through. */
  whole?: Learned;
  nextLookAtMs?: number;
  troubles?: Troubles;
  wokenFence?: number;
  lookedFence?: number;
  takenSinceMs?: number | undefined;
}

export interface SimStateStore<
  Learned extends LearnedFrame = GroupLearned,
  Entry extends JournalEntry = GroupJournalEntry,
> extends StateStore<Learned, Entry> {
  /** Somebody else writes over the item's intent: any text, for days on which the table is spoiled. */
  writeIntentText(groupName: string, text: string): void;
}

/** `BatchGetItem` takes so many keys. */
const KEYS_PER_BATCH = 100;
/** Journal entries kept for each group; the oldest half goes when there are more. */
const JOURNAL_ENTRIES_MAX = 10_000;

/** The groups' `StateStore` in memory. */
export function createSimStateStore(world: World): SimStateStore {
  return createSimStateStoreOf(KEPT_GROUPS, world);
}

/** One kind's `StateStore` in memory; calls are counted by DynamoDB's actions at the world's gate. */
export function createSimStateStoreOf<Learned extends LearnedFrame, Entry extends JournalEntry>(
  kind: KeptKind<Learned, Entry>,
  world: World,
): SimStateStore<Learned, Entry> {
  const items = new Map<string, Item<Learned>>();
  const journals = new Map<string, Map<string, Entry>>();
  const call = <T>(action: string, groupName: string, carryOut: () => T): Promise<T> =>
    read(world, 'dynamodb', action, { groupName }, carryOut);

  function itemOf(groupName: string): Item<Learned> {
    const item = items.get(groupName) ?? { fence: 0, expiresAtMs: 0 };
    items.set(groupName, item);
    return item;
  }

  function ownItem({ name, owner, fence }: Lease): Item<Learned> | undefined {
    const item = items.get(name);
    return item?.owner === owner && item.fence === fence ? item : undefined;
  }

  function giveBack(lease: Lease, record: StateRecord<Learned> = {}): boolean {
    const item = ownItem(lease);
    if (!item) return false;
    Object.assign(item, record);
    if (record.nextLookAtMs !== undefined) item.lookedFence = lease.fence;
    item.owner = undefined;
    item.takenSinceMs = undefined;
    return true;
  }

  return {
    writeIntentText(groupName, text) {
      const parsed = parseIntent(text);
      const item = itemOf(groupName);
      delete item.intent;
      item.badIntent = parsed.ok ? undefined : text;
      if (parsed.ok) item.intent = parsed.intent;
    },

    takeLease: ({ name: groupName, owner, nowMs, durationMs, impossibleAfterMs }) =>
      call('UpdateItem', groupName, () => {
        const known = items.get(groupName);
        const isHeld = known?.owner !== undefined && known.expiresAtMs > nowMs;
        if (isHeld && known.expiresAtMs <= impossibleAfterMs) return { kind: 'held-by-other' };
        const item = itemOf(groupName);
        item.owner = owner;
        item.fence += 1;
        item.expiresAtMs = nowMs + durationMs;
        const lease = { name: groupName, owner, fence: item.fence, expiresAtMs: item.expiresAtMs };
        return { kind: 'taken', lease, state: stateOf(kind, groupName, item) };
      }),

    keepForeseen: (lease, learned) =>
      call('UpdateItem', lease.name, () => {
        const item = ownItem(lease);
        if (item) item.learned = learned;
        return item !== undefined;
      }),

    giveBack: (lease, record) => call('UpdateItem', lease.name, () => giveBack(lease, record)),

    giveBackUnknown: (lease) =>
      call('DeleteItem', lease.name, () => {
        const item = items.get(lease.name);
        if (!giveBack(lease)) return false;
        const holdsNothing = !item?.learned && !item?.intent && item?.badIntent === undefined;
        if (holdsNothing) items.delete(lease.name);
        return true;
      }),

    markForLook: (groupName, nowMs) =>
      call('UpdateItem', groupName, () => {
        const item = items.get(groupName);
        if (!item) return;
        item.wokenFence = item.fence;
        item.takenSinceMs ??= nowMs;
      }),

    async changeIntent(groupName, changeOf) {
      await call('GetItem', groupName, () => undefined);
      // Read again within the write: DynamoDB's condition makes the two one step.
      const change = () => {
        const { intent, badIntent } = items.get(groupName) ?? {};
        if (badIntent !== undefined) return { kind: 'ignored', why: 'bad-item' } as const;
        return changeOf(intent);
      };
      const planned = change();
      if (planned.kind === 'ignored') return planned;
      return call('UpdateItem', groupName, () => {
        const changed = change();
        if (changed.kind === 'set') itemOf(groupName).intent = changed.intent;
        return changed;
      });
    },

    async readDueTimes(groupNames) {
      const names = [...new Set(groupNames)];
      const dueTimes = new Map<string, DueTime>();
      for (let start = 0; start < names.length; start += KEYS_PER_BATCH) {
        const batch = names.slice(start, start + KEYS_PER_BATCH);
        await read(world, 'dynamodb', 'BatchGetItem', { groupNames: batch }, () => {
          for (const name of batch) {
            const item = items.get(name);
            if (!item) continue;
            dueTimes.set(name, dueTimeOf(kind, { name, item, lease: leaseOf(name, item) }));
          }
        });
      }
      return dueTimes;
    },

    readState: (groupName) =>
      call('GetItem', groupName, () => {
        const item = items.get(groupName);
        if (!item) return undefined;
        const lease = leaseOf(groupName, item);
        return { ...stateOf(kind, groupName, item), ...(lease && { lease }) };
      }),

    writeJournal: (entry) =>
      call('PutItem', entry.target, () => {
        const journal = journals.get(entry.target) ?? new Map<string, Entry>();
        journals.set(entry.target, journal);
        journal.set(`${new Date(entry.atMs).toISOString()}#${entry.cycleId}`, entry);
        if (journal.size > JOURNAL_ENTRIES_MAX) forgetOldest(journal, JOURNAL_ENTRIES_MAX / 2);
      }),

    readJournal: (groupName, entryCountMax) =>
      call('Query', groupName, () =>
        [...(journals.get(groupName) ?? [])]
          .sort(([a], [b]) => (a < b ? 1 : -1))
          .slice(0, entryCountMax)
          .map(([, entry]) => entry),
      ),
  };
}

function stateOf<Learned extends LearnedFrame>(
  kind: KeptKind<Learned>,
  groupName: string,
  item: Item<Learned>,
): TargetState<Learned> {
  return { learned: learnedOf(kind, item), ...readablePart(kind, groupName, item) };
}

/** What a cycle has kept is looked through once, however often it is read. */
function learnedOf<Learned extends LearnedFrame>(kind: KeptKind<Learned>, item: Item<Learned>): Learned {
  const stored = item.learned;
  if (stored && item.whole === stored) return stored;
  const read = readLearned(kind.learned, stored) ?? kind.learned.nothing;
  // Of an older version's shape the conversion is made again.
  if (read === stored) item.whole = read;
  return read;
}

function leaseOf(groupName: string, { owner, fence, expiresAtMs }: Item<unknown>): Lease | undefined {
  return owner === undefined ? undefined : { name: groupName, owner, fence, expiresAtMs };
}

function forgetOldest(journal: Map<string, unknown>, count: number): void {
  const oldest = [...journal.keys()].sort().slice(0, count);
  for (const key of oldest) journal.delete(key);
}
