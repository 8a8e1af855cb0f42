// A local HTTP server that answers AWS calls with scripted replies in AWS's wire formats, faults included.
// The adapters' tests run the real SDK clients against it; no AWS rules live here.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StandardRetryStrategy } from '@smithy/core/retry';
import { createAwsClients, READ_ATTEMPTS_MAX, type AwsClients } from '../../lib/aws/clients.ts';
import { TEST_ACCOUNT } from './start-dynalite.ts';

/** Answers one request; may leave it unanswered. */
export type Reply = (response: ServerResponse) => void;

/** A request as it came: form fields of the query protocols, or the JSON body. */
export interface Seen {
  readonly action: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface WireServer {
  readonly endpoint: string;
  readonly seen: readonly Seen[];
  /** Replies to an action, one after the other; the last one again and again. */
  script(action: string, ...replies: Reply[]): void;
  /** Clients pointed here, whose retries do not wait. */
  clients(options?: { requestTimeoutMs?: number }): AwsClients;
  close(): Promise<void>;
}

export async function startWireServer(): Promise<WireServer> {
  const scripts = new Map<string, Reply[]>();
  const seen: Seen[] = [];
  const opened: AwsClients[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const one = seenOf(request, body);
      seen.push(one);
      const replies = scripts.get(one.action) ?? [];
      const reply = replies.length > 1 ? replies.shift() : replies[0];
      (reply ?? queryError(400, 'InvalidAction', `nothing scripted for ${one.action}`))(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    seen,
    script: (action, ...replies) => void scripts.set(action, replies),
    clients: (options = {}) => {
      const readRetryStrategy = new StandardRetryStrategy({
        maxAttempts: READ_ATTEMPTS_MAX,
        backoff: { computeNextBackoffDelay: () => 0, setDelayBase: () => undefined },
      });
      const clients = createAwsClients({ ...TEST_ACCOUNT, ...options, endpoint, readRetryStrategy });
      opened.push(clients);
      return clients;
    },
    close: async () => {
      for (const clients of opened) clients.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function seenOf(request: IncomingMessage, body: string): Seen {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    return {
      action: target.slice(target.indexOf('.') + 1),
      fields: JSON.parse(body) as Record<string, unknown>,
    };
  }
  // Lambda's API is REST: the path says what is asked.
  if (request.url?.endsWith('/invocations')) {
    return { action: 'Invoke', fields: JSON.parse(body) as Record<string, unknown> };
  }
  const fields = Object.fromEntries(new URLSearchParams(body));
  return { action: fields['Action'] ?? '', fields };
}

const XMLNS = 'http://autoscaling.amazonaws.com/doc/2011-01-01/';

/** A success of Auto Scaling: `result` is the XML inside `<ActionResult>`. */
export function queryResult(action: string, result: string): Reply {
  return xml(
    200,
    `<${action}Response xmlns="${XMLNS}"><${action}Result>${result}</${action}Result>` +
      `<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></${action}Response>`,
  );
}

/** An error of Auto Scaling. */
export function queryError(status: number, code: string, message: string): Reply {
  const type = status < 500 ? 'Sender' : 'Receiver';
  return xml(
    status,
    `<ErrorResponse xmlns="${XMLNS}"><Error><Type>${type}</Type><Code>${code}</Code>` +
      `<Message>${message}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`,
  );
}

/** A success of EC2: `result` is the XML inside the response. */
export function ec2Result(action: string, result: string): Reply {
  return xml(
    200,
    `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r-1</requestId>${result}</${action}Response>`,
  );
}

export function ec2Error(status: number, code: string, message: string): Reply {
  return xml(
    status,
    `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r-1</RequestID></Response>`,
  );
}

/** A success of CloudWatch, DynamoDB or EventBridge. */
export function json(body: unknown): Reply {
  return text(200, 'application/x-amz-json-1.0', JSON.stringify(body));
}

export function jsonError(status: number, type: string, message: string): Reply {
  return text(status, 'application/x-amz-json-1.0', JSON.stringify({ __type: type, message }));
}

/** The connection breaks off before an answer. */
export const reset: Reply = (response) => void response.socket?.destroy();

/** No answer ever. */
export const silence: Reply = () => undefined;

/** The answer breaks off in the middle. */
export function cutShort(body: string): Reply {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/xml', 'content-length': body.length * 2 });
    response.write(body, () => response.socket?.destroy());
  };
}

function xml(status: number, body: string): Reply {
  return text(status, 'text/xml', body);
}

function text(status: number, contentType: string, body: string): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': contentType });
    response.end(body);
  };
}
