// Secrets Manager: the current value of a secret, by name.
// Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
import * as z from 'zod';
import { ACCOUNT_ID, REGION, stableUuid } from '../aws-names.ts';
import { AwsError } from '../../sim/aws/aws-error.ts';
import { text } from '../wire/params.ts';
import { type ServiceActions, serviceAction } from './service-action.ts';

/** `secrets` is read on each call: name → secret string. */
export function secretActions(secrets: ReadonlyMap<string, string>): ServiceActions<'secretsmanager'> {
  return {
    GetSecretValue: serviceAction(z.object({ SecretId: text }), ({ SecretId }) => {
      const name = /:secret:(.+)-.{6}$/.exec(SecretId)?.[1] ?? SecretId;
      const secret = secrets.get(name);
      if (secret === undefined) {
        throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
      }
      return {
        ARN: `arn:aws:secretsmanager:${REGION}:${ACCOUNT_ID}:secret:${name}-${stableUuid(name).slice(0, 6)}`,
        Name: name,
        SecretString: secret,
        VersionId: stableUuid(`${name}/${secret}`),
        VersionStages: ['AWSCURRENT'],
      };
    }),
  };
}
