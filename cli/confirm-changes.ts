// Shows a change plan, asks, and carries it out: what `adopt` and `release` have in common.
import pc from 'picocolors';
import { carryOut } from '../lib/operate/adoption/carry-out.ts';
import { changesTable } from '../lib/operate/adoption/changes-table.ts';
import type { ChangePlan } from '../lib/operate/adoption/planned-change.ts';
import type { GroupSettingsWriter } from '../lib/targets/rdb-group/ports/group-settings.ts';
import { CommandError } from './command-error.ts';
import type { Terminal } from './terminal.ts';

export interface Confirmation {
  /** What the command does, for sentences: `adopt`, `release`. */
  readonly verb: string;
  /** Past tense: `adopted`. */
  readonly done: string;
  readonly yes: boolean;
  /** Shown below the changes, before the question. */
  readonly appendix?: string;
  /** Reads the group and plans afresh. */
  readonly plan: () => Promise<ChangePlan>;
  readonly writer: GroupSettingsWriter;
}

/**
 * Resolves when all is done or nothing was to be done. Throws `CommandError` if refused, declined, without
 * a terminal and `--yes`, or if a call was not applied.
 */
export async function confirmChanges(terminal: Terminal, confirmation: Confirmation): Promise<void> {
  const { verb, done, yes, writer } = confirmation;
  const plan = accepted(await confirmation.plan(), verb);
  for (const note of plan.notes) terminal.write(`${pc.yellow('note:')} ${note}\n`);
  const below = confirmation.appendix === undefined ? '' : `\n${confirmation.appendix}\n\n`;
  if (plan.rows.length === 0) {
    terminal.write(`${below}Nothing to change: ${plan.groupName} is ${done}.\n`);
    return;
  }
  terminal.write(`${changesTable(plan.rows)}\n${below}`);
  if (!yes) await askOrRefuse(terminal, `${verb} ${plan.groupName} with these changes? [y/N] `);
  // The group may have changed while the question stood; what is carried out must be what was shown.
  const now = accepted(await confirmation.plan(), verb);
  if (JSON.stringify(now.rows) !== JSON.stringify(plan.rows)) {
    throw new CommandError(`${plan.groupName} has changed meanwhile: look at the changes again`);
  }
  const { brokeOffAt } = await carryOut(now, writer, (row) =>
    terminal.write(`${pc.green('done')}  ${row.setting}: ${row.after}\n`),
  );
  if (brokeOffAt) {
    const { row, outcome } = brokeOffAt;
    const said = outcome.kind === 'rejected' ? `${outcome.code}: ${outcome.message}` : outcome.message;
    throw new CommandError(`${row.setting}: ${said}. Run ${verb} again: it goes on from here`);
  }
  terminal.write(`${plan.groupName} is ${done}.\n`);
}

function accepted(plan: ChangePlan, verb: string): Extract<ChangePlan, { kind: 'planned' }> {
  if (plan.kind === 'planned') return plan;
  throw new CommandError(`cannot ${verb} ${plan.groupName}: ${plan.why}`);
}

async function askOrRefuse(terminal: Terminal, question: string): Promise<void> {
  if (!terminal.ask) {
    throw new CommandError('nobody is there to ask: pass --yes to make these changes', { exitStatus: 2 });
  }
  const answer = await terminal.ask(question);
  if (!/^y(es)?$/i.test(answer.trim())) throw new CommandError('nothing was changed');
}
