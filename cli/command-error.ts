// An error that the user can mend: shown as one line, without a stack.

export class CommandError extends Error {
  override readonly name = 'CommandError';
  /** Exit status of the process; 1 = something is wrong, 2 = the command was used wrongly. */
  readonly exitStatus: number;
  constructor(message: string, options: ErrorOptions & { exitStatus?: number } = {}) {
    super(message, options);
    this.exitStatus = options.exitStatus ?? 1;
  }
}
