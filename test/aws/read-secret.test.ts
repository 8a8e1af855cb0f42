import {
  DescribeSecretCommand,
  type GetSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { createAwsCalls } from '../../lib/aws/aws-calls.ts';
import {
  createReadSecret,
  SECRET_KEPT_MS,
  type SecretOwnersRule,
} from '../../lib/aws/rdb-group/read-secret.ts';
import { PortError } from '../../lib/core/errors.ts';

interface Secret {
  readonly text: string | undefined | Error;
  /** Its tag `spillway:groups`; an error where AWS does not tell. */
  readonly groups?: string | Error;
  readonly rule?: SecretOwnersRule;
}

const GROUP = 'rdb-fx';

function aSecret({ text, groups = '*', rule = 'enforce' }: Secret) {
  const asked: (string | undefined)[] = [];
  const lines: string[] = [];
  const clock = { now: 0, nowMs: () => clock.now };
  const client = {
    send: (command: DescribeSecretCommand | GetSecretValueCommand) => {
      const { SecretId } = command.input;
      if (command instanceof DescribeSecretCommand) {
        const Tags = [{ Key: 'spillway:groups', Value: groups }];
        return groups instanceof Error ? Promise.reject(groups) : Promise.resolve({ Name: SecretId, Tags });
      }
      asked.push(SecretId);
      return text instanceof Error ? Promise.reject(text) : Promise.resolve({ SecretString: text });
    },
  } as unknown as SecretsManagerClient;
  const readSecret = createReadSecret({
    secretsManager: () => Promise.resolve(client),
    calls: createAwsCalls(),
    clock,
    rule,
    writeLine: (line) => lines.push(line),
  });
  const read = (secretName: string, groupName = GROUP) => readSecret({ secretName, groupName });
  return { read, asked, lines, clock };
}

const secretHolding = (text: Secret['text']) => aSecret({ text });

describe('a secret', () => {
  it('holds user, password and TLS; other fields are left out', async () => {
    const secret = { username: 'u', password: 'p', tls: { ca: 'PEM', serverName: 'rdb' } };
    const { read } = secretHolding(JSON.stringify({ ...secret, note: 'rotated in May' }));
    expect(await read('rdb/probe')).toEqual(secret);
  });

  it('is kept for five minutes, and then read again', async () => {
    const { read, asked, clock } = secretHolding('{"username":"u"}');
    await read('a');
    clock.now = SECRET_KEPT_MS - 1;
    await read('a');
    expect(asked).toEqual(['a']);
    clock.now = SECRET_KEPT_MS;
    await read('a');
    await read('b');
    expect(asked).toEqual(['a', 'a', 'b']);
  });

  it.each([
    ['no JSON', 'user:hunter2', 'the whole'],
    ['no text', undefined, 'the whole'],
    ['a list', '["hunter2"]', 'the whole'],
    ['a password that is a number', '{"username":"u","password":1234567}', 'password'],
    ['TLS settings that are text', '{"tls":"hunter2"}', 'tls'],
  ])('with %s is refused, and not quoted', async (_what, text, place) => {
    const error: unknown = await secretHolding(text)
      .read('rdb/probe')
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PortError);
    expect(String(error)).toContain('secret rdb/probe must be JSON');
    expect(String(error)).toContain(place);
    expect(JSON.stringify([String(error), (error as Error).cause])).not.toMatch(/hunter2|1234567/);
  });

  it('that cannot be read is a PortError', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    await expect(secretHolding(denied).read('x')).rejects.toMatchObject({ code: 'AccessDeniedException' });
  });
});

describe('a secret that does not name the group', () => {
  const text = '{"username":"u","password":"hunter2"}';

  it('is not even read, and the refusal says what to do', async () => {
    const { read, asked } = aSecret({ text, groups: 'rdb-eq rdb-rates' });
    const refusal = read('spillway/eq');
    await expect(refusal).rejects.toMatchObject({ code: 'SecretOfAnother' });
    await expect(refusal).rejects.toThrow(
      'secret spillway/eq does not name group rdb-fx: give the secret the tag spillway:groups',
    );
    expect(asked).toEqual([]);
  });

  it('is refused also while it is kept for a group that it names', async () => {
    const { read } = aSecret({ text, groups: 'rdb-fx' });
    await read('spillway/shared');
    await expect(read('spillway/shared', 'rdb-theirs')).rejects.toMatchObject({ code: 'SecretOfAnother' });
  });

  it('is used where the rule is to warn, with one warning for each group that quotes nothing of it', async () => {
    const { read, lines } = aSecret({ text, groups: 'rdb-eq', rule: 'warn' });
    await read('spillway/eq');
    await read('spillway/eq');
    expect(await read('spillway/eq', 'rdb-theirs')).toEqual({ username: 'u', password: 'hunter2' });
    expect(lines.map((line) => (JSON.parse(line) as { groupName: string }).groupName)).toEqual([
      'rdb-fx',
      'rdb-theirs',
    ]);
    expect(lines.join()).not.toContain('hunter2');
  });

  it('is used with a warning where the rule is to warn and AWS does not say for whom it is', async () => {
    const groups = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    const lenient = aSecret({ text, groups, rule: 'warn' });
    expect(await lenient.read('spillway/fx')).toMatchObject({ username: 'u' });
    expect(lenient.lines).toHaveLength(1);
    await expect(aSecret({ text, groups }).read('spillway/fx')).rejects.toMatchObject({
      code: 'AccessDeniedException',
    });
  });
});
