// `spillway explain TARGET`: the target's last plans from the journal, as sentences.
import type { Command } from 'commander';
import type { AwsOptions } from '../aws-options.ts';
import { withAwsOptions } from '../aws-options.ts';
import { CommandError } from '../command-error.ts';
import { KIND_WORDS } from '../../lib/wiring/operated-kinds.ts';
import type { OpenPorts } from '../operator-ports.ts';
import { openAwsPorts } from '../operator-ports.ts';
import { allowedNames, parseTargetName, typedName } from '../target-name.ts';
import type { Terminal } from '../terminal.ts';

const ENTRIES_DEFAULT = 20;
const ENTRIES_MAX = 1_000;

interface ExplainOptions extends AwsOptions {
  readonly last: string;
  readonly whyNot?: boolean;
}

export function addExplain(program: Command, terminal: Terminal, openPorts: OpenPorts = openAwsPorts): void {
  withAwsOptions(
    program
      .command('explain')
      .argument('<target>', allowedNames(KIND_WORDS))
      .description('say what was decided for a target lately, and why')
      .option('--last <n>', 'how many plans to show', String(ENTRIES_DEFAULT))
      .option('--why-not', 'say also why the other rules did not act'),
  ).action(async (typed: string, options: ExplainOptions) => {
    const entryCountMax = parseLast(options.last);
    const target = parseTargetName(typed, openPorts(options).kinds);
    const detail = options.whyNot === true ? 'why-not' : 'plans';
    const explanation = await target.kind.explain({ name: target.name, entryCountMax, detail });
    switch (explanation.kind) {
      case 'nothing-recorded':
        throw new CommandError(
          `nothing is recorded of a ${target.kind.noun} "${target.name}": is it tagged spillway:managed = true, and has the tick run?`,
        );
      case 'nothing-decided':
        throw new CommandError(
          `nothing has been decided for ${typedName(target)} yet: the next tick looks into it`,
        );
      case 'told':
        for (const line of explanation.lines) terminal.write(`${line}\n`);
    }
  });
}

function parseLast(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= ENTRIES_MAX) return count;
  throw new CommandError(`--last is "${text}", allowed is a whole number from 1 to ${ENTRIES_MAX}`, {
    exitStatus: 2,
  });
}
