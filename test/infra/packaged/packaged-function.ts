// A packaged function in a process of its own: the unpacked zip under plain Node, with nothing of this project
// around it, invoked over a pipe. Its clock is set with each invocation, as the world's time is not ours.
//
//   test ── event, context, nowMs ──▶ host.mjs ── handler(event, context) ──▶ index.mjs ── HTTP ──▶ the local AWS
//        ◀──────── result or error ──         (clock.mjs before it: Date tells nowMs)
import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FunctionContext } from '../../../lib/emulator/triggers/deliver-event.ts';
import { unzip } from './unzip.ts';

const CLOCK = `
const RealDate = Date;
let nowMs;
globalThis.setNow = (ms) => { nowMs = ms; };
globalThis.Date = class Date extends RealDate {
  constructor(...given) { super(...(given.length === 0 ? [Date.now()] : given)); }
  static now() { return nowMs ?? RealDate.now(); }
};
`;

const HOST = `
process.on('message', async ({ event, context, remainingMs, nowMs }) => {
  globalThis.setNow(nowMs);
  try {
    const { handler } = await import('./function/index.mjs');
    const result = await handler(event, { ...context, getRemainingTimeInMillis: () => remainingMs });
    process.send({ result });
  } catch (error) {
    process.send({ error: { name: error.name, message: error.message } });
  }
});
`;

/** A function's failure, with the name of its error: as Lambda reports it (`errorType`, `errorMessage`). */
export class FunctionFailure extends Error {
  override readonly name: string;
  constructor({ name, message }: { readonly name: string; readonly message: string }) {
    super(message);
    this.name = name;
  }
}

export interface PackagedFunction {
  readonly invoke: (event: unknown, context: FunctionContext) => Promise<unknown>;
  /** What it has printed. */
  readonly lines: () => readonly string[];
  readonly stop: () => Promise<void>;
}

interface Answer {
  readonly result?: unknown;
  readonly error?: { readonly name: string; readonly message: string };
}

/** Unpacks and starts it. `env` is all of its environment. Invocations are served one after the other. */
export async function startPackagedFunction(options: {
  readonly zipPath: string;
  readonly env: Readonly<Record<string, string>>;
  readonly nowMs: () => number;
}): Promise<PackagedFunction> {
  const folder = await mkdtemp(join(tmpdir(), 'spillway-packaged-'));
  await mkdir(join(folder, 'function'));
  await unzip(options.zipPath, join(folder, 'function'));
  await writeFile(join(folder, 'clock.mjs'), CLOCK);
  await writeFile(join(folder, 'host.mjs'), HOST);
  const child = fork(join(folder, 'host.mjs'), {
    cwd: folder,
    execArgv: ['--import', pathToFileURL(join(folder, 'clock.mjs')).href],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: options.env,
  });
  const output = collect(child);
  let last: Promise<unknown> = Promise.resolve();
  return {
    invoke: (event, { getRemainingTimeInMillis, ...context }) => {
      const message = { event, context, remainingMs: getRemainingTimeInMillis(), nowMs: options.nowMs() };
      const answered = last.then(() => ask(child, message, output));
      last = answered.catch(() => undefined);
      return answered;
    },
    lines: () => output.out().split('\n').filter(Boolean),
    stop: async () => {
      child.kill();
      await rm(folder, { recursive: true });
    },
  };
}

function collect(child: ChildProcess) {
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return { out: () => out, err: () => err };
}

async function ask(child: ChildProcess, message: object, output: { err: () => string }): Promise<unknown> {
  const answer = await new Promise<Answer>((resolve, reject) => {
    const onExit = (code: number | null) => {
      reject(new Error(`the function's process ended with ${code}: ${output.err()}`));
    };
    child.once('exit', onExit);
    child.once('message', (given: Answer) => {
      child.off('exit', onExit);
      resolve(given);
    });
    child.send(message);
  });
  if (answer.error) throw new FunctionFailure(answer.error);
  return answer.result;
}
