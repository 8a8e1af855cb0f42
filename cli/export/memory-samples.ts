// Where `export-metrics` finds what a group's nodes used: in the metrics; with lean metrics in the log of the stack's tick, where
// each look leaves a line of each node; or in the logs that were named.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { PortError } from '../../lib/core/errors.ts';
import { functionNameOf, TICK_FUNCTION } from '../../lib/operate/stack/expected-stack.ts';
import { findStackName } from '../../lib/operate/stack/examine-stack.ts';
import type { MemorySample } from '../../lib/targets/rdb-group/ports/memory-history.ts';
import { memoryOfLog } from '../../lib/trace/memory-of-log.ts';
import { CommandError } from '../command-error.ts';
import type { OperatorPorts } from '../operator-ports.ts';

export interface SamplesQuery {
  readonly groupName: string;
  readonly days: number;
  /** Of the metrics. */
  readonly namespace: string;
  /** A file of lines of a log, `-` for standard input, in place of all else. */
  readonly log: string | undefined;
  /** Logs of CloudWatch Logs, in place of the metrics. */
  readonly logGroups: readonly string[] | undefined;
}

export interface MemorySamples {
  readonly samples: AsyncIterable<MemorySample>;
  /** Once they have been read: where it was looked, as an error says it. */
  readonly lookedAt: () => string;
}

/** `onLog`: told of the log that is read since there are no metrics. Throws `CommandError`, `PortError`. */
export function memorySamples(
  query: SamplesQuery,
  openPorts: () => OperatorPorts,
  onLog: (logGroupName: string) => void,
): MemorySamples {
  const { groupName, days, namespace, log, logGroups } = query;
  const inDays = `in ${days} days`;
  const missing = (place: string) =>
    `${place} has no line of a node of ${groupName} in the latest ${days} days`;
  if (log !== undefined)
    return {
      samples: memoryOfLog(linesOf(log), { groupName, days, nowMs: Date.now() }),
      lookedAt: () => missing(log),
    };
  const unpublished = `${groupName} has reported no MemoryUsedBytes ${inDays} in the namespace ${namespace}`;
  let tickLog: string | undefined;

  async function* found(): AsyncGenerator<MemorySample> {
    const ports = openPorts();
    // Of an emulator the time is heard on waking.
    await ports.clock.sleep(0);
    const asked = { groupName, days, nowMs: ports.clock.nowMs() };
    async function* linesIn(names: readonly string[]) {
      for (const logGroupName of names) yield* ports.readLogLines({ ...asked, logGroupName });
    }
    if (logGroups !== undefined) {
      yield* memoryOfLog(linesIn(logGroups), asked);
      return;
    }
    let isPublished = false;
    for await (const sample of ports.readMemoryHistory({ ...asked, namespace })) {
      isPublished = true;
      yield sample;
    }
    if (isPublished) return;
    try {
      tickLog = await tickLogOf(ports);
      if (tickLog === undefined) return;
      onLog(tickLog);
      yield* memoryOfLog(linesIn([tickLog]), asked);
    } catch (cause) {
      if (!(cause instanceof PortError)) throw cause;
      const place = tickLog ?? "which stack's log would have it";
      throw new CommandError(`${unpublished}, and ${place} was not to be read: ${cause.message}`, { cause });
    }
  }

  const lookedAt = () => {
    if (logGroups !== undefined) return missing(logGroups.join(', '));
    if (tickLog !== undefined) return `${unpublished}, and ${missing(tickLog)}: is the name right?`;
    return `${unpublished}, and no stack's tick is scheduled here, whose log would have it with lean metrics: is the name right? A log is named by --log-group /aws/lambda/spillway-<stage>-on-tick`;
  };
  return { samples: found(), lookedAt };
}

/** The tick looks at every group: its log has nearly all that there is. `undefined` if no stack's tick is scheduled. */
async function tickLogOf({ stack }: Pick<OperatorPorts, 'stack'>): Promise<string | undefined> {
  const stackName = await findStackName(stack);
  return stackName === undefined ? undefined : `/aws/lambda/${functionNameOf(stackName, TICK_FUNCTION)}`;
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (cause) {
    if (cause instanceof Error && 'syscall' in cause)
      throw new CommandError(`${file} cannot be read: ${cause.message}`, { cause });
    throw cause;
  }
}
