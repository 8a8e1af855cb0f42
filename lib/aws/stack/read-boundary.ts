// A policy that bounds roles, as the version in force has it.
import { GetPolicyCommand, GetPolicyVersionCommand, type IAMClient } from '@aws-sdk/client-iam';
import { PortError } from '../../core/errors.ts';
import type { BoundaryPolicy } from '../../ports/deployed-stack.ts';
import type { AwsCalls } from '../aws-calls.ts';
import { encodedStatements } from './policy-statements.ts';
import { unlessAbsent } from './unless-absent.ts';

const CALL = 'iam:GetPolicyVersion';

/**
 * `undefined` if there is no such policy.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html
 */
export async function readBoundary(
  iam: Pick<IAMClient, 'send'>,
  calls: Pick<AwsCalls, 'read'>,
  policyArn: string,
): Promise<BoundaryPolicy | undefined> {
  const find = new GetPolicyCommand({ PolicyArn: policyArn });
  const found = await unlessAbsent(calls.read('iam:GetPolicy', (options) => iam.send(find, options)));
  if (!found) return undefined;
  const versionId = found.Policy?.DefaultVersionId;
  if (versionId === undefined)
    throw new PortError('iam:GetPolicy', 'IncompleteAnswer', `the answer on ${policyArn} has no version`);
  const get = new GetPolicyVersionCommand({ PolicyArn: policyArn, VersionId: versionId });
  const answer = await unlessAbsent(calls.read(CALL, (options) => iam.send(get, options)));
  if (!answer) return undefined;
  return { statements: encodedStatements(answer.PolicyVersion?.Document, CALL, policyArn), versionId };
}
