// Secrets Manager: a secret's name and tags, and its current value, by name or ARN.
// Sources: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
//   https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
import * as z from 'zod';
import { ACCOUNT_ID, REGION, stableUuid } from '../aws-names.ts';
import { AwsError } from '../../sim/aws/aws-error.ts';
import { text } from '../wire/params.ts';
import { type ServiceActions, serviceAction } from './service-action.ts';

/** A secret as it is given to the emulator: its text alone, or with tags. */
export type EmulatedSecret =
  string | { readonly text: string; readonly tags: Readonly<Record<string, string>> };

/** `secrets` is read on each call. */
export function secretActions(
  secrets: ReadonlyMap<string, EmulatedSecret>,
): ServiceActions<'secretsmanager'> {
  const input = z.object({ SecretId: text });
  function find(secretId: string) {
    const name = /:secret:(.+)-.{6}$/.exec(secretId)?.[1] ?? secretId;
    const given = secrets.get(name);
    if (given === undefined)
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    const secret = typeof given === 'string' ? { text: given, tags: {} } : given;
    const arn = `arn:aws:secretsmanager:${REGION}:${ACCOUNT_ID}:secret:${name}-${stableUuid(name).slice(0, 6)}`;
    return { ...secret, name, arn, versionId: stableUuid(`${name}/${secret.text}`) };
  }

  return {
    DescribeSecret: serviceAction(input, ({ SecretId }) => {
      const { name, arn, tags, versionId } = find(SecretId);
      return {
        ARN: arn,
        Name: name,
        Tags: tagsAnswer(tags),
        VersionIdsToStages: { [versionId]: ['AWSCURRENT'] },
      };
    }),
    // Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html
    ListSecrets: serviceAction(z.object({}), () => ({
      SecretList: [...secrets.keys()].map((secretId) => {
        const { name, arn, tags } = find(secretId);
        return { ARN: arn, Name: name, Tags: tagsAnswer(tags) };
      }),
    })),
    GetSecretValue: serviceAction(input, ({ SecretId }) => {
      const { name, arn, text: secretText, versionId } = find(SecretId);
      return {
        ARN: arn,
        Name: name,
        SecretString: secretText,
        VersionId: versionId,
        VersionStages: ['AWSCURRENT'],
      };
    }),
  };
}

function tagsAnswer(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
