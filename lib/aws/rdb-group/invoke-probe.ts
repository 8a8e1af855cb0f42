// One synchronous call of the probe function. The payload holds credentials: nothing here logs it, and no error quotes it.
// (A synchronous invocation is kept in no archive or dead-letter queue.) Used by lambda-probe.ts and lambda-gateways.ts.
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { PortError } from '../../core/errors.ts';
import type { AwsCalls, CallOptions } from '../aws-calls.ts';

export const INVOKE_CALL = 'lambda:Invoke';

/** Of the function's own error message, in ours. */
const MESSAGE_LENGTH_MAX = 300;

export interface ProbeFunction {
  /** Loads the client on first use; groups without the probe never need it. */
  readonly lambda: () => Promise<LambdaClient>;
  readonly calls: AwsCalls;
  /** Name or ARN of the probe function of this stage. */
  readonly functionName: string;
}

/** What the function answered; `undefined` for what is no JSON. `limitMs`: less than any read may take. Throws `PortError`. */
export async function invokeProbe(
  { lambda, calls, functionName }: ProbeFunction,
  request: object,
  { limitMs }: { readonly limitMs?: number } = {},
): Promise<unknown> {
  const [client, { InvokeCommand }] = await Promise.all([lambda(), import('@aws-sdk/client-lambda')]);
  const command = new InvokeCommand({
    FunctionName: functionName,
    InvocationType: 'RequestResponse',
    Payload: new TextEncoder().encode(JSON.stringify(request)),
  });
  const within = ({ abortSignal }: CallOptions): CallOptions =>
    limitMs === undefined
      ? { abortSignal }
      : { abortSignal: AbortSignal.any([abortSignal, AbortSignal.timeout(limitMs)]) };
  const answer = await calls.read(INVOKE_CALL, (options) => client.send(command, within(options)));
  const text = new TextDecoder().decode(answer.Payload);
  if (answer.FunctionError !== undefined)
    throw new PortError(INVOKE_CALL, answer.FunctionError, `${functionName} failed: ${errorMessageOf(text)}`);
  return jsonOf(text);
}

/** Lambda reports a failed function as `{errorType, errorMessage}`: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
function errorMessageOf(text: string): string {
  const { errorType, errorMessage } = (jsonOf(text) ?? {}) as Record<string, unknown>;
  return `${String(errorType ?? 'Error')}: ${String(errorMessage ?? 'no message')}`.slice(
    0,
    MESSAGE_LENGTH_MAX,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Not JSON: the caller says what is missing.
    return undefined;
  }
}
