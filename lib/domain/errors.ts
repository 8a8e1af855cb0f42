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

/** A read or a state write that did not succeed: nothing may be concluded from it. */
export class PortError extends Error {
  override readonly name = 'PortError';
  /** Service and action, such as `autoscaling:DescribeAutoScalingGroups`. */
  readonly call: string;
  /** AWS's error code, where it gave one. */
  readonly code: string;
  /** AWS refused because it was asked too often. Which codes say so, the adapters know. */
  readonly isThrottle: boolean;
  constructor(
    call: string,
    code: string,
    message: string,
    options: ErrorOptions & { readonly isThrottle?: boolean } = {},
  ) {
    super(`${call}: ${code}: ${message}`, options);
    this.call = call;
    this.code = code;
    this.isThrottle = options.isThrottle ?? false;
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
