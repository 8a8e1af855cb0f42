// What stops an import before anything is written: a file that is none of the forms, a name that is refused.

/** An input that cannot be imported; the message says which file or cluster, what was given and what is allowed. */
export class FinspaceError extends Error {
  override readonly name = 'FinspaceError';
}
