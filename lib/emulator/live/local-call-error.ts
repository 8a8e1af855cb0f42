// A call of the local AWS's own that cannot be done as it was asked.

/** In words for whoever asked. */
export class LocalCallError extends Error {
  override readonly name = 'LocalCallError';
  /** HTTP's. */
  readonly status: number;
  constructor(message: string, status = 400, options: ErrorOptions = {}) {
    super(message, options);
    this.status = status;
  }
}
