// `spillway release GROUP`: undoes what `spillway adopt` set, back to what it was.
import type { Command } from 'commander';
import { planRelease } from '../../lib/operate/adoption/plan-release.ts';
import type { AwsOptions } from '../aws-options.ts';
import { withAwsOptions } from '../aws-options.ts';
import { confirmChanges } from '../confirm-changes.ts';
import type { OpenPorts } from '../operator-ports.ts';
import { openAwsPorts } from '../operator-ports.ts';
import type { Terminal } from '../terminal.ts';
import { settingsOrFail } from './adopt.ts';

export function addRelease(program: Command, terminal: Terminal, openPorts: OpenPorts = openAwsPorts): void {
  withAwsOptions(
    program
      .command('release')
      .argument('<group>', 'Auto Scaling group')
      .description('take a group out of Spillway: every setting back to what it was before adopt')
      .option('--yes', 'do not ask'),
  ).action(async (groupName: string, options: AwsOptions & { yes?: boolean }) => {
    const { settingsReader, settingsWriter, cyclePorts, mustAgreeOnTime } = openPorts(options);
    await confirmChanges(terminal, {
      verb: 'release',
      done: 'released',
      yes: options.yes === true,
      writer: settingsWriter,
      plan: async () => {
        const [settings, alarms, state] = await Promise.all([
          settingsOrFail(groupName, settingsReader),
          settingsReader.readMemoryAlarms(),
          cyclePorts.stateStore.readState(groupName),
        ]);
        mustAgreeOnTime();
        const nodes = Object.entries(state?.learned.nodes ?? {});
        const protectedByCycles = nodes
          .filter(([, node]) => node.protectedAtMs !== undefined)
          .map(([id]) => id);
        return planRelease({ settings, alarms, protectedByCycles });
      },
    });
  });
}
