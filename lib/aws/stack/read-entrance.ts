// Who may call a function, by the function's own policy. What a role lets its holder call stands in the role.
import { GetPolicyCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { AwsCalls } from '../aws-calls.ts';
import { statementsOf } from './policy-statements.ts';
import { unlessAbsent } from './unless-absent.ts';

const CALL = 'lambda:GetPolicy';

/**
 * A function that lets in nobody has no policy, which Lambda says as it says that there is no function.
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html
 */
export async function readEntrance(
  client: Pick<LambdaClient, 'send'>,
  calls: Pick<AwsCalls, 'read'>,
  functionArn: string,
): Promise<readonly unknown[]> {
  const command = new GetPolicyCommand({ FunctionName: functionArn });
  const answer = await unlessAbsent(calls.read(CALL, (options) => client.send(command, options)));
  return statementsOf(answer?.Policy, CALL, functionArn);
}
