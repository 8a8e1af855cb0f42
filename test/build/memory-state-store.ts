// A state table in memory, of one kind of target: one atomic step for each call. Its contract is test/contracts'.
import { parseIntent } from '../../lib/core/parse-intent.ts';
import type { TargetState } from '../../lib/core/target-state.ts';
import type { LearnedFrame } from '../../lib/learning/learned-frame.ts';
import type { GroupLearned } from '../../lib/targets/rdb-group/domain/state.ts';
import type { GroupJournalEntry } from '../../lib/targets/rdb-group/ports/group-journal.ts';
import { KEPT_GROUPS } from '../../lib/targets/rdb-group/ports/kept-groups.ts';
import type { JournalEntry } from '../../lib/ports/journal.ts';
import type { KeptKind } from '../../lib/ports/kept-kind.ts';
import type { Lease, StateStore } from '../../lib/ports/state-store.ts';
import { dueTimeOf, readablePart, type KeptItem } from '../../lib/ports/state-item.ts';

interface Item<Learned> extends KeptItem {
  readonly lease?: Lease | undefined;
  readonly fence: number;
  readonly learned?: Learned;
}

export interface MemoryStateStore<
  Learned extends LearnedFrame = GroupLearned,
  Entry extends JournalEntry = GroupJournalEntry,
> extends StateStore<Learned, Entry> {
  readonly items: Map<string, Item<Learned>>;
  readonly journal: Entry[];
  /** Fences whose holders have written what they learned, in order. */
  readonly recordedFences: number[];
  /** Somebody else writes over the item's intent. */
  writeIntentText(groupName: string, text: string): void;
}

/** The groups'. */
export function createMemoryStateStore(): MemoryStateStore {
  return createMemoryStateStoreOf(KEPT_GROUPS);
}

export function createMemoryStateStoreOf<Learned extends LearnedFrame, Entry extends JournalEntry>(
  kind: KeptKind<Learned, Entry>,
): MemoryStateStore<Learned, Entry> {
  const items = new Map<string, Item<Learned>>();
  const journal: Entry[] = [];
  const recordedFences: number[] = [];
  const itemOf = (groupName: string): Item<Learned> => items.get(groupName) ?? { fence: 0 };
  const stateOf = (groupName: string, item: Item<Learned>): TargetState<Learned> => ({
    learned: item.learned ?? kind.learned.nothing,
    ...readablePart(kind, groupName, item),
  });

  return {
    items,
    journal,
    recordedFences,
    writeIntentText(groupName, text) {
      const { intent: _, badIntent: __, ...item } = itemOf(groupName);
      const parsed = parseIntent(text);
      items.set(groupName, { ...item, ...(parsed.ok ? { intent: parsed.intent } : { badIntent: text }) });
    },
    takeLease({ name: groupName, owner, nowMs, durationMs, impossibleAfterMs }) {
      const item = itemOf(groupName);
      const { expiresAtMs = 0 } = item.lease ?? {};
      if (expiresAtMs > nowMs && expiresAtMs <= impossibleAfterMs)
        return Promise.resolve({ kind: 'held-by-other' });
      const lease = { name: groupName, owner, fence: item.fence + 1, expiresAtMs: nowMs + durationMs };
      items.set(groupName, { ...item, lease, fence: lease.fence });
      return Promise.resolve({ kind: 'taken', lease, state: stateOf(groupName, item) });
    },
    keepForeseen(lease, learned) {
      const item = itemOf(lease.name);
      if (isOurs(item, lease)) items.set(lease.name, { ...item, learned });
      return Promise.resolve(isOurs(item, lease));
    },
    giveBack(lease, record) {
      const item = itemOf(lease.name);
      if (!isOurs(item, lease)) return Promise.resolve(false);
      if (record?.learned) recordedFences.push(lease.fence);
      const looked = record?.nextLookAtMs !== undefined && { lookedFence: lease.fence };
      items.set(lease.name, {
        ...item,
        ...record,
        ...looked,
        lease: undefined,
        takenSinceMs: undefined,
      });
      return Promise.resolve(true);
    },
    giveBackUnknown(lease) {
      const item = itemOf(lease.name);
      if (!isOurs(item, lease)) return Promise.resolve(false);
      const { learned, intent, badIntent } = item;
      if (learned ?? intent ?? badIntent)
        items.set(lease.name, { ...item, lease: undefined, takenSinceMs: undefined });
      else items.delete(lease.name);
      return Promise.resolve(true);
    },
    markForLook(groupName, nowMs) {
      const item = items.get(groupName);
      const takenSinceMs = item?.takenSinceMs ?? nowMs;
      if (item) items.set(groupName, { ...item, wokenFence: item.fence, takenSinceMs });
      return Promise.resolve();
    },
    changeIntent(groupName, changeOf) {
      const item = itemOf(groupName);
      if (item.badIntent !== undefined) return Promise.resolve({ kind: 'ignored', why: 'bad-item' });
      const change = changeOf(item.intent);
      if (change.kind === 'set') items.set(groupName, { ...item, intent: change.intent });
      return Promise.resolve(change);
    },
    readDueTimes(groupNames) {
      const known = groupNames.flatMap((name) => {
        const item = items.get(name);
        return item ? [[name, dueTimeOf(kind, { name, item, lease: item.lease })] as const] : [];
      });
      return Promise.resolve(new Map(known));
    },
    readState(groupName) {
      const item = items.get(groupName);
      return Promise.resolve(
        item && { ...stateOf(groupName, item), ...(item.lease && { lease: item.lease }) },
      );
    },
    writeJournal(entry) {
      const twice = journal.findIndex(
        (e) => e.target === entry.target && e.atMs === entry.atMs && e.cycleId === entry.cycleId,
      );
      if (twice >= 0) journal.splice(twice, 1);
      journal.push(entry);
      return Promise.resolve();
    },
    readJournal(name, entryCountMax) {
      const own = journal.filter((e) => e.target === name);
      return Promise.resolve(own.sort((a, b) => b.atMs - a.atMs).slice(0, entryCountMax));
    },
  };
}

function isOurs({ lease }: Item<unknown>, { owner, fence }: Lease): boolean {
  return lease?.owner === owner && lease.fence === fence;
}
