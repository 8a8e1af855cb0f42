// The role that drills are made with: taken by whoever runs the command, for the calls alone that break something. What is read
// and kept beside them is signed as ever. No function loads this.
// Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { DrillRole, TakeableRole } from '../ports/drills.ts';
import type { AwsCalls } from './aws-calls.ts';
import {
  CONNECT_TIMEOUT_MS,
  createAwsClients,
  READ_ATTEMPTS_MAX,
  REQUEST_TIMEOUT_MS,
  type AwsClients,
  type ClientOptions,
} from './clients.ts';

export interface TakenRole extends TakeableRole {
  /** What they send is signed with the role. */
  readonly clients: Pick<AwsClients, 'ec2' | 'memoryDb'>;
}

/** Sends nothing yet. `account`: whose credentials ask for the role; without them the SDK's own settings hold. */
export function takeDrillRole(
  role: DrillRole,
  { credentials, ...account }: Pick<ClientOptions, 'endpoint' | 'region' | 'credentials'>,
  calls: AwsCalls,
): TakenRole {
  const asked = fromTemporaryCredentials({
    params: { RoleArn: role.arn, RoleSessionName: role.sessionName },
    ...(credentials && { masterCredentials: credentials }),
    clientConfig: {
      ...account,
      maxAttempts: READ_ATTEMPTS_MAX,
      requestHandler: {
        connectionTimeout: CONNECT_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        throwOnRequestTimeout: true,
      },
    },
  });
  // It lasts an hour, and is asked for just before the one call that it is for.
  let asking: ReturnType<typeof asked> | undefined;
  const session = () => (asking ??= calls.read('sts:AssumeRole', () => asked()));
  return {
    ...role,
    clients: createAwsClients({ ...account, credentials: session }),
    take: async () => void (await session()),
  };
}
