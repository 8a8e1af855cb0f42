// Who may ask for what is the local AWS's own, its page and its calls: this machine's programs that know the token. Another
// page in the same browser is none of them, also where a name of its own leads here.
// Source: https://developer.mozilla.org/docs/Web/HTTP/Headers/Origin, Host
import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface Refusal {
  readonly status: 401 | 403;
  /** A sentence without its full stop. */
  readonly why: string;
}

export interface AccessQuestion {
  readonly headers: Pick<IncomingHttpHeaders, 'host' | 'origin'>;
  /** Ours. */
  readonly port: number;
}

/** Whether the request comes from this machine, and from no foreign page. */
export function whyForeign({ headers, port }: AccessQuestion): Refusal | undefined {
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  const { host = '', origin } = headers;
  if (!hosts.includes(host.toLowerCase()))
    return { status: 403, why: `the host ${host || '(none)'} is not this machine: ask ${hosts[0]}` };
  if (origin !== undefined && !hosts.some((one) => origin === `http://${one}`))
    return { status: 403, why: `the page of ${origin} may not ask here` };
  return undefined;
}

/** Whether the token is the one that was printed: `Authorization: Bearer …`, or `token` in the query. */
export function whyUnknown(given: {
  readonly headers: Pick<IncomingHttpHeaders, 'authorization'>;
  readonly query: URLSearchParams;
  readonly token: string;
}): Refusal | undefined {
  const [, bearer] = /^Bearer (.+)$/i.exec(given.headers.authorization ?? '') ?? [];
  const told = Buffer.from(bearer ?? given.query.get('token') ?? '');
  const token = Buffer.from(given.token);
  if (told.length === token.length && timingSafeEqual(told, token)) return undefined;
  return { status: 401, why: 'the token is missing or wrong: send it as "Authorization: Bearer <token>"' };
}
