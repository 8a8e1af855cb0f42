// Whether the role that drills are made with is to be had, before anything is broken: a refusal as its owner needs it told.
import { PortError } from '../../core/errors.ts';
import type { TakeableRole } from '../../ports/drills.ts';

/** Why it is not to be had, as a sentence; `undefined`: it is taken, or none is wanted. */
export async function whyNoRole(role: TakeableRole | undefined): Promise<string | undefined> {
  try {
    await role?.take();
    return undefined;
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return `the role ${role?.arn ?? ''} cannot be taken: ${error.message}${whatToDo(error)}`;
  }
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html */
function whatToDo({ failure }: PortError): string {
  if (failure === 'unsigned') return ' (sign in first: AWS_PROFILE, aws sso login, …)';
  if (failure !== 'denied') return '';
  return ' (is its ARN the output DrillRoleArn, are you among drills.principalArns of its stack, and may you sts:AssumeRole it?)';
}
