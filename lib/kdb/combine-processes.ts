// Several RDB processes of one server → what the server as a whole says. Errs on the side of keeping it: live,
// busy, queued and rows count if any process says so. It has left the queue only when all have: while one waits
// there, its turn may come.
import type { ServerSample } from '../targets/rdb-group/ports/probe.ts';
import type { ProcessSample } from './read-rdb.ts';

/** @param samples Of all processes of the server; at least one. */
export function combineProcesses(samples: readonly [ProcessSample, ...ProcessSample[]]): ServerSample {
  const rows = sumOfAll(samples.map((sample) => sample.rows));
  const updates = sumOfAll(samples.map((sample) => sample.updates));
  const queued = anyOf(samples.map((sample) => sample.queued));
  return {
    ...fullestMemory(samples),
    live: samples.some((sample) => sample.live),
    busy: samples.some((sample) => sample.busy),
    serverTimeMs: Math.max(...samples.map((sample) => sample.timeMs)),
    ...(queued !== undefined && { queued }),
    ...(rows !== undefined && { rows }),
    ...(updates !== undefined && { updates }),
  };
}

/**
 * The memory that runs out first. The server's: what Linux says is in use, where the RDB could read it, as
 * other processes share it; at least the heaps of the RDBs together. Or a process's own limit (`q -w`).
 */
function fullestMemory(samples: readonly [ProcessSample, ...ProcessSample[]]) {
  const heapBytes = samples.reduce((sum, sample) => sum + sample.heapBytes, 0);
  const serverUsedBytes = Math.max(heapBytes, ...samples.map((sample) => sample.server?.usedBytes ?? 0));
  let fullest = { usedBytes: serverUsedBytes, totalBytes: samples[0].physicalBytes };
  for (const { heapBytes: usedBytes, heapLimitBytes: totalBytes } of samples) {
    if (totalBytes === undefined) continue;
    if (usedBytes / totalBytes > fullest.usedBytes / fullest.totalBytes) fullest = { usedBytes, totalBytes };
  }
  // kdb+ may hold more than it believes the machine to have (swap, overcommit); the share stays within 100 %.
  return { ...fullest, usedBytes: Math.min(fullest.usedBytes, fullest.totalBytes) };
}

/** True if any is; false if all say that they are not; `undefined` if that is not known. */
function anyOf(values: readonly (boolean | undefined)[]): boolean | undefined {
  if (values.includes(true)) return true;
  return values.includes(undefined) ? undefined : false;
}

/** `undefined` if any is unknown: a part is not the whole. */
function sumOfAll(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce(
    (sum, value) => (sum === undefined || value === undefined ? undefined : sum + value),
    0,
  );
}
