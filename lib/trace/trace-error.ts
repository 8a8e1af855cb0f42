// What is wrong with a trace, told to whoever made it.

/** A trace that cannot be used: which file, which line, what was expected and what stood there. */
export class TraceError extends Error {
  override readonly name = 'TraceError';
  readonly file: string;
  /** From 1, the header included; absent where the file itself could not be read. */
  readonly line: number | undefined;
  readonly expected: string;
  constructor(
    found: { file: string; line?: number; expected: string; given: string },
    options?: ErrorOptions,
  ) {
    const where = found.line === undefined ? found.file : `${found.file}, line ${found.line}`;
    super(`${where}: expected ${found.expected}; got ${found.given}`, options);
    this.file = found.file;
    this.line = found.line;
    this.expected = found.expected;
  }
}

/** What was given, as an error shows it. */
export function quote(text = ''): string {
  return text === '' ? 'nothing' : `"${text.length > 80 ? `${text.slice(0, 80)}…` : text}"`;
}
