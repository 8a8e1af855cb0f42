// Shows a change plan, asks, and carries it out: what `adopt` and `release` have in common.
import pc from 'picocolors';
import type { ChangeOffer } from '../lib/operate/adoption/carry-out.ts';
import { changesTable } from '../lib/operate/adoption/changes-table.ts';
import { CommandError } from './command-error.ts';
import type { Terminal } from './terminal.ts';

export interface Confirmation {
  /** The target, as it was typed. */
  readonly name: string;
  /** What the command does, for sentences: `adopt`, `release`. */
  readonly verb: string;
  /** Past tense: `adopted`. */
  readonly done: string;
  readonly yes: boolean;
  /** Reads the target and plans afresh. */
  readonly plan: () => Promise<{
    readonly offer: ChangeOffer;
    /** Shown below the changes, before the question. */
    readonly appendix?: string;
  }>;
}

/**
 * Resolves when all is done or nothing was to be done. Throws `CommandError` if refused, declined, without
 * a terminal and `--yes`, or if a call was not applied.
 */
export async function confirmChanges(terminal: Terminal, confirmation: Confirmation): Promise<void> {
  const { name, verb, done, yes } = confirmation;
  const { offer, appendix } = await confirmation.plan();
  const plan = accepted(offer, confirmation);
  for (const note of plan.notes) terminal.write(`${pc.yellow('note:')} ${note}\n`);
  const below = appendix === undefined ? '' : `\n${appendix}\n\n`;
  if (plan.rows.length === 0) {
    terminal.write(`${below}Nothing to change: ${name} is ${done}.\n`);
    return;
  }
  terminal.write(`${changesTable(plan.rows)}\n${below}`);
  if (!yes) await askOrRefuse(terminal, `${verb} ${name} with these changes? [y/N] `);
  // The target may have changed while the question stood; what is carried out must be what was shown.
  const now = accepted((await confirmation.plan()).offer, confirmation);
  if (JSON.stringify(now.rows) !== JSON.stringify(plan.rows)) {
    throw new CommandError(`${name} has changed meanwhile: look at the changes again`);
  }
  const { brokeOffAt } = await now.carryOut((row) =>
    terminal.write(`${pc.green('done')}  ${row.setting}: ${row.after}\n`),
  );
  if (brokeOffAt) {
    const { row, outcome } = brokeOffAt;
    const said = outcome.kind === 'rejected' ? `${outcome.code}: ${outcome.message}` : outcome.message;
    throw new CommandError(`${row.setting}: ${said}. Run ${verb} again: it goes on from here`);
  }
  terminal.write(`${name} is ${done}.\n`);
}

function accepted(
  offer: ChangeOffer,
  { verb, name }: Confirmation,
): Extract<ChangeOffer, { kind: 'planned' }> {
  if (offer.kind === 'planned') return offer;
  throw new CommandError(`cannot ${verb} ${name}: ${offer.why}`);
}

async function askOrRefuse(terminal: Terminal, question: string): Promise<void> {
  if (!terminal.ask) {
    throw new CommandError('nobody is there to ask: pass --yes to make these changes', { exitStatus: 2 });
  }
  const answer = await terminal.ask(question);
  if (!/^y(es)?$/i.test(answer.trim())) throw new CommandError('nothing was changed');
}
