// Where a bundled function has its keys from: its environment, as Lambda gives them; never a profile, a process or a token.
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { bundleFunction, type Bundle } from '../../scripts/package/bundle-function.ts';
import { PROJECT } from './package-project-fixture.ts';

const SOURCE = `
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
export const handler = () => new DynamoDBClient({ region: 'eu-west-1' }).config.credentials();
`;

let root: string;
let bundle: Bundle;
let handler: () => Promise<{ readonly accessKeyId: string }>;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'spillway-bundle-'));
  await mkdir(join(root, 'functions'));
  await symlink(join(PROJECT, 'node_modules'), join(root, 'node_modules'));
  await writeFile(join(root, 'functions/sample.ts'), SOURCE);
  bundle = await bundleFunction(root, 'sample');
  for (const { name, text } of bundle.modules) await writeFile(join(root, name), text);
  ({ handler } = (await import(pathToFileURL(join(root, 'index.mjs')).href)) as { handler: typeof handler });
});
afterAll(() => rm(root, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

function inAnEnvironmentOf(variables: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env).filter((one) => one.startsWith('AWS_')))
    vi.stubEnv(name, undefined);
  // A laptop's files would answer here, and a server's own address in Lambda never does.
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}

describe('a bundled function', () => {
  it('takes the keys of its role from the environment', async () => {
    inAnEnvironmentOf({ AWS_ACCESS_KEY_ID: 'AKIAROLE', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' });
    expect(await handler()).toMatchObject({ accessKeyId: 'AKIAROLE', sessionToken: 't' });
  });

  it('finds none in a profile that the machine has, and says so', async () => {
    const file = join(root, 'credentials');
    await writeFile(file, '[default]\naws_access_key_id = AKIALAPTOP\naws_secret_access_key = s\n');
    inAnEnvironmentOf({ AWS_SHARED_CREDENTIALS_FILE: file });
    await expect(handler()).rejects.toThrow('Could not load credentials from any providers');
  });

  it('holds no client of a sign-on, no process to ask, and no browser', () => {
    const text = bundle.modules.map((module) => module.text).join('\n');
    expect(text).toContain('fromSSO: left out of the functions');
    expect(text).not.toMatch(/AssumeRoleWithWebIdentity|portal\.sso|child_process|Chromium/);
  });
});
