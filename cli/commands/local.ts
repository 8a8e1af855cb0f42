// `spillway local`: a local AWS that goes on, to try every command against and to break things on purpose.
import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { addDayOptions } from '../demo/day-options.ts';
import { readTraceOrFail, withReportsToBeHad } from '../demo/given-day.ts';
import { createDayDisplay } from '../demo/show-day.ts';
import { introduction, localHelp } from '../local/introduction.ts';
import {
  parseLocalOptions,
  PORT_DEFAULT,
  SPEED_DEFAULT,
  START_DEFAULT,
  type LocalAwsOptions,
  type LocalWords,
} from '../local/local-options.ts';
import { startLocalAws, type LocalAws } from '../local/run-local.ts';
import { CommandError } from '../command-error.ts';
import { REAL_CLOCK } from '../../lib/wiring/wire-cycle.ts';
import type { Terminal } from '../terminal.ts';

/** 144 bits: nobody guesses it. */
const TOKEN_BYTES = 18;

export function addLocal(program: Command, terminal: Terminal): void {
  const local = program
    .command('local')
    .description(
      'a local AWS with RDBs, a feed and a cache that goes on until Ctrl-C, to try every command against',
    )
    .option('--port <n>', 'where it listens, on 127.0.0.1 alone', String(PORT_DEFAULT))
    .option('--speed <n>', 'so many times as fast as real time', String(SPEED_DEFAULT))
    .option('--start <HH:MM>', "when it begins, on the trace's own clock", START_DEFAULT)
    .option('--pause-at <HH:MM>', 'time stands still at that time of each day, until it is resumed')
    .option('--groups <n>', 'how many groups: rdb, rdb-2, …', '1');
  addDayOptions(local)
    .addHelpText('after', localHelp())
    .action(async (words: LocalWords, command: Command) => {
      const isChosen = command.getOptionValueSource('reports') !== 'default';
      await goOn(await withReportsToBeHad(parseLocalOptions(words), isChosen, terminal), terminal);
    });
}

async function goOn(options: LocalAwsOptions, terminal: Terminal): Promise<void> {
  const trace = readTraceOrFail(options.traceFile);
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const display = createDayDisplay(terminal, {
    utcOffsetMinutes: trace.utcOffsetMinutes,
    lines: 'shown',
    targets: 'many',
  });
  const started = { options, trace, display, real: REAL_CLOCK, token };
  const localAws = await startLocalAws({
    ...started,
    onFailed: (functionName, error) =>
      terminal.writeError(
        `${functionName} failed: ${error instanceof Error ? error.message : String(error)}\n`,
      ),
  }).catch((error: unknown) => {
    throw portError(error, options) ?? error;
  });
  const { endpoint, queues } = localAws.emulator;
  const tickerplantPortOf = (groupName: string) => queues?.portOf(groupName);
  terminal.write(introduction({ endpoint, token, options, tickerplantPortOf }));
  await untilInterrupted(localAws);
  terminal.write('\nThe local AWS is gone, and all that was in it.\n');
}

/** Until Ctrl-C, or until somebody ends the process kindly. */
async function untilInterrupted(localAws: LocalAws): Promise<void> {
  const stop = () => void localAws.stop();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    await localAws.run();
  } finally {
    await localAws.stop();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

/** https://nodejs.org/api/errors.html#common-system-errors */
function portError(error: unknown, { port }: LocalAwsOptions): CommandError | undefined {
  const { code } = error as { code?: unknown };
  if (code === 'EADDRINUSE')
    return new CommandError(`port ${port} is taken: is another local AWS running? Choose one with --port`, {
      cause: error,
    });
  if (code === 'EACCES')
    return new CommandError(`port ${port} may not be taken by this user: choose one with --port`, {
      cause: error,
    });
  return undefined;
}
