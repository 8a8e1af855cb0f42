// How a group's journal entries are told.
import { formatDuration } from '../../core/units.ts';
import { changeOf, type GroupJournalEntry } from '../../targets/rdb-group/ports/group-journal.ts';
import type { EntryWords } from '../explain/explain-target.ts';

export const GROUP_ENTRIES: EntryWords<GroupJournalEntry> = {
  changeOf,
  adds: 'scale-out',
  takes: 'retire',
  more: ({ waits }) => waits.map(({ reason }) => `wait: ${reason.text}`),
  whyNot({ assessed }) {
    const toRoll = assessed?.timeToRollMs ?? null;
    return toRoll === null ? [] : [`the live node would have rolled in ${formatDuration(toRoll)}`];
  },
};
