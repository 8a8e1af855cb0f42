// Where a command writes, and what it ends with. Injected, so that tests read what a user would see.

export interface Terminal {
  write(text: string): void;
  writeError(text: string): void;
  /** Output goes to a person's terminal: bars may be redrawn. */
  readonly isInteractive: boolean;
  /** Columns of the terminal; 80 where it is none. */
  readonly columns: number;
  /** Exit status so far; 0 until a command sets another. */
  exitStatus: number;
}

/** This process's standard output and error. */
export function processTerminal(): Terminal {
  return {
    write: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
    isInteractive: process.stdout.isTTY === true,
    columns: process.stdout.columns ?? 80,
    exitStatus: 0,
  };
}
