// One request off the wire, read to its end and unpacked. Who called, and which service was meant, is
// read from the SigV4 Authorization header; signatures are not verified.
import { gunzipSync } from 'node:zlib';
import type { IncomingMessage } from 'node:http';
import { AwsError } from '../../sim/aws/aws-error.ts';

/** A request, its body complete and inflated. */
export interface WireRequest {
  readonly method: string;
  /** Path without the query string, percent-decoded segment by segment by whoever needs it. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** Service of the credential scope (`autoscaling`, `monitoring`); `undefined` if unsigned. */
  readonly signedService: string | undefined;
  /** The caller's access key id; `undefined` if unsigned. */
  readonly accessKeyId: string | undefined;
}

/** What goes back: always complete before the first byte is written, so that faults can cut it. */
export interface WireReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** AWS takes no body above 16 MiB from any service used here (DynamoDB's own limit). */
export const REQUEST_BYTES_MAX = 16 * 1024 * 1024;

// Credential=AKID/20261121/us-east-1/autoscaling/aws4_request
const CREDENTIAL = /Credential=([^/,\s]+)\/\d+\/[^/]+\/([^/]+)\/aws4_request/;

/**
 * Reads a request; a gzip body is inflated (the CloudWatch client compresses large PutMetricData calls). Throws `AwsError` for
 * one that is too large, or that says of itself what is not so.
 */
export async function readRequest(incoming: IncomingMessage): Promise<WireRequest> {
  const body = await readBody(incoming);
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  const credential = CREDENTIAL.exec(incoming.headers.authorization ?? '');
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: incoming.headers['content-encoding'] === 'gzip' ? inflated(body) : body,
    accessKeyId: credential?.[1],
    signedService: credential?.[2],
  };
}

function inflated(body: Buffer): Buffer {
  try {
    return gunzipSync(body, { maxOutputLength: REQUEST_BYTES_MAX });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    const why = error instanceof Error ? error.message : String(error);
    throw new AwsError('SerializationException', `The body is said to be gzip, and is not: ${why}`);
  }
}

/** 413 is HTTP's word for it; the code that AWS's front gives with it is not published. */
function tooLarge(): AwsError {
  const message = `The request is larger than ${REQUEST_BYTES_MAX} bytes`;
  return new AwsError('RequestEntityTooLargeException', message, 413);
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    byteCount += chunk.length;
    if (byteCount > REQUEST_BYTES_MAX) {
      throw tooLarge();
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, byteCount);
}
