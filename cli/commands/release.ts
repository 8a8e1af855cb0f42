// `spillway release TARGET`: undoes what `spillway adopt` set, back to what it was.
import type { Command } from 'commander';
import type { AwsOptions } from '../aws-options.ts';
import { withAwsOptions } from '../aws-options.ts';
import { confirmChanges } from '../confirm-changes.ts';
import { KIND_WORDS } from '../../lib/wiring/operated-kinds.ts';
import type { OpenPorts } from '../operator-ports.ts';
import { openAwsPorts } from '../operator-ports.ts';
import { allowedNames, notThere, parseTargetName, typedName } from '../target-name.ts';
import type { Terminal } from '../terminal.ts';

export function addRelease(program: Command, terminal: Terminal, openPorts: OpenPorts = openAwsPorts): void {
  withAwsOptions(
    program
      .command('release')
      .argument('<target>', allowedNames(KIND_WORDS))
      .description('take a target out of Spillway: every setting back to what it was before adopt')
      .option('--yes', 'do not ask'),
  ).action(async (typed: string, options: AwsOptions & { yes?: boolean }) => {
    const { kinds, mustAgreeOnTime } = openPorts(options);
    const target = parseTargetName(typed, kinds);
    await confirmChanges(terminal, {
      name: typedName(target),
      verb: 'release',
      done: 'released',
      yes: options.yes === true,
      plan: async () => {
        const offer = await target.kind.release(target.name);
        if (!offer) throw notThere(target);
        mustAgreeOnTime();
        return { offer };
      },
    });
  });
}
