// A group's RDB secret: `{"username", "password", "tls": {…}}` as JSON in Secrets Manager. Kept for a few
// minutes, so that a tick each minute costs few reads and a rotated password is soon taken up.
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { PortError } from '../../core/errors.ts';
import { MINUTE_MS } from '../../core/units.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RdbAccess, ReadRdbAccess } from '../../targets/rdb-group/ports/probe.ts';
import type { AwsCalls } from '../aws-calls.ts';

export const SECRET_KEPT_MS = 5 * MINUTE_MS;
/** Secrets remembered at once; one per group at most. */
const SECRETS_KEPT_MAX = 1_000;

const CALL = 'secretsmanager:GetSecretValue';

/** @param secretsManager Loads the client on first use. */
export function createReadSecret(
  secretsManager: () => Promise<SecretsManagerClient>,
  calls: AwsCalls,
  clock: Pick<Clock, 'nowMs'>,
): ReadRdbAccess {
  const kept = new Map<string, { readonly access: RdbAccess; readonly untilMs: number }>();
  return async (secretName) => {
    const known = kept.get(secretName);
    if (known && clock.nowMs() < known.untilMs) return known.access;
    const [client, { GetSecretValueCommand }] = await Promise.all([
      secretsManager(),
      import('@aws-sdk/client-secrets-manager'),
    ]);
    const command = new GetSecretValueCommand({ SecretId: secretName });
    const { SecretString } = await calls.read(CALL, (options) => client.send(command, options));
    const access = accessOf(SecretString, secretName);
    if (kept.size >= SECRETS_KEPT_MAX) kept.clear();
    kept.set(secretName, { access, untilMs: clock.nowMs() + SECRET_KEPT_MS });
    return access;
  };
}

const text = z.string().exactOptional();
const rdbAccess = z.object({
  username: text,
  password: text,
  tls: z.object({ ca: text, cert: text, key: text, serverName: text }).exactOptional(),
});

/** No error here has a cause: `JSON.parse` quotes what it cannot read, which is the secret. */
function accessOf(secretText: string | undefined, secretName: string): RdbAccess {
  const parsed = rdbAccess.safeParse(jsonOf(secretText));
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole').join(', ');
  const why = `secret ${secretName} must be JSON with username and password: check the type of ${places}`;
  throw new PortError(CALL, 'UnreadableSecret', why);
}

function jsonOf(secretText: string | undefined): unknown {
  try {
    return JSON.parse(secretText ?? '');
  } catch {
    // Not JSON at all; the schema then refuses `undefined`.
    return undefined;
  }
}
