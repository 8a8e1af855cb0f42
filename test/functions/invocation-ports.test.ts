import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createInvocationPorts } from '../../functions/invocation-ports.ts';

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-west-1');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

it('needs the state table, and says so with each invocation until it is there', () => {
  vi.stubEnv('SPILLWAY_STATE_TABLE', '');
  const invocation = { getRemainingTimeInMillis: () => 1_000 };
  expect(() => createInvocationPorts(invocation)).toThrow('SPILLWAY_STATE_TABLE is not set');
  expect(() => createInvocationPorts(invocation)).toThrow('SPILLWAY_STATE_TABLE is not set');
});

it('keeps the ports of the process, and goes by the time that the latest invocation has left', async () => {
  vi.stubEnv('SPILLWAY_STATE_TABLE', 'state');
  const first = createInvocationPorts({ getRemainingTimeInMillis: () => 60_000 });
  const second = createInvocationPorts({ getRemainingTimeInMillis: () => 0 });
  expect(second).toBe(first);
  await expect(first.fleetReader.readGroup('rdb')).rejects.toMatchObject({ code: 'DeadlineExceeded' });
});
