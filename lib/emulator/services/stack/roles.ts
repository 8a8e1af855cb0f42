// IAM: the roles of the stack, and whom they trust.
// Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
import * as z from 'zod';
import { AwsError } from '../../../sim/aws/aws-error.ts';
import { uniqueId } from '../../aws-names.ts';
import { roleArn, type EmulatedStack } from '../../stack/emulated-stack.ts';
import { text } from '../../wire/params.ts';
import { serviceAction, type ServiceActions } from '../service-action.ts';

export function roleActions({ trust, deployedAtMs }: EmulatedStack): ServiceActions<'iam'> {
  function policyOf(roleName: string): string {
    const policy = trust.get(roleName);
    if (policy === undefined)
      throw new AwsError('NoSuchEntity', `The role with name ${roleName} cannot be found.`, 404);
    return policy;
  }
  return {
    GetRole: serviceAction(z.object({ RoleName: text }), ({ RoleName }) => ({
      Role: {
        RoleName,
        RoleId: uniqueId('AROA', RoleName),
        Arn: roleArn(RoleName),
        Path: '/',
        CreateDate: new Date(deployedAtMs),
        AssumeRolePolicyDocument: encodeURIComponent(policyOf(RoleName)),
      },
    })),
    UpdateAssumeRolePolicy: serviceAction(
      z.object({ RoleName: text, PolicyDocument: text }),
      ({ RoleName, PolicyDocument }) => {
        policyOf(RoleName);
        mustBeJson(PolicyDocument);
        trust.set(RoleName, PolicyDocument);
        return {};
      },
    ),
  };
}

function mustBeJson(policy: string): void {
  try {
    JSON.parse(policy);
  } catch {
    throw new AwsError('MalformedPolicyDocument', 'This policy contains invalid Json');
  }
}
