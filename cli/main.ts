// The command line: which commands there are. Each is a file in cli/commands; errors end here.
import { Command, CommanderError } from 'commander';
import pc from 'picocolors';
import { PortError } from '../lib/core/errors.ts';
import { CommandError } from './command-error.ts';
import type { Terminal } from './terminal.ts';
import { processTerminal } from './terminal.ts';
import { thisBuild, VERSION } from './version.ts';

/** Adds a command to the program; it sets the exit status through `terminal.fail` or by throwing. */
export type AddCommand = (program: Command, terminal: Terminal) => void;

/** Loaded when its name is given, so that `spillway explain` does not load the emulator. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  demo: async () => (await import('./commands/demo.ts')).addDemo,
  local: async () => (await import('./commands/local.ts')).addLocal,
  simulate: async () => (await import('./commands/simulate.ts')).addSimulate,
  recommend: async () => (await import('./commands/recommend.ts')).addRecommend,
  'export-metrics': async () => (await import('./commands/export-metrics.ts')).addExportMetrics,
  import: async () => (await import('./commands/import.ts')).addImport,
  explain: async () => (await import('./commands/explain.ts')).addExplain,
  nodes: async () => (await import('./commands/nodes.ts')).addNodes,
  drill: async () => (await import('./commands/drill.ts')).addDrill,
  adopt: async () => (await import('./commands/adopt.ts')).addAdopt,
  doctor: async () => (await import('./commands/doctor.ts')).addDoctor,
  release: async () => (await import('./commands/release.ts')).addRelease,
  scale: async () => (await import('./commands/scale.ts')).addScale,
  status: async () => (await import('./commands/status.ts')).addStatus,
};

const USED_WRONGLY = 2;

/** Runs one command; resolves to the exit status. */
export async function main(args: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  const program = new Command('spillway')
    .description('Event-driven autoscaling for in-memory real-time databases (kdb+ RDBs) on AWS')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.write(text),
      writeErr: (text) => terminal.writeError(text),
    });
  const isAsked = args.some((arg) => arg === '-V' || arg === '--version');
  program.version(isAsked ? `${VERSION} (build ${thisBuild()})` : VERSION, '-V, --version');
  const named = args.find((arg) => !arg.startsWith('-') && Object.hasOwn(COMMANDS, arg));
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
    // It ends with 1 where it is used wrongly, which is what commands answer with: no.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USED_WRONGLY;
    if (error instanceof CommandError) {
      terminal.writeError(`${pc.red('error:')} ${error.message}\n`);
      return error.exitStatus;
    }
    if (error instanceof PortError) {
      terminal.writeError(`${pc.red('error:')} ${error.message}${hintFor(error)}\n`);
      return 1;
    }
    throw error;
  }
}

/** What to do about the errors of AWS that a user meets first. */
function hintFor({ failure, call }: PortError): string {
  if (failure === 'unsigned') {
    return '\nSign in first: the AWS SDK found no valid credentials (AWS_PROFILE, aws sso login, …).';
  }
  if (failure === 'denied') return `\nYour credentials lack the permission ${call}.`;
  if (failure === 'absent' && call.startsWith('dynamodb:')) {
    return '\nThere is no such state table in this region: name it with --table, the region with --region.';
  }
  return '';
}
