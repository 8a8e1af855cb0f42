// The role that a drill is made with, as it was asked for: by an option, or by a variable that stays set. It is taken for the one
// call that breaks something.
import type { DrillRole } from '../../lib/ports/drills.ts';
import { CommandError } from '../command-error.ts';

export const DRILL_ROLE_VARIABLE = 'SPILLWAY_DRILL_ROLE_ARN';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns */
const ROLE_ARN = /^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;

/** What AWS lets a session be called: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const SESSION_NAME_MAX = 64;
const NOT_IN_SESSION_NAME = /[^\w+=,.@-]/g;

/** Throws `CommandError`, exit status 2. `undefined`: no role was asked for. */
export function askedRole(
  typed: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  who: string,
): DrillRole | undefined {
  const [from, arn] =
    typed === undefined ? [DRILL_ROLE_VARIABLE, env[DRILL_ROLE_VARIABLE]] : ['--role-arn', typed];
  if (arn === undefined || (typed === undefined && arn === '')) return undefined;
  if (!ROLE_ARN.test(arn))
    throw new CommandError(
      `${from} is "${arn}", allowed is the ARN of a role, such as arn:aws:iam::123456789012:role/spillway-DrillRole`,
      { exitStatus: 2 },
    );
  return { arn, sessionName: sessionNameOf(who) };
}

/** So that CloudTrail tells who it was. */
function sessionNameOf(who: string): string {
  return `spillway-drill-${who.replace(NOT_IN_SESSION_NAME, '-')}`.slice(0, SESSION_NAME_MAX);
}
