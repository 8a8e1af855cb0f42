// The HTTP server: one loopback port for all services. Reads a request, finds its handler in the table,
// lets faults have their way, answers, and logs the call.
// Next: identify.ts for what a request means, protocols.ts for how an answer is written.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ACTION_ROWS, type ServiceName } from '../action-table.ts';
import { stableUuid } from '../aws-names.ts';
import type { CallLog } from '../call-log.ts';
import type { CallGate } from '../../sim/aws/call-gate.ts';
import type { RawReply, ServiceAction } from '../services/service-action.ts';
import { AwsError } from '../../sim/aws/aws-error.ts';
import type { DynamoDb } from './dynamodb.ts';
import { FALLBACK_PROTOCOL, type IdentifiedCall, identifyCall } from './identify.ts';
import { describeMisfit } from './params.ts';
import { readRequest, type WireReply, type WireRequest } from './request.ts';
import { gateFault, underFault } from './under-fault.ts';
import type { WireFaults } from './wire-faults.ts';
import type { Answer } from './xml.ts';

/** Handlers of every service but DynamoDB, which answers for itself. */
export type Handlers = Readonly<
  Record<Exclude<ServiceName, 'dynamodb'>, Readonly<Record<string, ServiceAction>>>
>;

/** `true` if the request is none of AWS's, and is answered, or will be. */
export type AnswerFirst = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;

export interface WireServerParts {
  readonly handlers: Handlers;
  readonly dynamoDb: DynamoDb;
  readonly callLog: CallLog;
  readonly faults: WireFaults;
  /** The world's own gate: counts, lets calls take their time, and lets a test change the world just before a call. */
  readonly gate: Pick<CallGate, 'admit' | 'slowness'>;
  readonly nowMs: () => number;
  /** Name of the function that an access key id belongs to. */
  readonly callerOf: (accessKeyId: string | undefined) => string;
  /** Asked before anything is read of the request. */
  readonly answerFirst?: AnswerFirst;
}

export interface WireServer {
  /** `http://127.0.0.1:<port>`, for `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  readonly stop: () => Promise<void>;
}

/** Starts listening; port 0 takes a free one. */
export async function startWireServer(parts: WireServerParts, port: number): Promise<WireServer> {
  let requestCount = 0;
  const server = createServer((incoming, outgoing) => {
    // AWS's answers tell its time; callers compare their clocks with it.
    outgoing.setHeader('date', new Date(parts.nowMs()).toUTCString());
    if (parts.answerFirst?.(incoming, outgoing)) return;
    requestCount += 1;
    const requestId = stableUuid(`request/${requestCount}`);
    serve(parts, { incoming, outgoing, requestId }).catch((error: unknown) => {
      const refusal = error instanceof AwsError ? error : defectOf(error);
      write(outgoing, FALLBACK_PROTOCOL.refuse({ action: '', requestId }, refusal));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: actualPort } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${actualPort}`, stop: () => stop(server) };
}

/** A defect of the emulator: AWS's word for that, with the reason, so that the caller sees it. */
function defectOf(error: unknown): AwsError {
  const message = `Emulator: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  return new AwsError('InternalFailure', message, 500);
}

function stop(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  server.closeAllConnections();
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
  });
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly requestId: string;
}

async function serve(parts: WireServerParts, { incoming, outgoing, requestId }: Exchange): Promise<void> {
  const request = await readRequest(incoming);
  const caller = parts.callerOf(request.accessKeyId);
  const call = identifyOrRefuse(request);
  if (call instanceof AwsError) {
    write(outgoing, FALLBACK_PROTOCOL.refuse({ action: '', requestId }, call));
    return;
  }
  const { service, action, params } = call;
  await parts.gate.slowness()?.();
  const fault =
    parts.faults.take({ service, action, caller }) ?? gateFault(parts.gate.admit(action, asRecord(params)));
  const record = (status: number) => {
    parts.callLog.record({ caller, service, action, params, atMs: parts.nowMs(), status });
  };
  const carryOut = () => answer(parts, { call, request, caller, requestId });
  const reply = await underFault(fault, {
    carryOut,
    drop: () => outgoing.destroy(),
    refuse: (refusal) => call.protocol.refuse({ action, requestId }, refusal),
    call: { service, action, caller },
  });
  if (reply === 'dropped') {
    record(0);
    outgoing.destroy();
    return;
  }
  record(reply.status);
  write(outgoing, reply, fault?.kind === 'truncate');
}

function asRecord(params: unknown): Readonly<Record<string, unknown>> {
  return typeof params === 'object' && params !== null ? (params as Record<string, unknown>) : {};
}

function identifyOrRefuse(request: WireRequest): IdentifiedCall | AwsError {
  try {
    return identifyCall(request);
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

interface CallInHand {
  readonly call: IdentifiedCall;
  readonly request: WireRequest;
  readonly caller: string;
  readonly requestId: string;
}

async function answer(
  { handlers, dynamoDb, nowMs }: WireServerParts,
  { call, request, caller, requestId }: CallInHand,
): Promise<WireReply> {
  const { service, action, protocol, params, version } = call;
  const envelope = { action, requestId };
  try {
    if (!SUPPORTED.has(`${service}:${action}`)) throw protocol.unknownAction(action, { service, version });
    if (service === 'dynamodb') return await dynamoDb.handle(request);
    const handler = handlers[service][action];
    if (!handler) throw protocol.unknownAction(action, { service, version });
    const parsed = handler.schema.safeParse(params);
    if (!parsed.success) throw new AwsError(MISFIT_CODES[service], describeMisfit(parsed.error));
    const endpoint = `http://${request.headers.host ?? 'localhost'}`;
    const context = { nowMs: nowMs(), caller, requestId, endpoint };
    const result = await handler.handle(parsed.data as never, context);
    return isRaw(result) ? result.raw : protocol.answer(envelope, result);
  } catch (error) {
    if (error instanceof AwsError) return protocol.refuse(envelope, error);
    throw error;
  }
}

const SUPPORTED = new Set(ACTION_ROWS.map(({ service, action }) => `${service}:${action}`));

/** Each service's code for a request that does not fit its shape. */
const MISFIT_CODES: Readonly<Record<ServiceName, string>> = {
  autoscaling: 'ValidationError',
  ec2: 'InvalidParameterValue',
  cloudwatch: 'InvalidParameterValueException',
  dynamodb: 'ValidationException',
  events: 'ValidationException',
  scheduler: 'ValidationException',
  lambda: 'InvalidRequestContentException',
  secretsmanager: 'ValidationException',
  kinesis: 'ValidationException',
  memorydb: 'InvalidParameterValueException',
  tag: 'InvalidParameterException',
  iam: 'ValidationError',
  sts: 'ValidationError',
  sqs: 'InvalidParameterValue',
  sns: 'InvalidParameter',
  cloudformation: 'ValidationError',
  logs: 'InvalidParameterException',
};

function isRaw(result: Answer | RawReply): result is RawReply {
  return typeof result === 'object' && result !== null && 'raw' in result;
}

function write(outgoing: ServerResponse, reply: WireReply, truncated = false): void {
  if (outgoing.destroyed) return;
  const body = Buffer.from(reply.body);
  outgoing.writeHead(reply.status, { ...reply.headers, 'content-length': String(body.length) });
  if (!truncated) {
    outgoing.end(body);
    return;
  }
  // Half the bytes that were announced, then the end of the connection.
  outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => outgoing.destroy());
}
