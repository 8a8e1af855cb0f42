// Named errors with evidence. Expected outcomes are values (outcome.ts); these fail the invocation.

/** An event of no known shape, or a payload with bad values; the dead-letter queue keeps it. */
export class UnknownEventError extends Error {
  override readonly name = 'UnknownEventError';
  readonly expected: string;
  readonly given: unknown;
  constructor(expected: string, given: unknown, options?: ErrorOptions) {
    super(`Expected ${expected}; got ${excerpt(given)}`, options);
    this.expected = expected;
    this.given = given;
  }
}

/**
 * What a call that did not succeed asks of whoever made it. Which of AWS's codes mean what, the adapters know.
 *
 * - `unsigned`: it was made without valid credentials: sign in.
 * - `denied`: the caller lacks the permission.
 * - `throttled`: it was asked too often: ask less, or later.
 * - `spent`: it may be done so many times within a day, and was: not before some of that day has passed.
 * - `absent`: what it names is not there.
 * - `refused`: it cannot be done as things stand, and nothing was changed.
 * - `unknown`: no answer, or none that says; whatever it was to do may have been done.
 */
export type FailureKind = 'unsigned' | 'denied' | 'throttled' | 'spent' | 'absent' | 'refused' | 'unknown';

/** Whether it was refused for who asked, not for what was asked. */
export function isForbidden(failure: FailureKind | undefined): boolean {
  return failure === 'denied' || failure === 'unsigned';
}

/** A read or a state write that did not succeed: nothing may be concluded from it. */
export class PortError extends Error {
  override readonly name = 'PortError';
  /** Service and action, such as `dynamodb:UpdateItem`. */
  readonly call: string;
  /** AWS's error code, where it gave one: to be shown, never compared. */
  readonly code: string;
  readonly failure: FailureKind;
  constructor(
    call: string,
    code: string,
    message: string,
    options: ErrorOptions & { readonly failure?: FailureKind } = {},
  ) {
    super(`${call}: ${code}: ${message}`, options);
    this.call = call;
    this.code = code;
    this.failure = options.failure ?? 'unknown';
  }
}

/** Work that stayed undone when the invocation's time was up. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
