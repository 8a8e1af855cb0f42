import {
  IAMClient,
  MalformedPolicyDocumentException,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { expect, it, onTestFinished } from 'vitest';
import { createEc2Client } from '../../lib/aws/rdb-group/fleet/instance-lookup.ts';
import { accessKeyIdOf } from '../../lib/emulator/call-log.ts';
import { roleArn, userArn } from '../../lib/emulator/stack/emulated-stack.ts';
import { clientSettings, START_MS, startLocalAws } from './local-aws.ts';

const STACK = { name: 'spillway-test', version: '1.2.3' };
const DRILLS = roleArn('spillway-test-drills');

async function startStack() {
  const aws = await startLocalAws({ stack: STACK });
  const { endpoint } = aws.emulator;
  const { credentials: _own, ...settings } = clientSettings(endpoint);
  const sessionOf = (RoleArn: string, params: { DurationSeconds?: number; RoleSessionName?: string } = {}) =>
    fromTemporaryCredentials({
      params: { RoleArn, RoleSessionName: 'ada', ...params },
      masterCredentials: { accessKeyId: 'any', secretAccessKey: 'any' },
      clientConfig: { endpoint, region: 'us-east-1' },
    });
  return { ...aws, settings, sessionOf };
}

/** GetCallerIdentity by the raw wire, as whoever has the key: the answer's `Arn`. */
async function whoIs(endpoint: string, accessKeyId: string): Promise<string | undefined> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261120/us-east-1/sts/aws4_request, Signature=0`,
    },
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  });
  return /<GetCallerIdentityResult>.*<Arn>(.*)<\/Arn>/s.exec(await answer.text())?.[1];
}

it('hands out a session to whom the role trusts, and knows its calls by it', async () => {
  const { emulator, settings, sessionOf } = await startStack();
  const session = await sessionOf(DRILLS)();
  expect(session.accessKeyId).toMatch(/^ASIA[0-9A-Z]{16}$/);
  expect(session.expiration?.getTime()).toBe(START_MS + 3_600_000);
  const ec2 = createEc2Client({ ...settings, credentials: session });
  onTestFinished(() => ec2.destroy());
  await ec2.send(new DescribeInstancesCommand({}));
  expect(emulator.calls().map(({ caller, action }) => [caller, action])).toEqual([
    ['unknown', 'AssumeRole'],
    ['assumed-role/spillway-test-drills/ada', 'DescribeInstances'],
  ]);
  const account = '123456789012';
  expect(await whoIs(emulator.endpoint, session.accessKeyId)).toBe(
    `arn:aws:sts::${account}:assumed-role/spillway-test-drills/ada`,
  );
  expect(await whoIs(emulator.endpoint, accessKeyIdOf('on-tick'))).toBe(
    `arn:aws:sts::${account}:assumed-role/spillway-test-on-tick-role/spillway-test-on-tick`,
  );
  expect(await whoIs(emulator.endpoint, 'any')).toBe(userArn('operator'));
});

it('hands out none of a role that trusts others, or is not there, and does not say which', async () => {
  const { settings, sessionOf } = await startStack();
  for (const name of ['spillway-test-on-tick-role', 'nobody'])
    await expect(sessionOf(roleArn(name))(), name).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: ${userArn('operator')} is not authorized to perform: sts:AssumeRole on resource: ${roleArn(name)}`,
    });
  const iam = new IAMClient({ ...settings, credentials: { accessKeyId: 'any', secretAccessKey: 'any' } });
  onTestFinished(() => iam.destroy());
  const trust = (RoleName: string, policy: string) =>
    iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: policy }));
  const trusting = (principals: unknown) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Principal: { AWS: principals }, Action: 'sts:AssumeRole' },
    });
  await trust('spillway-test-drills', trusting(userArn('somebody')));
  await expect(sessionOf(DRILLS)()).rejects.toMatchObject({ name: 'AccessDenied' });
  await trust('spillway-test-drills', trusting([userArn('somebody'), '123456789012']));
  await expect(sessionOf(DRILLS)()).resolves.toMatchObject({ accessKeyId: expect.any(String) });
  await expect(trust('spillway-test-drills', '{')).rejects.toBeInstanceOf(MalformedPolicyDocumentException);
});

it('refuses a session that AWS would not make', async () => {
  const { sessionOf } = await startStack();
  for (const [params, message] of [
    [{ RoleSessionName: 'a b' }, /^1 validation error detected: Value at 'roleSessionName' failed/],
    [{ DurationSeconds: 899 }, /^1 validation error detected: Value at 'durationSeconds' failed/],
    [{ DurationSeconds: 3_601 }, /exceeds the MaxSessionDuration set for this role/],
  ] as const)
    await expect(sessionOf(DRILLS, params)()).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringMatching(message),
    });
});

it('takes whoever signs with a key of no one for the function that runs, but where people call beside functions', async () => {
  const heard: unknown[] = [];
  for (const outsiders of [undefined, true] as const) {
    const { emulator } = await startLocalAws({ stack: STACK, ...(outsiders && { outsiders }) });
    emulator.setFunctions({ onTick: async () => void heard.push(await whoIs(emulator.endpoint, 'any')) });
    await emulator.invoke('on-tick', {});
  }
  expect(heard).toEqual([
    'arn:aws:sts::123456789012:assumed-role/spillway-test-on-tick-role/spillway-test-on-tick',
    userArn('operator'),
  ]);
});
