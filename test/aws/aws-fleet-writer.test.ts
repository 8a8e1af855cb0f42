import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsCalls } from '../../lib/aws/aws-calls.ts';
import { createAwsFleetWriter } from '../../lib/aws/rdb-group/fleet/aws-fleet-writer.ts';
import { createAwsClients, type AwsClients } from '../../lib/aws/clients.ts';
import { TEST_ACCOUNT } from './start-dynalite.ts';
import {
  cutShort,
  queryError,
  queryResult,
  reset,
  silence,
  startWireServer,
  type WireServer,
} from './wire-server.ts';

let server: WireServer;
let clients: AwsClients;

beforeAll(async () => {
  server = await startWireServer();
  clients = server.clients();
});
afterAll(async () => {
  await server.close();
});

/** Its requests time out soon, its connection's other limits are as ever. */
const impatient = () => createAwsFleetWriter(server.clients({ requestTimeoutMs: 100 }), createAwsCalls());

const writer = (remainingTimeMs?: () => number) =>
  createAwsFleetWriter(clients, createAwsCalls(remainingTimeMs));
const setTo3 = (remainingTimeMs?: () => number) =>
  writer(remainingTimeMs).setDesiredCapacity({ groupName: 'rdb', desiredCapacity: 3 });

describe('a write that AWS carries out', () => {
  const hook = { groupName: 'rdb', hookName: 'hold', instanceId: 'i-1' };

  it.each([
    [
      'SetDesiredCapacity',
      () => setTo3(),
      { AutoScalingGroupName: 'rdb', DesiredCapacity: '3', HonorCooldown: 'false' },
    ],
    [
      'TerminateInstanceInAutoScalingGroup',
      () => writer().terminateInstance({ instanceId: 'i-1', decrement: true }),
      { InstanceId: 'i-1', ShouldDecrementDesiredCapacity: 'true' },
    ],
    [
      'TerminateInstanceInAutoScalingGroup',
      () => writer().terminateInstance({ instanceId: 'i-1', decrement: false }),
      { InstanceId: 'i-1', ShouldDecrementDesiredCapacity: 'false' },
    ],
    [
      'CompleteLifecycleAction',
      () => writer().completeHook({ ...hook, result: 'ABANDON' }),
      {
        AutoScalingGroupName: 'rdb',
        LifecycleHookName: 'hold',
        InstanceId: 'i-1',
        LifecycleActionResult: 'ABANDON',
      },
    ],
    [
      'RecordLifecycleActionHeartbeat',
      () => writer().heartbeatHook(hook),
      { AutoScalingGroupName: 'rdb', LifecycleHookName: 'hold', InstanceId: 'i-1' },
    ],
  ])('is applied: %s', async (action, send, fields) => {
    server.script(action, queryResult(action, ''));
    expect(await send()).toEqual({ kind: 'applied' });
    const sent = server.seen.at(-1)?.fields;
    expect(sent).toEqual({ Action: action, Version: '2011-01-01', ...fields });
  });
});

describe('a write that AWS refuses is rejected, with its code and what that asks of us', () => {
  it.each([
    [400, 'ValidationError', 'refused', 'New SetDesiredCapacity value 9 is above max value 5'],
    [400, 'ScalingActivityInProgress', 'refused', 'Scaling activity is in progress'],
    [500, 'ResourceContention', 'refused', 'You already have a pending update'],
    [403, 'AccessDenied', 'denied', 'User is not authorized'],
    [400, 'AccessDeniedException', 'denied', 'User is not authorized'],
    [403, 'UnauthorizedOperation', 'denied', 'You are not authorized'],
    [403, 'InvalidClientTokenId', 'unsigned', 'The security token is invalid'],
    [400, 'ExpiredTokenException', 'unsigned', 'The security token has expired'],
    [400, 'Throttling', 'throttled', 'Rate exceeded'],
    [503, 'RequestLimitExceeded', 'throttled', 'Rate exceeded'],
  ])('%i %s: %s', async (status, code, failure, message) => {
    server.script('SetDesiredCapacity', queryError(status, code, message));
    expect(await setTo3()).toEqual({ kind: 'rejected', code, message, failure });
  });

  it('also when nothing listens at the endpoint: nothing was sent', async () => {
    const nowhere = createAwsClients({ ...TEST_ACCOUNT, endpoint: 'http://127.0.0.1:1' });
    const outcome = await createAwsFleetWriter(nowhere, createAwsCalls()).terminateInstance({
      instanceId: 'i-1',
      decrement: true,
    });
    nowhere.destroy();
    expect(outcome).toMatchObject({ kind: 'rejected', code: 'ECONNREFUSED', failure: 'refused' });
  });

  it('or not sent, when the invocation has no time left', async () => {
    const before = server.seen.length;
    expect(await setTo3(() => 1_999)).toMatchObject({ kind: 'not-sent', why: 'deadline' });
    expect(server.seen).toHaveLength(before);
  });
});

describe('a write that AWS may have carried out is unknown, and sent once', () => {
  it.each([
    ['a 500', queryError(500, 'InternalFailure', 'oops')],
    ['a 503', queryError(503, 'ServiceUnavailable', 'busy')],
    ['a 408', queryError(408, 'RequestTimeout', 'slow')],
    ['a RequestTimeout', queryError(400, 'RequestTimeout', 'slow')],
    ['a reset connection', reset],
    ['an answer cut short', cutShort('<SetDesiredCapacityResponse><Resp')],
    ['no answer in time', silence],
  ])('after %s', async (_, fault) => {
    const before = server.seen.length;
    server.script('SetDesiredCapacity', fault);
    const asked = fault === silence ? impatient() : writer();
    const outcome = await asked.setDesiredCapacity({ groupName: 'rdb', desiredCapacity: 3 });
    expect(outcome).toMatchObject({ kind: 'unknown', message: expect.any(String) as string });
    expect(server.seen).toHaveLength(before + 1);
  });

  it('after the invocation’s deadline', async () => {
    server.script('SetDesiredCapacity', silence);
    expect(await setTo3(() => 2_050)).toEqual({
      kind: 'unknown',
      message: 'autoscaling:SetDesiredCapacity: no answer within 50 ms',
    });
  });
});
