// What the demo and the local AWS are given to live through: a trace that can be read, and reports that can be had here.
import { hasLoopbackAddresses } from '../../lib/emulator/rdbs/world-rdbs.ts';
import { readTrace } from '../../lib/sim/read-trace.ts';
import type { Trace } from '../../lib/sim/trace.ts';
import { isPolled, type ReportChannel } from '../../lib/targets/rdb-group/domain/tags/report-sources.ts';
import { TraceError } from '../../lib/trace/trace-error.ts';
import { CommandError } from '../command-error.ts';
import type { Terminal } from '../terminal.ts';

/** The probe needs an address for each RDB, which macOS does not have unless told so. */
export async function withReportsToBeHad<Options extends { readonly reports: ReportChannel }>(
  options: Options,
  isChosen: boolean,
  terminal: Terminal,
): Promise<Options> {
  if (!isPolled(options.reports) || (await hasLoopbackAddresses())) return options;
  const why =
    'the RDBs need loopback addresses of their own (127.x.y.z), which Linux and Windows have and this system has not';
  if (isChosen) throw new CommandError(`--reports probe: ${why}`);
  terminal.write(`Reports by cloudwatch, not by the probe: ${why}.\n`);
  return { ...options, reports: 'cloudwatch' };
}

/** Throws `CommandError` (exit status 2) for a file that is no trace. */
export function readTraceOrFail(file: string): Trace {
  try {
    return readTrace(file);
  } catch (error) {
    if (error instanceof TraceError) throw new CommandError(error.message, { cause: error, exitStatus: 2 });
    throw error;
  }
}
