// For which groups a secret is, from its name and tags; nothing of what it holds is read. The rule is
// lib/targets/rdb-group/domain/secret-owners.ts.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PortError } from '../../core/errors.ts';
import { SECRET_GROUPS_TAG, type SecretOwners } from '../../targets/rdb-group/domain/secret-owners.ts';
import type { AwsCalls } from '../aws-calls.ts';

const CALL = 'secretsmanager:DescribeSecret';

/** Throws `PortError`. */
export async function readSecretOwners(
  secretsManager: () => Promise<SecretsManagerClient>,
  calls: AwsCalls,
  secretId: string,
): Promise<SecretOwners> {
  const [client, { DescribeSecretCommand }] = await Promise.all([
    secretsManager(),
    import('@aws-sdk/client-secrets-manager'),
  ]);
  const command = new DescribeSecretCommand({ SecretId: secretId });
  const { Name, Tags } = await calls.read(CALL, (options) => client.send(command, options));
  if (Name === undefined) throw new PortError(CALL, 'IncompleteAnswer', `secret ${secretId} has no name`);
  const groups = Tags?.find(({ Key }) => Key === SECRET_GROUPS_TAG)?.Value;
  return { secretName: Name, ...(groups !== undefined && { groups }) };
}
