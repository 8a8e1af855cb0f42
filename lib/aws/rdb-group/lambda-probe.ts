// The `Probe` port on the probe function, invoked synchronously. The payload holds credentials: nothing
// here logs it, and no error quotes it. (A synchronous invocation is kept in no archive or dead-letter queue.)
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { PortError } from '../../core/errors.ts';
import type { Probe, ProbeAnswer, ProbeRequest } from '../../targets/rdb-group/ports/probe.ts';
import type { AwsCalls } from '../aws-calls.ts';

const CALL = 'lambda:Invoke';

/** Of the function's own error message, in ours. */
const MESSAGE_LENGTH_MAX = 300;

/**
 * @param lambda Loads the client on first use; groups without the probe never need it.
 * @param functionName Name or ARN of the probe function of this stage.
 */
export function createLambdaProbe(
  lambda: () => Promise<LambdaClient>,
  calls: AwsCalls,
  functionName: string,
): Probe {
  return {
    async probe(request: ProbeRequest) {
      const [client, { InvokeCommand }] = await Promise.all([lambda(), import('@aws-sdk/client-lambda')]);
      const command = new InvokeCommand({
        FunctionName: functionName,
        InvocationType: 'RequestResponse',
        Payload: new TextEncoder().encode(JSON.stringify(request)),
      });
      const answer = await calls.read(CALL, (options) => client.send(command, options));
      const text = new TextDecoder().decode(answer.Payload);
      if (answer.FunctionError !== undefined) {
        throw new PortError(CALL, answer.FunctionError, `${functionName} failed: ${errorMessageOf(text)}`);
      }
      return answersOf(text, request, functionName);
    },
  };
}

/** Lambda reports a failed function as `{errorType, errorMessage}`: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
function errorMessageOf(text: string): string {
  const { errorType, errorMessage } = (parse(text) ?? {}) as Record<string, unknown>;
  return `${String(errorType ?? 'Error')}: ${String(errorMessage ?? 'no message')}`.slice(
    0,
    MESSAGE_LENGTH_MAX,
  );
}

/** One answer for each target, or it is no answer. */
function answersOf(text: string, request: ProbeRequest, functionName: string): readonly ProbeAnswer[] {
  const answers = parse(text);
  const isComplete =
    Array.isArray(answers) &&
    answers.length === request.targets.length &&
    answers.every((answer: unknown, i) => isAnswer(answer, request.targets[i]?.instanceId));
  if (!isComplete) {
    throw new PortError(CALL, 'UnreadableAnswer', `${functionName} did not answer for every target`);
  }
  return answers as readonly ProbeAnswer[];
}

function isAnswer(value: unknown, instanceId: string | undefined): boolean {
  const answer = (value ?? {}) as Partial<Record<string, unknown>>;
  if (answer['instanceId'] !== instanceId) return false;
  if (answer['kind'] === 'failed') {
    const failure = (answer['failure'] ?? {}) as Partial<Record<string, unknown>>;
    return typeof failure['code'] === 'string' && typeof failure['message'] === 'string';
  }
  const sample = (answer['sample'] ?? {}) as Partial<Record<string, unknown>>;
  const isNumber = (name: string) => typeof sample[name] === 'number';
  const isFlag = (name: string) => typeof sample[name] === 'boolean';
  const isOptional = (name: string, is: (name: string) => boolean) => sample[name] === undefined || is(name);
  return (
    answer['kind'] === 'report' &&
    ['usedBytes', 'totalBytes', 'serverTimeMs'].every(isNumber) &&
    ['live', 'busy'].every(isFlag) &&
    isOptional('rows', isNumber) &&
    isOptional('updates', isNumber) &&
    isOptional('queued', isFlag)
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Not JSON: the caller says what is missing.
    return undefined;
  }
}
