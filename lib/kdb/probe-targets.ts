// Asks many RDB servers side by side. One that is slow or dead costs its own deadline, never the batch.
// Next: read-rdb.ts for one process; functions/probe.ts for the Lambda around this.
import {
  PROBE_DEADLINE_DEFAULT_MS,
  type Probe,
  type ProbeAnswer,
  type ProbeRequest,
  type ProbeTarget,
} from '../targets/rdb-group/ports/probe.ts';
import { withinTables } from './bound-tables.ts';
import { combineProcesses } from './combine-processes.ts';
import { startRealDeadline, type StartDeadline } from './deadline.ts';
import { KdbError } from './ipc/errors.ts';
import type { ConnectionOptions } from './ipc/connection.ts';
import { peerOf } from './ipc/socket.ts';
import { failureOf } from './probe-failure.ts';
import { readRdb, type ProcessSample } from './read-rdb.ts';

/** Servers asked at the same time: with some processes each, well below a Lambda's 1,024 file descriptors. */
export const SERVERS_AT_ONCE_MAX = 128;
/** Connections to one server at the same time. */
const PROCESSES_AT_ONCE_MAX = 4;

/** The probe in this process: where its caller runs in the VPC, on the emulator and in the demo. */
export function createLocalProbe(startDeadline: StartDeadline = startRealDeadline): Probe {
  return { probe: (request) => probeTargets(request, startDeadline) };
}

/** One answer for each target, in their order, all of them no more than Lambda returns; never throws for what a target does. */
export async function probeTargets(
  request: ProbeRequest,
  startDeadline: StartDeadline = startRealDeadline,
): Promise<readonly ProbeAnswer[]> {
  const deadlineMs = request.deadlineMs ?? PROBE_DEADLINE_DEFAULT_MS;
  const takeTurn = createTurns();
  const ask = async (target: ProbeTarget): Promise<ProbeAnswer> => {
    const { instanceId } = target;
    const deadline = startDeadline(deadlineMs);
    const over = new AbortController();
    try {
      const signal = AbortSignal.any([deadline.signal, over.signal]);
      const samples = await readServer(target, request.access, { signal, takeTurn });
      return { kind: 'report', instanceId, sample: combineProcesses(samples) };
    } catch (error) {
      return { kind: 'failed', instanceId, failure: failureOf(error, target, deadlineMs) };
    } finally {
      deadline.cancel();
      // One process failed: the server's others are not waited for, and their sockets close now.
      over.abort();
    }
  };
  return withinTables(await mapBounded(request.targets, SERVERS_AT_ONCE_MAX, ask));
}

async function readServer(
  target: ProbeTarget,
  access: ProbeRequest['access'],
  options: Pick<ConnectionOptions, 'signal' | 'takeTurn'>,
): Promise<readonly [ProcessSample, ...ProcessSample[]]> {
  const ports = Array.from({ length: target.processes }, (_, i) => target.port + i);
  const [first, ...others] = await mapBounded(ports, PROCESSES_AT_ONCE_MAX, (port) =>
    readRdb({ host: target.host, port, ...access }, target.query, options),
  );
  if (!first) throw new KdbError('bad-request', `${peerOf(target)}: no process to ask`);
  return [first, ...others];
}

/**
 * One large answer in each turn of the event loop: between two of them the sockets and deadlines of all others
 * have theirs. So a good server waits for a large answer or two, however many there are.
 */
function createTurns(): () => Promise<void> {
  let last = Promise.resolve();
  return () => (last = last.then(() => new Promise((resolve) => setImmediate(resolve))));
}

/** As `Promise.all` over `map`, with so many at once. The first rejection rejects the whole. */
async function mapBounded<T, R>(
  items: readonly T[],
  atOnceMax: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  async function runLane(): Promise<void> {
    for (let i = next++; i < items.length; i = next++) results[i] = await work(items[i] as T);
  }
  await Promise.all(Array.from({ length: Math.min(atOnceMax, items.length) }, runLane));
  return results;
}
