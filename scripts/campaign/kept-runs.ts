// The runs that a campaign has been through, in a file, a line of JSON each: one that is broken off goes on where it
// stood. A run of a seed is the same whoever runs it, as long as the code is: the file says of which code it is.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { RunResult } from '../../lib/campaign/run-seed.ts';

export interface KeptRuns {
  /** By their seeds. */
  readonly results: ReadonlyMap<number, RunResult>;
  /** Of other code than this; their seeds have to be run again to say anything of it. */
  readonly ofOtherCode: number;
  keep(result: RunResult): void;
}

interface KeptRun {
  readonly code: string;
  readonly result: RunResult;
}

/** `worker`: the file that carries the runs out. A file that is not there begins empty; another than ours is an error. */
export function openKeptRuns(file: string, worker: string): KeptRuns {
  const code = createHash('sha256').update(readFileSync(worker)).digest('hex').slice(0, 12);
  const runs = existsSync(file) ? readRuns(file) : [];
  // A line that was cut off as the process ended is written anew.
  writeFileSync(file, runs.map((run) => `${JSON.stringify(run)}\n`).join(''));
  return {
    results: new Map(runs.map(({ result }) => [result.seed, result])),
    ofOtherCode: runs.filter((run) => run.code !== code).length,
    keep(result) {
      const run: KeptRun = { code, result };
      appendFileSync(file, `${JSON.stringify(run)}\n`);
    },
  };
}

function readRuns(file: string): readonly KeptRun[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  const whole = lines.slice(0, -1);
  return whole.map((line, index) => {
    const run = parse(line);
    if (run) return run;
    throw new Error(`${file}, line ${index + 1}, is no run of a campaign: ${line.slice(0, 60)}`);
  });
}

function parse(line: string): KeptRun | undefined {
  try {
    const run = JSON.parse(line) as Partial<KeptRun> | null;
    return typeof run?.code === 'string' && typeof run.result?.seed === 'number'
      ? (run as KeptRun)
      : undefined;
  } catch {
    return undefined;
  }
}
