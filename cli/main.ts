// The command line: which commands there are. Each is a file in cli/commands; errors end here.
import { Command, CommanderError } from 'commander';
import pc from 'picocolors';
import { CommandError } from './command-error.ts';
import type { Terminal } from './terminal.ts';
import { processTerminal } from './terminal.ts';

/** Adds a command to the program; it sets the exit status through `terminal.fail` or by throwing. */
export type AddCommand = (program: Command, terminal: Terminal) => void;

/** Loaded when its name is given, so that `spillway explain` does not load the emulator. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  demo: async () => (await import('./commands/demo.ts')).addDemo,
  explain: async () => (await import('./commands/explain.ts')).addExplain,
  adopt: async () => (await import('./commands/adopt.ts')).addAdopt,
  doctor: async () => (await import('./commands/doctor.ts')).addDoctor,
  release: async () => (await import('./commands/release.ts')).addRelease,
  scale: async () => (await import('./commands/scale.ts')).addScale,
  status: async () => (await import('./commands/status.ts')).addStatus,
};

/** Runs one command; resolves to the exit status. */
export async function main(args: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  const program = new Command('spillway')
    .description('Event-driven autoscaling for in-memory real-time databases (kdb+ RDBs) on AWS')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.write(text),
      writeErr: (text) => terminal.writeError(text),
    });
  const named = args.find((arg) => arg in COMMANDS);
  const wanted = named === undefined ? Object.keys(COMMANDS) : [named];
  for (const name of wanted) {
    const add = await COMMANDS[name]?.();
    add?.(program, terminal);
  }
  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return terminal.exitStatus;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    if (error instanceof CommandError) {
      terminal.writeError(`${pc.red('error:')} ${error.message}\n`);
      return error.exitStatus;
    }
    throw error;
  }
}
