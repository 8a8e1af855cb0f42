// `spillway doctor [GROUP]`: why a group would not be safe or would not scale, each with the fix.
import type { Command } from 'commander';
import type { Diagnosis } from '../../lib/operate/doctor/diagnose.ts';
import { diagnose } from '../../lib/operate/doctor/diagnose.ts';
import { doctorText } from '../../lib/operate/doctor/doctor-text.ts';
import { examine } from '../../lib/operate/doctor/examine.ts';
import type { AwsOptions } from '../aws-options.ts';
import { withAwsOptions } from '../aws-options.ts';
import type { OpenPorts, OperatorPorts } from '../operator-ports.ts';
import { openAwsPorts } from '../operator-ports.ts';
import type { Terminal } from '../terminal.ts';
import { settingsOrFail } from './adopt.ts';

export function addDoctor(program: Command, terminal: Terminal, openPorts: OpenPorts = openAwsPorts): void {
  withAwsOptions(
    program
      .command('doctor')
      .argument('[group]', 'Auto Scaling group (default: all managed groups)')
      .description('say why a group would not be safe or would not scale, with the fix as a command')
      .option('--json', 'print JSON'),
  ).action(async (groupName: string | undefined, options: AwsOptions & { json?: boolean }) => {
    const ports = openPorts(options);
    const diagnoses: Diagnosis[] = [];
    for (const name of groupName === undefined ? await managedNames(ports) : [groupName]) {
      const settings = await settingsOrFail(name, ports.settingsReader);
      diagnoses.push(diagnose(await examine(settings, ports)));
    }
    terminal.write(`${options.json ? JSON.stringify(diagnoses, null, 2) : textOf(diagnoses)}\n`);
    if (diagnoses.length === 0 || diagnoses.some(({ healthy }) => !healthy)) terminal.exitStatus = 1;
  });
}

function textOf(diagnoses: readonly Diagnosis[]): string {
  if (diagnoses.length > 0) return diagnoses.map(doctorText).join('\n\n');
  return 'No group is tagged spillway:managed = true in this region. To take one in: spillway adopt <group>';
}

async function managedNames({ cyclePorts }: OperatorPorts): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const page of cyclePorts.fleetReader.listManagedGroups()) {
    names.push(...page.map((group) => group.name));
  }
  return names;
}
