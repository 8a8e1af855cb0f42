// A state table in memory: one atomic step for each call. Its contract is test/contracts'.
import type { Troubles } from '../../lib/domain/attention.ts';
import type { Intent } from '../../lib/domain/schedule.ts';
import { applySchedule } from '../../lib/domain/schedule.ts';
import type { GroupMemory } from '../../lib/domain/state.ts';
import { EMPTY_MEMORY } from '../../lib/domain/state.ts';
import type { JournalEntry } from '../../lib/ports/journal.ts';
import type { Lease, StateStore } from '../../lib/ports/state-store.ts';

interface Item {
  readonly lease?: Lease | undefined;
  readonly fence: number;
  readonly intent?: Intent;
  readonly memory?: GroupMemory;
  readonly nextLookAtMs?: number;
  readonly troubles?: Troubles;
}

export interface MemoryStateStore extends StateStore {
  readonly items: Map<string, Item>;
  readonly journal: JournalEntry[];
  /** Fences whose holders have written a memory, in order. */
  readonly recordedFences: number[];
}

export function createMemoryStateStore(): MemoryStateStore {
  const items = new Map<string, Item>();
  const journal: JournalEntry[] = [];
  const recordedFences: number[] = [];
  const itemOf = (groupName: string): Item => items.get(groupName) ?? { fence: 0 };
  const stateOf = ({ intent, memory = EMPTY_MEMORY, troubles }: Item) => ({
    memory,
    ...(intent && { intent }),
    ...(troubles && { troubles }),
  });

  return {
    items,
    journal,
    recordedFences,
    takeLease({ groupName, owner, nowMs, durationMs }) {
      const item = itemOf(groupName);
      if (item.lease && item.lease.expiresAtMs > nowMs) return Promise.resolve({ kind: 'held-by-other' });
      const lease = { groupName, owner, fence: item.fence + 1, expiresAtMs: nowMs + durationMs };
      items.set(groupName, { ...item, lease, fence: lease.fence });
      return Promise.resolve({ kind: 'taken', lease, state: stateOf(item) });
    },
    giveBack(lease, record) {
      const item = itemOf(lease.groupName);
      if (item.lease?.owner !== lease.owner || item.lease.fence !== lease.fence)
        return Promise.resolve(false);
      if (record) recordedFences.push(lease.fence);
      items.set(lease.groupName, { ...item, ...record, lease: undefined });
      return Promise.resolve(true);
    },
    changeIntent(groupName, payload, nowMs) {
      const item = itemOf(groupName);
      const change = applySchedule(item.intent, payload, nowMs);
      if (change.kind === 'set') items.set(groupName, { ...item, intent: change.intent });
      return Promise.resolve(change);
    },
    readDueTimes(groupNames) {
      const known = groupNames.flatMap((name) => {
        const item = items.get(name);
        return item
          ? [
              [
                name,
                { nextLookAtMs: item.nextLookAtMs ?? 0, ...(item.intent && { intent: item.intent }) },
              ] as const,
            ]
          : [];
      });
      return Promise.resolve(new Map(known));
    },
    readState(groupName) {
      const item = items.get(groupName);
      return Promise.resolve(item && { ...stateOf(item), ...(item.lease && { lease: item.lease }) });
    },
    writeJournal(entry) {
      const twice = journal.findIndex(
        (e) => e.groupName === entry.groupName && e.atMs === entry.atMs && e.cycleId === entry.cycleId,
      );
      if (twice >= 0) journal.splice(twice, 1);
      journal.push(entry);
      return Promise.resolve();
    },
    readJournal(groupName, entryCountMax) {
      const own = journal.filter((e) => e.groupName === groupName);
      return Promise.resolve(own.sort((a, b) => b.atMs - a.atMs).slice(0, entryCountMax));
    },
  };
}
