// Lambda's Invoke, routed to registered functions: how the tick calls the probe, and hands on what it has no time for.
// Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
import * as z from 'zod';
import { AwsError } from '../../sim/aws/aws-error.ts';
import { ASYNC_PAYLOAD_BYTES_MAX } from '../../sim/ports/sim-next-invocation.ts';
import { functionArn } from '../aws-names.ts';
import { text } from '../wire/params.ts';
import type { EmulatedStack } from '../stack/emulated-stack.ts';
import { type RawReply, type ServiceActions, serviceAction } from './service-action.ts';

/** Runs a function by name; `undefined` if there is none. */
export interface Invoker {
  readonly names: () => readonly string[];
  readonly has: (functionName: string) => boolean;
  /** Runs it and returns what it returned; throws what it threw. */
  readonly run: (functionName: string, event: unknown) => Promise<unknown>;
  /** Lambda's asynchronous queue: retried twice, then dead-lettered. */
  readonly runAsync: (functionName: string, event: unknown) => Promise<void>;
}

export function invokeActions(
  invoker: Invoker,
  stack: Pick<EmulatedStack, 'ownNameOf'>,
): Pick<ServiceActions<'lambda'>, 'Invoke'> {
  return {
    Invoke: serviceAction(
      z.object({
        FunctionName: text,
        InvocationType: z.enum(['RequestResponse', 'Event', 'DryRun']).default('RequestResponse'),
        Payload: z.string(),
      }),
      async ({ FunctionName, InvocationType, Payload }, { requestId }) => {
        const name = stack.ownNameOf(FunctionName);
        if (!invoker.has(name)) {
          throw functionNotFound(FunctionName);
        }
        const event = parsePayload(Payload);
        if (InvocationType === 'DryRun') return reply(requestId, 204, '');
        if (InvocationType === 'Event') {
          if (Buffer.byteLength(Payload) > ASYNC_PAYLOAD_BYTES_MAX)
            throw new AwsError('RequestTooLargeException', 'The request payload exceeded the quota', 413);
          await invoker.runAsync(name, event);
          return reply(requestId, 202, '');
        }
        return runSync(invoker, name, event, requestId);
      },
    ),
  };
}

/** By the name that was asked for, which is not the stack's to complete. */
export function functionNotFound(given: string): AwsError {
  const arn = given.startsWith('arn:') ? given : functionArn(given);
  return new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
}

async function runSync(invoker: Invoker, name: string, event: unknown, requestId: string): Promise<RawReply> {
  try {
    const result = await invoker.run(name, event);
    return reply(requestId, 200, JSON.stringify(result ?? null));
  } catch (error) {
    // A function's error is Lambda's success: status 200, the error in the payload and a header.
    // Source: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
    const { name: errorType, message: errorMessage } =
      error instanceof Error ? error : new Error(String(error));
    return reply(requestId, 200, JSON.stringify({ errorType, errorMessage, trace: [] }), {
      'x-amz-function-error': 'Unhandled',
    });
  }
}

function parsePayload(payload: string): unknown {
  try {
    return payload === '' ? {} : (JSON.parse(payload) as unknown);
  } catch (error) {
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function reply(
  requestId: string,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): RawReply {
  return {
    raw: {
      status,
      headers: {
        'content-type': 'application/json',
        'x-amzn-requestid': requestId,
        'x-amz-executed-version': '$LATEST',
        ...headers,
      },
      body,
    },
  };
}
