// Where a command writes, and what it ends with. Injected, so that tests read what a user would see.
import { createInterface } from 'node:readline/promises';

export interface Terminal {
  write(text: string): void;
  writeError(text: string): void;
  /** Output goes to a person's terminal: bars may be redrawn. */
  readonly isInteractive: boolean;
  /** Columns of the terminal; 80 where it is none. */
  readonly columns: number;
  /** Asks the person there and returns the line typed; absent where nobody is. */
  readonly ask?: (question: string) => Promise<string>;
  /** Exit status so far; 0 until a command sets another. */
  exitStatus: number;
}

/** This process's standard output and error. Ends quietly when nobody reads on (`spillway demo | head`). */
export function processTerminal(): Terminal {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    write: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
    isInteractive: process.stdout.isTTY === true,
    columns: process.stdout.columns ?? 80,
    exitStatus: 0,
    ...(process.stdin.isTTY && process.stdout.isTTY && { ask: askOnProcess }),
  };
}

async function askOnProcess(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}
