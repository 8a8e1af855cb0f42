import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { createAwsCalls } from '../../lib/aws/aws-calls.ts';
import { createReadSecret, SECRET_KEPT_MS } from '../../lib/aws/rdb-group/read-secret.ts';
import { PortError } from '../../lib/core/errors.ts';

function secretHolding(text: string | undefined | Error) {
  const asked: (string | undefined)[] = [];
  const clock = { now: 0, nowMs: () => clock.now };
  const client = {
    send: (command: { input: { SecretId?: string } }) => {
      asked.push(command.input.SecretId);
      return text instanceof Error ? Promise.reject(text) : Promise.resolve({ SecretString: text });
    },
  } as unknown as SecretsManagerClient;
  return { read: createReadSecret(() => Promise.resolve(client), createAwsCalls(), clock), asked, clock };
}

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
