// A group's RDB secret: `{"username", "password", "tls": {…}}` as JSON in Secrets Manager. Kept for a few
// minutes, so that a tick each minute costs few reads and a rotated password is soon taken up. It is used only for groups
// that it names (secret-owners.ts), which is asked before it is read.
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { PortError } from '../../core/errors.ts';
import { MINUTE_MS } from '../../core/units.ts';
import type { Clock } from '../../ports/clock.ts';
import {
  isSecretFor,
  ownSecretName,
  SECRET_GROUPS_TAG,
  type SecretOwners,
} from '../../targets/rdb-group/domain/secret-owners.ts';
import type { RdbAccess, ReadRdbAccess } from '../../targets/rdb-group/ports/probe.ts';
import type { AwsCalls } from '../aws-calls.ts';
import { readSecretOwners } from './secret-owners.ts';

export const SECRET_KEPT_MS = 5 * MINUTE_MS;
/** Secrets remembered at once; one per group at most. */
const SECRETS_KEPT_MAX = 1_000;

const CALL = 'secretsmanager:GetSecretValue';

/** `warn` uses a secret that does not name the group, as version 0.1 did, and says so. */
export type SecretOwnersRule = 'enforce' | 'warn';

export interface ReadSecretOptions {
  /** Loads the client on first use. */
  readonly secretsManager: () => Promise<SecretsManagerClient>;
  readonly calls: AwsCalls;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly rule: SecretOwnersRule;
  /** Takes warnings; each once per process. */
  readonly writeLine: (line: string) => void;
}

interface KeptSecret {
  /** `undefined` where the rule is `warn` and AWS did not say. */
  readonly owners: SecretOwners | undefined;
  readonly access: RdbAccess;
  readonly untilMs: number;
}

export function createReadSecret(options: ReadSecretOptions): ReadRdbAccess {
  const { secretsManager, calls, clock, rule } = options;
  const kept = new Map<string, KeptSecret>();
  const warn = createWarnings(options.writeLine);

  function mustBeFor(groupName: string, secretName: string, owners: SecretOwners | undefined): void {
    if (owners && isSecretFor(groupName, owners)) return;
    const why = notFor(groupName, secretName);
    if (rule === 'enforce') throw new PortError('secretsmanager:DescribeSecret', 'SecretOfAnother', why);
    warn({ groupName, secretName, message: why });
  }

  async function ownersOf(secretName: string): Promise<SecretOwners | undefined> {
    try {
      return await readSecretOwners(secretsManager, calls, secretName);
    } catch (error) {
      // Where a permissions boundary does not know the call yet, an upgrade blinds nobody.
      if (rule === 'warn' && error instanceof PortError) return undefined;
      throw error;
    }
  }

  return async ({ secretName, groupName }) => {
    const known = kept.get(secretName);
    if (known && clock.nowMs() < known.untilMs) {
      mustBeFor(groupName, secretName, known.owners);
      return known.access;
    }
    const owners = await ownersOf(secretName);
    mustBeFor(groupName, secretName, owners);
    const [client, { GetSecretValueCommand }] = await Promise.all([
      secretsManager(),
      import('@aws-sdk/client-secrets-manager'),
    ]);
    const command = new GetSecretValueCommand({ SecretId: secretName });
    const { SecretString } = await calls.read(CALL, (options) => client.send(command, options));
    const access = accessOf(SecretString, secretName);
    if (kept.size >= SECRETS_KEPT_MAX) kept.clear();
    kept.set(secretName, { owners, access, untilMs: clock.nowMs() + SECRET_KEPT_MS });
    return access;
  };
}

function notFor(groupName: string, secretName: string): string {
  return (
    `secret ${secretName} does not name group ${groupName}: give the secret the tag ${SECRET_GROUPS_TAG} with the group's ` +
    `name, or the group a secret named ${ownSecretName(groupName)}`
  );
}

interface Warning {
  readonly groupName: string;
  readonly secretName: string;
  readonly message: string;
}

function createWarnings(writeLine: (line: string) => void): (warning: Warning) => void {
  const said = new Set<string>();
  return (warning) => {
    const key = JSON.stringify([warning.groupName, warning.secretName]);
    if (said.has(key)) return;
    if (said.size >= SECRETS_KEPT_MAX) said.clear();
    said.add(key);
    writeLine(JSON.stringify({ level: 'WARN', ...warning }));
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
