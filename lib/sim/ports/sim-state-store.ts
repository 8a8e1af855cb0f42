// The state table in memory, with the same promises as on DynamoDB: each call is one atomic step, so any
// interleaving of callers is an interleaving of steps. The promises are in lib/ports/state-store.ts.
import { applySchedule, type Intent } from '../../domain/schedule.ts';
import { EMPTY_MEMORY, MEMORY_VERSION, type GroupMemory } from '../../domain/state.ts';
import type { JournalEntry } from '../../ports/journal.ts';
import type { DueTime, Lease, StateStore } from '../../ports/state-store.ts';
import { read } from './sim-fleet.ts';
import type { World } from '../world.ts';

interface Item {
  /** The lease, given back or not; `owner` absent means free. The fence stays, and only grows. */
  fence: number;
  owner?: string | undefined;
  expiresAtMs: number;
  intent?: Intent;
  memory?: GroupMemory;
  nextLookAtMs?: number;
}

/** `BatchGetItem` takes so many keys. */
const KEYS_PER_BATCH = 100;
/** Journal entries kept for each group; the oldest half goes when there are more. */
const JOURNAL_ENTRIES_MAX = 10_000;

/** `StateStore` in memory; calls are counted by DynamoDB's actions at the world's gate. */
export function createSimStateStore(world: World): StateStore {
  const items = new Map<string, Item>();
  const journals = new Map<string, Map<string, JournalEntry>>();
  const call = <T>(action: string, groupName: string, carryOut: () => T): Promise<T> =>
    read(world, 'dynamodb', action, { groupName }, carryOut);

  function itemOf(groupName: string): Item {
    const item = items.get(groupName) ?? { fence: 0, expiresAtMs: 0 };
    items.set(groupName, item);
    return item;
  }

  return {
    takeLease: ({ groupName, owner, nowMs, durationMs }) =>
      call('UpdateItem', groupName, () => {
        const known = items.get(groupName);
        if (known?.owner !== undefined && known.expiresAtMs > nowMs) return { kind: 'held-by-other' };
        const item = itemOf(groupName);
        item.owner = owner;
        item.fence += 1;
        item.expiresAtMs = nowMs + durationMs;
        const lease = { groupName, owner, fence: item.fence, expiresAtMs: item.expiresAtMs };
        return { kind: 'taken', lease, state: stateOf(item) };
      }),

    giveBack: (lease, record) =>
      call('UpdateItem', lease.groupName, () => {
        const item = items.get(lease.groupName);
        if (!item || item.owner !== lease.owner || item.fence !== lease.fence) return false;
        if (record) Object.assign(item, record);
        item.owner = undefined;
        return true;
      }),

    async changeIntent(groupName, payload, nowMs) {
      await call('GetItem', groupName, () => undefined);
      // Read again within the write: DynamoDB's condition makes the two one step.
      const planned = applySchedule(items.get(groupName)?.intent, payload, nowMs);
      if (planned.kind === 'ignored') return planned;
      return call('UpdateItem', groupName, () => {
        const change = applySchedule(items.get(groupName)?.intent, payload, nowMs);
        if (change.kind === 'set') itemOf(groupName).intent = change.intent;
        return change;
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
            const nextLookAtMs = item.nextLookAtMs ?? 0;
            dueTimes.set(name, item.intent ? { nextLookAtMs, intent: item.intent } : { nextLookAtMs });
          }
        });
      }
      return dueTimes;
    },

    readState: (groupName) =>
      call('GetItem', groupName, () => {
        const item = items.get(groupName);
        if (!item) return undefined;
        const { owner, fence, expiresAtMs } = item;
        const lease: Lease | undefined =
          owner === undefined ? undefined : { groupName, owner, fence, expiresAtMs };
        return { ...stateOf(item), ...(lease && { lease }) };
      }),

    writeJournal: (entry) =>
      call('PutItem', entry.groupName, () => {
        const journal = journals.get(entry.groupName) ?? new Map<string, JournalEntry>();
        journals.set(entry.groupName, journal);
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

function stateOf({ intent, memory }: Item) {
  const known = memory?.version === MEMORY_VERSION ? memory : EMPTY_MEMORY;
  return { memory: known, ...(intent && { intent }) };
}

function forgetOldest(journal: Map<string, JournalEntry>, count: number): void {
  const oldest = [...journal.keys()].sort().slice(0, count);
  for (const key of oldest) journal.delete(key);
}
