// What the local AWS answers besides AWS's own calls: its page at `/`, and `/_local/…`, which is for breaking things on purpose
// and for the page. Who may ask: local-access.ts. What the calls do: local-calls.ts.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../../sim/aws/aws-error.ts';
import { readRequest } from '../wire/request.ts';
import type { AnswerFirst } from '../wire/server.ts';
import { whyForeign, whyUnknown } from './local-access.ts';
import { LocalCallError } from './local-call-error.ts';
import type { LocalCalls } from './local-calls.ts';

/** A page and what it may load: nothing but what it carries. */
export interface Page {
  readonly html: string;
  readonly contentSecurityPolicy: string;
}

export interface LocalRequestsParts {
  readonly token: string;
  readonly page: () => Page;
  readonly calls: LocalCalls;
  /** Takes over an answer that stays open, and writes to it what happens. */
  readonly follow: (outgoing: ServerResponse) => void;
}

const PREFIX = '/_local/';

export function createLocalRequests(parts: LocalRequestsParts): AnswerFirst {
  return (incoming, outgoing) => {
    const { pathname } = urlOf(incoming);
    // A signed request for `/` is a call of some service, and its to refuse.
    const isPage = pathname === '/' && /^(GET|HEAD)$/.test(incoming.method ?? '');
    if (!(isPage && incoming.headers.authorization === undefined) && !pathname.startsWith(PREFIX))
      return false;
    answer(parts, incoming, outgoing).catch((error: unknown) => {
      const status = statusOf(error);
      refuse(outgoing, { status, why: error instanceof Error ? error.message : String(error) });
    });
    return true;
  };
}

function statusOf(error: unknown): number {
  if (error instanceof LocalCallError) return error.status;
  // What was sent cannot be read.
  return error instanceof AwsError ? error.httpStatus : 500;
}

async function answer(
  { token, page, calls, follow }: LocalRequestsParts,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { pathname, searchParams: query } = urlOf(incoming);
  const { headers } = incoming;
  const foreign = whyForeign({ headers, port: incoming.socket.localPort ?? 0 });
  if (foreign) {
    refuse(outgoing, foreign);
    return;
  }
  if (pathname === '/') {
    sendPage(outgoing, page());
    return;
  }
  const unknown = whyUnknown({ headers, query, token });
  if (unknown) {
    refuse(outgoing, unknown);
    return;
  }
  const name = pathname.slice(PREFIX.length);
  if (name === 'events' && incoming.method === 'GET') {
    follow(outgoing);
    return;
  }
  const call = Object.hasOwn(calls, name) ? calls[name] : undefined;
  if (!call) {
    const known = Object.keys(calls).join(', ');
    throw new LocalCallError(`there is no call "${name}" here; there are ${known}`, 404);
  }
  if (incoming.method !== 'POST' && !(name === 'state' && incoming.method === 'GET'))
    throw new LocalCallError(`${pathname} is asked by POST`, 405);
  const { body } = await readRequest(incoming);
  sendJson(outgoing, 200, await call(parseBody(body)));
}

function urlOf({ url }: IncomingMessage): URL {
  // What is no path (`*`, another server's address) is nothing of ours.
  const path = url?.startsWith('/') === true ? url : '/-';
  return new URL(`http://127.0.0.1${path}`);
}

function parseBody(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch (cause) {
    throw new LocalCallError('the body is not JSON', 400, { cause });
  }
}

function refuse(outgoing: ServerResponse, { status, why }: { status: number; why: string }): void {
  if (outgoing.headersSent) outgoing.destroy();
  else sendJson(outgoing, status, { error: why });
}

function sendJson(outgoing: ServerResponse, status: number, content: unknown): void {
  outgoing.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  outgoing.end(`${JSON.stringify(content)}\n`);
}

function sendPage(outgoing: ServerResponse, { html, contentSecurityPolicy }: Page): void {
  outgoing.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': contentSecurityPolicy,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  outgoing.end(html);
}
