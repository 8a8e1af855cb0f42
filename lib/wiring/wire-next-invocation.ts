// The part of the composition root for functions that hand on what they have no time for.
import { createAwsNextInvocation } from '../aws/aws-next-invocation.ts';
import type { NextInvocation } from '../ports/next-invocation.ts';
import type { WiringParts } from './wire-cycle.ts';

/**
 * Set by Lambda in each function, so that no setting need name the function to itself.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const FUNCTION_NAME_VARIABLE = 'AWS_LAMBDA_FUNCTION_NAME';

/** `undefined` outside Lambda: nobody could be asked. Sends nothing yet. */
export function wireNextInvocation({ env, clients, calls }: WiringParts): NextInvocation | undefined {
  const functionName = env[FUNCTION_NAME_VARIABLE];
  if (!functionName) return undefined;
  return createAwsNextInvocation({ lambda: clients.lambda, calls, functionName });
}
