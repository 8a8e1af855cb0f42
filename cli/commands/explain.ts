// `spillway explain GROUP`: the group's last plans from the journal, as sentences.
import type { Command } from 'commander';
import pc from 'picocolors';
import type { Outcome } from '../../lib/core/outcome.ts';
import {
  changeOf,
  type GroupJournalAction,
  type GroupJournalEntry,
} from '../../lib/targets/rdb-group/ports/group-journal.ts';
import { formatDuration } from '../../lib/core/units.ts';
import type { AwsOptions } from '../aws-options.ts';
import { withAwsOptions } from '../aws-options.ts';
import { CommandError } from '../command-error.ts';
import { openAwsPorts } from '../operator-ports.ts';
import type { Terminal } from '../terminal.ts';

const ENTRIES_DEFAULT = 20;
const ENTRIES_MAX = 1_000;

export function addExplain(program: Command, terminal: Terminal): void {
  withAwsOptions(
    program
      .command('explain')
      .argument('<group>', 'Auto Scaling group')
      .description('say what was decided for a group lately, and why')
      .option('--last <n>', 'how many plans to show', String(ENTRIES_DEFAULT))
      .option('--why-not', 'say also why the other rules did not act'),
  ).action(async (groupName: string, options: AwsOptions & { last: string; whyNot?: boolean }) => {
    const count = Number(options.last);
    if (!Number.isInteger(count) || count < 1 || count > ENTRIES_MAX) {
      throw new CommandError(
        `--last is "${options.last}", allowed is a whole number from 1 to ${ENTRIES_MAX}`,
        {
          exitStatus: 2,
        },
      );
    }
    const { stateStore } = openAwsPorts(options).cyclePorts;
    const [state, entries] = await Promise.all([
      stateStore.readState(groupName),
      stateStore.readJournal(groupName, count),
    ]);
    if (!state && entries.length === 0) {
      throw new CommandError(
        `nothing is recorded of a group "${groupName}": is it tagged spillway:managed = true, and has the tick run?`,
      );
    }
    if (entries.length === 0 && !state?.learned.lastPlan)
      throw new CommandError(`nothing has been decided for ${groupName} yet: the next tick looks into it`);
    for (const entry of [...entries].reverse()) {
      for (const line of sentences(entry, options.whyNot === true)) terminal.write(`${line}\n`);
    }
    const last = state?.learned.lastPlan;
    if (last) {
      terminal.write(`${pc.dim(time(last.atMs))}  ${pc.bold(`now: ${last.kind}`)}  ${last.reason.text}.\n`);
    }
  });
}

/** One journal entry as lines for a person, the first with time, kind and reason. */
export function sentences(entry: GroupJournalEntry, whyNot: boolean): readonly string[] {
  const change = changeOf(entry);
  const outcome = change?.outcome ? ` [${outcomeText(change.outcome)}]` : '';
  const lines = [
    `${pc.dim(time(entry.atMs))}  ${coloured(entry.kind)}  ${entry.reason.text}.${outcome} ${pc.dim(`(${entry.trigger})`)}`,
    ...entry.actions.filter((action) => action !== change).map(actionText),
    ...entry.waits.map(({ reason }) => `    wait: ${reason.text}.`),
  ];
  if (!whyNot) return lines;
  const toRoll = entry.assessed?.timeToRollMs;
  return [
    ...lines,
    ...entry.considered.map((reason) => pc.dim(`    not otherwise: ${reason.text}.`)),
    ...(toRoll === undefined || toRoll === null
      ? []
      : [pc.dim(`    the live node would have rolled in ${formatDuration(toRoll)}.`)]),
  ];
}

/** Entries of version 0.1 say nothing of what became of an answer to a hook. */
function actionText({ kind, reason, outcome }: GroupJournalAction): string {
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

function coloured(kind: GroupJournalEntry['kind']): string {
  const padded = kind.padEnd(9);
  if (kind === 'scale-out') return pc.green(padded);
  if (kind === 'retire') return pc.yellow(padded);
  return pc.cyan(padded);
}

function time(atMs: number): string {
  return new Date(atMs).toISOString().replace('T', ' ').replace('.000Z', 'Z');
}
