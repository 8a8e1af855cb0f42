// `NextInvocation` on Lambda's asynchronous Invoke, of the function that this code runs in.
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { NextInvocation } from '../ports/next-invocation.ts';
import type { AwsCalls } from './aws-calls.ts';

const CALL = 'lambda:Invoke';

export interface NextInvocationOptions {
  /** Loads the client on first use; most ticks have the time that they need. */
  readonly lambda: () => Promise<LambdaClient>;
  readonly calls: AwsCalls;
  /** This function's own. */
  readonly functionName: string;
}

/**
 * The call is repeated where no answer came, as the clients of reads are: what is begun twice finds the leases taken, or
 * nothing due. It may use what is kept back for recording, since it is the last that an invocation does.
 */
export function createAwsNextInvocation({
  lambda,
  calls,
  functionName,
}: NextInvocationOptions): NextInvocation {
  return {
    async handOn(event) {
      const [client, { InvokeCommand }] = await Promise.all([lambda(), import('@aws-sdk/client-lambda')]);
      const command = new InvokeCommand({
        FunctionName: functionName,
        InvocationType: 'Event',
        Payload: new TextEncoder().encode(JSON.stringify(event)),
      });
      await calls.record(CALL, (options) => client.send(command, options));
    },
  };
}
