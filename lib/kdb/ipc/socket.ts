// The socket to a kdb+ process, plain or TLS, and what its errors mean. Deadlines are connection.ts's.
import * as net from 'node:net';
import * as tls from 'node:tls';
import { KdbError, type KdbErrorCode } from './errors.ts';

/** Where a kdb+ process listens, and how to be let in. */
export interface KdbTarget {
  /** Host name, IPv4 or IPv6 address (without brackets). */
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  /** Present: TLS from the first byte, as `q -E` speaks it. https://code.kx.com/q/kb/ssl/ */
  readonly tls?: KdbTls;
}

/** PEM texts. The certificate is always verified. */
export interface KdbTls {
  /** Trusted in place of the public authorities. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** The name that the certificate must carry, where it is not the host's. */
  readonly serverName?: string;
}

/** Host and port as messages name them: `10.0.0.7:5010`, `[fd00::7]:5010`. */
export function peerOf({ host, port }: Pick<KdbTarget, 'host' | 'port'>): string {
  return net.isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * Begins to connect; the outcome comes by the socket's events.
 * Throws `KdbError` (`bad-request`) for a port or PEM text that cannot be used.
 */
export function openSocket(target: KdbTarget): net.Socket {
  try {
    return connect(target);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new KdbError('bad-request', `Cannot connect to ${peerOf(target)}: ${why}`, {
      cause: error,
    });
  }
}

function connect(target: KdbTarget): net.Socket {
  const { host, port } = target;
  if (!target.tls) return net.connect({ host, port, noDelay: true });
  const { ca, cert, key, serverName } = target.tls;
  const name = serverName ?? host;
  return tls.connect({
    host,
    port,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    // An address is no server name to send, but it is checked against the certificate all the same.
    ...(net.isIP(name) ? {} : { servername: name }),
    checkServerIdentity: (_host, certificate) => tls.checkServerIdentity(name, certificate),
  });
}

const CODE_OF: Readonly<Record<string, KdbErrorCode>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EINVAL: 'unreachable',
  ETIMEDOUT: 'timed-out',
  ECONNRESET: 'closed',
  EPIPE: 'closed',
  EPROTO: 'tls',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate',
  HOSTNAME_MISMATCH: 'certificate',
  INVALID_CA: 'certificate',
};

const ADVICE: { readonly [C in KdbErrorCode]?: string } = {
  refused: 'nothing listens there: is the RDB up, and is this its port?',
  unreachable: 'no way there: check the name and the route',
  certificate: 'its certificate does not verify: check `ca` and `serverName`',
  tls: 'no TLS could be agreed on: does the RDB speak TLS (q -E) on this port?',
};

/** A socket's error, named. `during` is the step in which it came. */
export function describeSocketError(
  error: NodeJS.ErrnoException,
  { peer, during }: { readonly peer: string; readonly during: string },
): KdbError {
  const given = error.code ?? '';
  const code =
    CODE_OF[given] ??
    (given.startsWith('CERT_') ? 'certificate' : given.startsWith('ERR_SSL') ? 'tls' : 'closed');
  const advice = ADVICE[code];
  const what = `${given || error.message}${advice ? ` (${advice})` : ''}`;
  return new KdbError(code, `${peer}, while ${during}: ${what}`, { cause: error });
}
