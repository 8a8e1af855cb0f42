// STS: who calls, and sessions of the stack's roles, for those whom the roles trust. A session's access key names its calls in
// the call log. Sources: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html and, for who is who,
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
import * as z from 'zod';
import { AwsError, validationError } from '../../../sim/aws/aws-error.ts';
import { ACCOUNT_ID, stableUuid, uniqueId } from '../../aws-names.ts';
import { roleArn, userArn, OPERATOR, type EmulatedStack } from '../../stack/emulated-stack.ts';
import { integer, text } from '../../wire/params.ts';
import { serviceAction, type ServiceActions } from '../service-action.ts';

/** AWS's least; and an hour, which is its default, and the most of a role that is not given more. */
const SESSION_SECONDS_MIN = 900;
const SESSION_SECONDS_MAX = 3_600;

/** How IDs begin: of temporary keys, of roles, of users. */
const KEY_PREFIX = 'ASIA';
const ROLE_ID_PREFIX = 'AROA';
const USER_ID_PREFIX = 'AIDA';

export interface Sessions {
  readonly actions: ServiceActions<'sts'>;
  /** `assumed-role/<role>/<session>` by the access key of a session; `undefined`: none has it. */
  readonly callerOf: (accessKeyId: string) => string | undefined;
}

export function createSessions(stack: EmulatedStack): Sessions {
  const callers = new Map<string, string>();

  /** As a role's trust names it, and IDs begin with. */
  function identityOf(caller: string): { readonly arn: string; readonly userId: string } {
    const own = stack.functions.get(caller);
    const session = own ? `assumed-role/${own.roleName}/${stack.nameOf(caller)}` : caller;
    const [, roleName = '', sessionName = ''] = /^assumed-role\/([^/]+)\/(.+)$/.exec(session) ?? [];
    if (roleName === '') return { arn: userArn(OPERATOR), userId: uniqueId(USER_ID_PREFIX, OPERATOR) };
    return { arn: sessionArn(session), userId: `${uniqueId(ROLE_ID_PREFIX, roleName)}:${sessionName}` };
  }

  function trusts(roleName: string, callerArn: string): boolean {
    const policy = stack.roles.get(roleName)?.trust;
    return policy !== undefined && principalsOf(policy).some((principal) => covers(principal, callerArn));
  }

  return {
    callerOf: (accessKeyId) => callers.get(accessKeyId),
    actions: {
      GetCallerIdentity: serviceAction(z.object({}), (_, { caller }) => {
        const { arn, userId } = identityOf(caller);
        return { UserId: userId, Account: ACCOUNT_ID, Arn: arn };
      }),
      AssumeRole: serviceAction(
        z.object({
          RoleArn: text.min(20),
          RoleSessionName: z
            .string()
            .regex(/^[\w+=,.@-]{2,64}$/, 'Member must satisfy regular expression pattern: [\\w+=,.@-]*'),
          DurationSeconds: integer.min(SESSION_SECONDS_MIN).default(SESSION_SECONDS_MAX),
        }),
        ({ RoleArn, RoleSessionName, DurationSeconds }, { caller, nowMs }) => {
          const roleName = RoleArn.split('/').at(-1) ?? '';
          const { arn } = identityOf(caller);
          // Whether there is such a role, AWS does not tell whom it does not trust.
          if (RoleArn !== roleArn(roleName) || !trusts(roleName, arn)) throw notTrusted(arn, RoleArn);
          if (DurationSeconds > SESSION_SECONDS_MAX)
            throw validationError(
              'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
            );
          const session = `assumed-role/${roleName}/${RoleSessionName}`;
          const AccessKeyId = uniqueId(KEY_PREFIX, session);
          callers.set(AccessKeyId, session);
          return {
            Credentials: {
              AccessKeyId,
              SecretAccessKey: stableUuid(`secret/${session}`),
              SessionToken: stableUuid(`token/${session}`),
              Expiration: new Date(nowMs + DurationSeconds * 1_000),
            },
            AssumedRoleUser: {
              AssumedRoleId: `${uniqueId(ROLE_ID_PREFIX, roleName)}:${RoleSessionName}`,
              Arn: sessionArn(session),
            },
          };
        },
      ),
    },
  };
}

function sessionArn(session: string): string {
  return `arn:aws:sts::${ACCOUNT_ID}:${session}`;
}

/** Whom a trust policy names in statements that allow it; conditions and denials are not read. */
function principalsOf(policy: string): readonly string[] {
  const { Statement = [] } = JSON.parse(policy) as { Statement?: unknown };
  const statements = z.array(STATEMENT).parse([Statement].flat());
  return statements.flatMap(({ Effect, Principal }) => {
    if (Effect !== 'Allow' || Principal === undefined) return [];
    return typeof Principal === 'string' ? [Principal] : [Principal.AWS ?? []].flat();
  });
}

const STATEMENT = z.object({
  Effect: z.string(),
  Principal: z
    .union([z.string(), z.object({ AWS: z.union([z.string(), z.array(z.string())]).optional() })])
    .optional(),
});

/** Everybody, the account, the caller itself, or the role whose session the caller is. */
function covers(principal: string, callerArn: string): boolean {
  const ofRole = callerArn.replace(
    /^arn:aws:sts::(\d+):assumed-role\/([^/]+)\/.*$/,
    'arn:aws:iam::$1:role/$2',
  );
  return ['*', ACCOUNT_ID, `arn:aws:iam::${ACCOUNT_ID}:root`, callerArn, ofRole].includes(principal);
}

function notTrusted(callerArn: string, wantedArn: string): AwsError {
  return new AwsError(
    'AccessDenied',
    `User: ${callerArn} is not authorized to perform: sts:AssumeRole on resource: ${wantedArn}`,
    403,
  );
}
