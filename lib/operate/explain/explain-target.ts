// A target's last plans and drills from the journal, as sentences: what all kinds have in common. What a kind adds to an entry, and
// which of its actions is the plan's own, it says in its `EntryWords`.
import pc from 'picocolors';
import type { Outcome } from '../../core/outcome.ts';
import type { LearnedFrame } from '../../learning/learned-frame.ts';
import type { DrillStore } from '../../ports/drills.ts';
import type { JournalAction, JournalEntry } from '../../ports/journal.ts';
import type { StateStore } from '../../ports/state-store.ts';
import { drillSentences, momentText } from './drill-sentences.ts';

/** How a kind's entries are told. */
export interface EntryWords<Entry extends JournalEntry> {
  /** The plan's own action, told of in the entry's first line. */
  readonly changeOf: (entry: Entry) => Entry['actions'][number] | undefined;
  /** What adds capacity, and what takes it: words of the plan's kind. */
  readonly adds: string;
  readonly takes: string;
  /** Sentences besides. */
  readonly more: (entry: Entry) => readonly string[];
  /** And those that say why nothing else was done. */
  readonly whyNot: (entry: Entry) => readonly string[];
}

export interface ExplainRequest {
  readonly name: string;
  readonly entryCountMax: number;
  /** `why-not`: also why the other rules did not act. */
  readonly detail: 'plans' | 'why-not';
}

export type Explanation =
  | { readonly kind: 'nothing-recorded' }
  | { readonly kind: 'nothing-decided' }
  /** Oldest first, the present last. */
  | { readonly kind: 'told'; readonly lines: readonly string[] };

/** Where plans and drills are kept; nothing of drills where a kind has none. */
export interface Journal<Learned extends LearnedFrame, Entry extends JournalEntry> {
  readonly stateStore: Pick<StateStore<Learned, Entry>, 'readState' | 'readJournal'>;
  readonly drills?: Pick<DrillStore, 'readDrills'>;
}

/** Throws `PortError` if the table gave no answer. */
export async function explainTarget<Learned extends LearnedFrame, Entry extends JournalEntry>(
  words: EntryWords<Entry>,
  { name, entryCountMax, detail }: ExplainRequest,
  { stateStore, drills }: Journal<Learned, Entry>,
): Promise<Explanation> {
  const [state, entries, drilled] = await Promise.all([
    stateStore.readState(name),
    stateStore.readJournal(name, entryCountMax),
    drills?.readDrills(name, entryCountMax) ?? [],
  ]);
  const happened = [
    ...entries.map((entry) => ({ atMs: entry.atMs, lines: sentences(words, entry, detail) })),
    ...drilled.map((drill) => ({ atMs: drill.atMs, lines: drillSentences(drill, detail) })),
  ].sort((a, b) => a.atMs - b.atMs);
  if (!state && happened.length === 0) return { kind: 'nothing-recorded' };
  const last = state?.learned.lastPlan;
  if (happened.length === 0 && !last) return { kind: 'nothing-decided' };
  const told = happened.slice(-entryCountMax).flatMap(({ lines }) => lines);
  if (!last) return { kind: 'told', lines: told };
  const now = `${pc.dim(momentText(last.atMs))}  ${pc.bold(`now: ${last.kind}`)}  ${last.reason.text}.`;
  return { kind: 'told', lines: [...told, now] };
}

/** One journal entry as lines for a person, the first with time, kind and reason. */
function sentences<Entry extends JournalEntry>(
  words: EntryWords<Entry>,
  entry: Entry,
  detail: ExplainRequest['detail'],
): readonly string[] {
  const change = words.changeOf(entry);
  const outcome = change?.outcome ? ` [${outcomeText(change.outcome)}]` : '';
  const lines = [
    `${pc.dim(momentText(entry.atMs))}  ${coloured(words, entry.kind)}  ${entry.reason.text}.${outcome} ${pc.dim(`(${entry.trigger})`)}`,
    ...entry.actions.filter((action) => action !== change).map(actionText),
    ...words.more(entry).map((text) => `    ${text}.`),
  ];
  if (detail === 'plans') return lines;
  return [
    ...lines,
    ...entry.considered.map((reason) => pc.dim(`    not otherwise: ${reason.text}.`)),
    ...words.whyNot(entry).map((text) => pc.dim(`    ${text}.`)),
  ];
}

/** Entries of version 0.1 do not say what became of every action. */
function actionText({ kind, reason, outcome }: JournalAction): string {
  return `    ${kind}: ${reason.text}. [${outcome ? outcomeText(outcome) : 'outcome not recorded'}]`;
}

function outcomeText(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'applied':
      return 'applied';
    case 'rejected':
      return `rejected: ${outcome.code}: ${outcome.message}`;
    case 'unknown':
      return `unknown: ${outcome.message}`;
    case 'not-sent':
      return outcome.why === 'dry-run' ? 'dry run, not sent' : `not sent: ${outcome.message}`;
  }
}

function coloured({ adds, takes }: Pick<EntryWords<JournalEntry>, 'adds' | 'takes'>, kind: string): string {
  const padded = kind.padEnd(9);
  if (kind === adds) return pc.green(padded);
  return kind === takes ? pc.yellow(padded) : pc.cyan(padded);
}
