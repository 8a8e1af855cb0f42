// IAM: policies that stand by themselves, as permissions boundaries are. What one says is not enforced.
// Sources: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
//   https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html
import * as z from 'zod';
import { AwsError } from '../../../sim/aws/aws-error.ts';
import { ACCOUNT_ID, uniqueId } from '../../aws-names.ts';
import type { EmulatedStack } from '../../stack/emulated-stack.ts';
import { isJson } from '../../wire/is-json.ts';
import { text } from '../../wire/params.ts';
import { serviceAction, type ServiceActions } from '../service-action.ts';

export type ManagedPolicyAction = 'CreatePolicy' | 'GetPolicy' | 'GetPolicyVersion' | 'DeletePolicy';

/** Each has one version. */
const VERSION_ID = 'v1';

const ofArn = z.object({ PolicyArn: text });

export function managedPolicyActions({
  managedPolicies,
  roles,
}: Pick<EmulatedStack, 'managedPolicies' | 'roles'>): Pick<ServiceActions<'iam'>, ManagedPolicyAction> {
  const find = (arn: string): string => {
    const document = managedPolicies.get(arn);
    if (document === undefined) throw new AwsError('NoSuchEntity', `Policy ${arn} was not found.`, 404);
    return document;
  };
  const answer = (arn: string) => {
    const PolicyName = arn.split('/').at(-1) ?? arn;
    return {
      Policy: { PolicyName, PolicyId: uniqueId('ANPA', PolicyName), Arn: arn, DefaultVersionId: VERSION_ID },
    };
  };
  return {
    CreatePolicy: serviceAction(
      z.object({ PolicyName: text, PolicyDocument: text }),
      ({ PolicyName, PolicyDocument }) => {
        const arn = `arn:aws:iam::${ACCOUNT_ID}:policy/${PolicyName}`;
        if (!isJson(PolicyDocument)) throw noPolicy();
        if (managedPolicies.has(arn))
          throw new AwsError(
            'EntityAlreadyExists',
            `A policy called ${PolicyName} already exists. Duplicate names are not allowed.`,
            409,
          );
        managedPolicies.set(arn, PolicyDocument);
        return answer(arn);
      },
    ),
    GetPolicy: serviceAction(ofArn, ({ PolicyArn }) => {
      find(PolicyArn);
      return answer(PolicyArn);
    }),
    GetPolicyVersion: serviceAction(ofArn.extend({ VersionId: text }), ({ PolicyArn, VersionId }) => {
      const document = find(PolicyArn);
      if (VersionId !== VERSION_ID)
        throw new AwsError('NoSuchEntity', `Policy ${PolicyArn} version ${VersionId} does not exist.`, 404);
      return { PolicyVersion: { Document: encodeURIComponent(document), VersionId, IsDefaultVersion: true } };
    }),
    DeletePolicy: serviceAction(ofArn, ({ PolicyArn }) => {
      find(PolicyArn);
      if ([...roles.values()].some(({ boundaryArn }) => boundaryArn === PolicyArn))
        throw new AwsError('DeleteConflict', 'Cannot delete a policy attached to entities.', 409);
      managedPolicies.delete(PolicyArn);
      return {};
    }),
  };
}

export function noPolicy(): AwsError {
  return new AwsError('MalformedPolicyDocument', 'This policy contains invalid Json');
}
