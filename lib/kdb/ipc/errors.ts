// What can go wrong with an RDB, named, so that a person knows whether to look at a security group, a
// password, a certificate or the q process. Expected outcomes of the protocol; never holds credentials.

/**
 * - `refused`: nothing listens on the port. `unreachable`: no route, or the name does not resolve.
 * - `timed-out`: the deadline passed; the message says in which step.
 * - `access-denied`: the peer closed the connection during login; it does not say why.
 * - `certificate`: the peer's certificate does not verify. `tls`: no TLS could be agreed on.
 * - `not-kdb`: the peer speaks something else. `malformed`: kdb+, and a message that cannot be true.
 * - `too-large`: more bytes than we accept. `closed`: the connection ended inside an exchange.
 * - `q-error`: q signalled an error, see {@link QError}. `unsupported`: a value no client reads (functions).
 * - `wrong-shape`: another answer than the query asks for. `bad-request`: our own mistake.
 */
export type KdbErrorCode =
  | 'refused'
  | 'unreachable'
  | 'timed-out'
  | 'access-denied'
  | 'certificate'
  | 'tls'
  | 'not-kdb'
  | 'malformed'
  | 'too-large'
  | 'closed'
  | 'q-error'
  | 'unsupported'
  | 'wrong-shape'
  | 'bad-request';

/**
 * Characters of a message. What a peer sent is quoted in it, and a peer may send anything of any length. It also
 * bounds the probe's whole answer: some 2 MB for 1,000 servers that all fail at this length, where Lambda returns 6.
 */
export const MESSAGE_LENGTH_MAX = 600;

/** Any failure to get a value from a kdb+ process. The message is one line of at most `MESSAGE_LENGTH_MAX`. */
export class KdbError extends Error {
  override readonly name: string = 'KdbError';
  readonly code: KdbErrorCode;
  constructor(code: KdbErrorCode, message: string, options?: ErrorOptions) {
    super(oneLine(message), options);
    this.code = code;
  }
}

/** The same failure with the peer named before it: for what the readers of bytes say, who know no peer. */
export function errorOfPeer(error: unknown, peer: string): KdbError {
  if (error instanceof KdbError) {
    return new KdbError(error.code, `${peer}: ${error.message}`, { cause: error });
  }
  return new KdbError('malformed', `${peer}: ${String(error)}`, { cause: error });
}

/** Control characters and halves of surrogate pairs would take six bytes each as JSON, and break lines. */
function oneLine(message: string): string {
  const cut = message.length > MESSAGE_LENGTH_MAX ? `${message.slice(0, MESSAGE_LENGTH_MAX - 1)}…` : message;
  return cut.replace(/[\p{Cc}\p{Cs}]/gu, '\uFFFD');
}

/** Errors of q that are told apart; the rest is `other`. See https://code.kx.com/q/basics/errors/ */
export type QErrorKind = 'access' | 'type' | 'wsfull' | 'limit' | 'stop' | 'other';

/** q evaluated the query and signalled an error. */
export class QError extends KdbError {
  override readonly name = 'QError';
  readonly kind: QErrorKind;
  /** The error as q names it, without the leading quote: `wsfull`, `access`, the name of an unknown variable. */
  readonly text: string;
  /** `peer`: who signalled it. */
  constructor(text: string, peer: string) {
    const meaning = Object.hasOwn(MEANING, text) ? MEANING[text] : '';
    super('q-error', `${peer} signalled '${text}${meaning}`);
    this.text = text;
    this.kind = kindOf(text);
  }
}

const MEANING: Readonly<Record<string, string>> = {
  access: ' (this user may not do that: see .z.pg, .z.pw and -u on the RDB)',
  noaccess: ' (this user may not do that: see .z.pg, .z.pw and -u on the RDB)',
  noupdate: ' (the RDB admits no updates from clients, and the query makes one)',
  wsfull: ' (out of memory while evaluating)',
  stop: " (the RDB's own time limit, \\T, ended the query)",
};

function kindOf(text: string): QErrorKind {
  if (text === 'access' || text === 'noaccess' || text === 'noupdate') return 'access';
  if (text === 'type' || text === 'wsfull' || text === 'stop') return text;
  return text === 'limit' || text.startsWith('limit:') ? 'limit' : 'other';
}
