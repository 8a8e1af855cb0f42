import { describe, expect, it } from 'vitest';
import { PortError } from '../../lib/core/errors.ts';
import { timedOut } from '../../lib/sim/aws/aws-error.ts';
import { createSimStateStore } from '../../lib/sim/ports/sim-state-store.ts';
import { createWorld } from '../../lib/sim/world.ts';
import { spoilIntentOf, stateStoreContract } from '../contracts/state-store.contract.ts';
import { T0_MS } from './build-world.ts';

stateStoreContract('the simulated state store', () => {
  const store = createSimStateStore(createWorld({ startMs: T0_MS }));
  return Promise.resolve({ store, spoilIntent: spoilIntentOf(store) });
});

describe('the simulated state store', () => {
  it('rejects with a PortError when the table does not answer; a lost answer has been written', async () => {
    const world = createWorld({ startMs: T0_MS });
    const store = createSimStateStore(world);
    const request = { name: 'g', owner: 'a', nowMs: T0_MS, durationMs: 90_000 };
    const takeLease = () => store.takeLease({ ...request, impossibleAfterMs: T0_MS + 100_000 });
    const end = world.calls.intercept(() => ({ kind: 'refuse', error: timedOut() }));
    await expect(takeLease()).rejects.toThrow(PortError);
    end();
    expect(await store.readState('g')).toBeUndefined();
    world.calls.intercept(({ action }) =>
      action === 'UpdateItem' ? { kind: 'lose-answer', error: timedOut() } : undefined,
    );
    await expect(takeLease()).rejects.toThrow(/dynamodb:UpdateItem: TimeoutError/);
    expect((await store.readState('g'))?.lease?.owner).toBe('a');
  });

  it('reads due times in batches of 100', async () => {
    const world = createWorld({ startMs: T0_MS });
    const names = Array.from({ length: 250 }, (_, i) => `g${i}`);
    await createSimStateStore(world).readDueTimes(names);
    expect(world.calls.counts()).toEqual({ BatchGetItem: 3 });
  });
});
