// What functions have logged, as CloudWatch Logs keeps it: by function, with the time at which each line was written.
import { HOUR_MS } from '../../core/units.ts';

export interface LoggedLine {
  readonly atMs: number;
  readonly text: string;
  /** Of all lines: no two have the same, whatever they say and when. */
  readonly ordinal: number;
}

export interface FunctionLog {
  readonly write: (ownName: string, text: string) => void;
  /** Oldest first; `undefined` for a function that has logged nothing. */
  readonly linesOf: (ownName: string) => readonly LoggedLine[] | undefined;
}

/** As long as the world's metrics, and no more lines than this: a local AWS goes on for days. */
const KEPT_MS = 48 * HOUR_MS;
const LINES_MAX = 200_000;

export function createFunctionLog({ nowMs }: { readonly nowMs: () => number }): FunctionLog {
  const logs = new Map<string, LoggedLine[]>();
  let lineCount = 0;
  return {
    write: (ownName, text) => {
      const lines = logs.get(ownName) ?? [];
      lines.push({ atMs: nowMs(), text, ordinal: (lineCount += 1) });
      logs.set(ownName, lines.length > LINES_MAX ? lines.slice(-LINES_MAX / 2) : lines);
    },
    linesOf: (ownName) => {
      const afterMs = nowMs() - KEPT_MS;
      return logs.get(ownName)?.filter(({ atMs }) => atMs > afterMs);
    },
  };
}
