// Several RDB processes of one server → what the server as a whole says. Errs on the side of keeping it: live,
// busy, queued and rows count if any process says so. It has left the queue only when all have: while one waits
// there, its turn may come.
import type { MessageRange, Slice } from '../routing/route.ts';
import type { ServerSample } from '../targets/rdb-group/ports/probe.ts';
import type { ProcessSample } from './read-rdb.ts';

/** @param samples Of all processes of the server; at least one. */
export function combineProcesses(samples: readonly [ProcessSample, ...ProcessSample[]]): ServerSample {
  const rows = sumOfAll(samples.map((sample) => sample.rows));
  const updates = sumOfAll(samples.map((sample) => sample.updates));
  const tables = tablesOfAll(samples);
  const messages = messagesOfAll(samples);
  const queued = anyOf(samples.map((sample) => sample.queued));
  return {
    ...fullestMemory(samples),
    live: samples.some((sample) => sample.live),
    busy: samples.some((sample) => sample.busy),
    serverTimeMs: Math.max(...samples.map((sample) => sample.timeMs)),
    ...(queued !== undefined && { queued }),
    ...(rows !== undefined && { rows }),
    ...(updates !== undefined && { updates }),
    ...(tables && { tables }),
    ...(messages && { messages }),
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

/**
 * By table where all processes tell of the same ones. Of one that a process does not name, it may hold rows all the same: a part
 * of the tables would pass for all that the server holds, so none is told of.
 */
function tablesOfAll([first, ...others]: readonly [
  ProcessSample,
  ...ProcessSample[],
]): ServerSample['tables'] {
  if (!first.tables || others.some(({ tables }) => !tables)) return undefined;
  const names = Object.keys(first.tables);
  const areSame = others.every(
    ({ tables = {} }) =>
      Object.keys(tables).length === names.length && names.every((name) => Object.hasOwn(tables, name)),
  );
  if (!areSame) return {};
  const tables = Object.entries(first.tables).map(([name, slice]): [string, Slice] => {
    const slices = others.flatMap(({ tables: more = {} }) => more[name] ?? []);
    return [name, slices.reduce(joined, slice)];
  });
  return Object.fromEntries(tables);
}

/** From the first row of both to the last; exact if both are, and nowhere known where one is not. */
function joined(a: Slice, b: Slice): Slice {
  if (a.rows === 0 || b.rows === 0) return a.rows === 0 ? b : a;
  const outer = (pick: (...values: number[]) => number, one: number | null, other: number | null) =>
    one === null || other === null ? null : pick(one, other);
  return {
    rows: a.rows + b.rows,
    fromMs: outer(Math.min, a.fromMs, b.fromMs),
    toMs: outer(Math.max, a.toMs, b.toMs),
    ...(a.isExact && b.isExact && { isExact: true }),
  };
}

function messagesOfAll(samples: readonly ProcessSample[]): MessageRange | undefined {
  const told = samples.flatMap(({ messages }) => messages ?? []);
  if (told.length < samples.length || told.length === 0) return undefined;
  return { from: Math.min(...told.map(({ from }) => from)), to: Math.max(...told.map(({ to }) => to)) };
}
