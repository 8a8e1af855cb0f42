// The same of both: an event is handed to the function by name, begun when time moves on, and what is refused is said.
import { describe, expect, it } from 'vitest';
import { createAwsCalls } from '../../lib/aws/aws-calls.ts';
import { createAwsNextInvocation } from '../../lib/aws/aws-next-invocation.ts';
import type { NextInvocation } from '../../lib/ports/next-invocation.ts';
import { throttled } from '../../lib/sim/aws/aws-error.ts';
import { createSimNextInvocation } from '../../lib/sim/ports/sim-next-invocation.ts';
import { createWorld } from '../../lib/sim/world.ts';
import { FUNCTION_NAME_VARIABLE, wireNextInvocation } from '../../lib/wiring/wire-next-invocation.ts';
import { wiringParts } from '../../lib/wiring/wire-cycle.ts';
import { START_MS, startLocalAws } from '../emulator/local-aws.ts';

interface Harness {
  readonly next: NextInvocation;
  readonly begun: readonly unknown[];
  readonly pass: () => Promise<void>;
  /** The calls from now on are refused. */
  readonly refuse: () => void;
}

async function onLambda(): Promise<Harness> {
  const begun: unknown[] = [];
  const onTick = (event: unknown) => Promise.resolve(begun.push(event));
  const { emulator, lambda } = await startLocalAws({ functions: { onTick } });
  return {
    next: createAwsNextInvocation({
      lambda: () => Promise.resolve(lambda),
      calls: createAwsCalls(),
      functionName: 'on-tick',
    }),
    begun,
    pass: () => emulator.runUntil(START_MS),
    refuse: () => {
      emulator.injectWireFault({ action: 'lambda:Invoke', fault: { kind: 'deny' }, times: 10 });
    },
  };
}

function simulated(): Promise<Harness> {
  const begun: unknown[] = [];
  const world = createWorld({ startMs: START_MS });
  return Promise.resolve({
    next: createSimNextInvocation(world, (event) => Promise.resolve(begun.push(event))),
    begun,
    pass: () => world.runUntil(START_MS),
    refuse: () => void world.calls.intercept(() => ({ kind: 'refuse', error: throttled() })),
  });
}

describe.each([
  ['on Lambda', onLambda],
  ['simulated', simulated],
])('the next invocation, %s', (_, start) => {
  it('begins with the event, and not before time moves on', async () => {
    const { next, begun, pass } = await start();
    const event = { left: { groups: ['rdb-fx', 'rdb-é'] }, generation: 1 };
    await next.handOn(event);
    expect(begun).toEqual([]);
    await pass();
    expect(begun).toEqual([event]);
  });

  it('is not begun where the call is refused, and who asked is told', async () => {
    const { next, begun, pass, refuse } = await start();
    refuse();
    await expect(next.handOn({})).rejects.toMatchObject({ name: 'PortError', call: 'lambda:Invoke' });
    await pass();
    expect(begun).toEqual([]);
  });

  it('is not begun with more than Lambda takes', async () => {
    const { next } = await start();
    const tooLarge = next.handOn({ left: 'x'.repeat(1_000_000) });
    await expect(tooLarge).rejects.toMatchObject({ name: 'PortError', code: 'RequestTooLargeException' });
  });
});

describe('the wiring', () => {
  const env = { SPILLWAY_STATE_TABLE: 'spillway-state' };

  it('knows a next invocation where Lambda has named the function, and none elsewhere', () => {
    expect(wireNextInvocation(wiringParts({ env }))).toBeUndefined();
    const inLambda = { ...env, [FUNCTION_NAME_VARIABLE]: 'spillway-prod-on-tick' };
    expect(wireNextInvocation(wiringParts({ env: inLambda }))).toBeDefined();
  });
});
