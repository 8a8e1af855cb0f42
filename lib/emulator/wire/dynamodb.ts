// DynamoDB: dynalite, mounted in process. Its request handler is given the request that we have read and
// a response that collects, so that faults, counting and replies work as for the other services.
// dynalite has no transactions and no TTL deletion; expired items stay.
// Source: https://github.com/architect/dynalite
import dynalite from 'dynalite';
import { Readable } from 'node:stream';
import type { WireReply, WireRequest } from './request.ts';

/** The prefix of `X-Amz-Target` by which DynamoDB's requests are known. */
export const DYNAMODB_TARGET = 'DynamoDB_20120810';

export interface DynamoDb {
  readonly handle: (request: WireRequest) => Promise<WireReply>;
}

export function createDynamoDb(): DynamoDb {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  return {
    handle: (request) =>
      new Promise((resolve) => {
        const incoming = Object.assign(Readable.from([request.body], { objectMode: false }), {
          method: request.method,
          url: request.path,
          headers: { ...request.headers, ...(request.accessKeyId === undefined ? UNSIGNED : {}) },
        });
        server.emit('request', incoming, collectReply(resolve));
      }),
  };
}

// dynalite insists on a signature's form; a caller without one is let in, as to the other services.
const UNSIGNED = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=x/20000101/x/dynamodb/aws4_request, SignedHeaders=x, Signature=x',
  'x-amz-date': '20000101T000000Z',
};

function collectReply(resolve: (reply: WireReply) => void) {
  const headers: Record<string, string> = {};
  const response = {
    statusCode: 200,
    setHeader: (name: string, value: string | number) => {
      // The server counts the bytes that it writes itself.
      if (name.toLowerCase() !== 'content-length') headers[name.toLowerCase()] = String(value);
    },
    end: (body?: string) => {
      resolve({ status: response.statusCode, headers, body: body ?? '' });
    },
  };
  return response;
}
