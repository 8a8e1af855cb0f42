import type { LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { createAwsCalls } from '../../lib/aws/aws-calls.ts';
import { createLambdaProbe } from '../../lib/aws/rdb-group/lambda-probe.ts';
import { PortError } from '../../lib/core/errors.ts';
import type { ProbeAnswer, ProbeRequest } from '../../lib/targets/rdb-group/ports/probe.ts';

const REQUEST: ProbeRequest = {
  targets: [
    { instanceId: 'i-1', host: '10.0.0.1', port: 5010, processes: 1, query: { name: 'tick', text: '1' } },
    { instanceId: 'i-2', host: '10.0.0.2', port: 5010, processes: 1, query: { name: 'tick', text: '1' } },
  ],
  access: { username: 'u', password: 'hunter2' },
};
const ANSWERS: readonly ProbeAnswer[] = [
  {
    kind: 'report',
    instanceId: 'i-1',
    sample: { usedBytes: 1, totalBytes: 2, rows: 0, live: false, queued: true, busy: false, serverTimeMs: 3 },
  },
  { kind: 'failed', instanceId: 'i-2', failure: { code: 'refused', message: 'no' } },
];

/** The probe over a client that answers so, and what it was sent. */
function probeAnswering(answer: { payload?: string; functionError?: string } | Error) {
  const sent: { FunctionName?: string; InvocationType?: string; Payload?: Uint8Array }[] = [];
  const client = {
    send: (command: { input: object }) => {
      sent.push(command.input);
      if (answer instanceof Error) return Promise.reject(answer);
      return Promise.resolve({
        StatusCode: 200,
        Payload: new TextEncoder().encode(answer.payload ?? ''),
        ...(answer.functionError !== undefined && { FunctionError: answer.functionError }),
      });
    },
  } as unknown as LambdaClient;
  const probe = createLambdaProbe({
    lambda: () => Promise.resolve(client),
    calls: createAwsCalls(),
    functionName: 'spillway-dev-probe',
  });
  return { sent, errorOf: () => probe.probe(REQUEST).catch((error: unknown) => error), probe };
}

describe('the probe by Lambda', () => {
  it('invokes the function synchronously with the request, and gives its answers', async () => {
    const { probe, sent } = probeAnswering({ payload: JSON.stringify(ANSWERS) });
    expect(await probe.probe(REQUEST)).toEqual(ANSWERS);
    expect(sent[0]).toMatchObject({ FunctionName: 'spillway-dev-probe', InvocationType: 'RequestResponse' });
    expect(JSON.parse(new TextDecoder().decode(sent[0]?.Payload))).toEqual(REQUEST);
  });

  it.each([
    [
      'a function that failed',
      { functionError: 'Unhandled', payload: '{"errorType":"Error","errorMessage":"boom"}' },
      'Unhandled',
    ],
    ['a function that timed out', { functionError: 'Unhandled', payload: 'not JSON' }, 'Unhandled'],
    ['no payload', {}, 'UnreadableAnswer'],
    ['no JSON', { payload: '<html>' }, 'UnreadableAnswer'],
    ['too few answers', { payload: JSON.stringify(ANSWERS.slice(1)) }, 'UnreadableAnswer'],
    ['answers in another order', { payload: JSON.stringify([...ANSWERS].reverse()) }, 'UnreadableAnswer'],
    [
      'rows as text',
      { payload: JSON.stringify(ANSWERS).replace('"rows":0', '"rows":"0"') },
      'UnreadableAnswer',
    ],
    ['no live', { payload: JSON.stringify(ANSWERS).replace('"live":false,', '') }, 'UnreadableAnswer'],
    [
      'throttling',
      Object.assign(new Error('slow down'), { name: 'TooManyRequestsException' }),
      'TooManyRequestsException',
    ],
  ])('throws a PortError for %s, without the credentials', async (_what, answer, code) => {
    const error = await probeAnswering(answer).errorOf();
    expect(error).toBeInstanceOf(PortError);
    expect(error).toMatchObject({ call: 'lambda:Invoke', code });
    expect(String(error)).not.toContain('hunter2');
  });

  it('passes on what the function said', async () => {
    const payload = '{"errorType":"KdbError","errorMessage":"targets must be a list"}';
    const error = await probeAnswering({ functionError: 'Unhandled', payload }).errorOf();
    expect(String(error)).toContain('spillway-dev-probe failed: KdbError: targets must be a list');
  });
});
