import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createModelStream } from '../../../lib/backtest/kinesis-stream/model-stream.ts';
import { callsMaxIn24h } from '../../../lib/backtest/kinesis-stream/run-stream-scenario.ts';
import { DAY_MS, MINUTE_MS } from '../../../lib/core/units.ts';

describe('the model of a stream', () => {
  it('takes the lesser count while it reshards, and pays for the larger', () => {
    const stream = createModelStream({ start: 4, reshardSeconds: 300 });
    expect(stream.update(8, 0)).toBe('taken');
    expect([stream.capacityAt(299_999), stream.paidAt(299_999)]).toEqual([4, 8]);
    expect([stream.capacityAt(300_000), stream.paidAt(300_000)]).toEqual([8, 8]);
    expect(stream.update(4, 299_999)).toBe('resharding');
    expect(stream.update(3, 300_000)).toBe('ratio');
    expect(stream.update(17, 300_000)).toBe('ratio');
    expect(stream.update(4, 300_000)).toBe('taken');
    expect(stream.capacityAt(300_001)).toBe(4);
  });

  it('reshards for longer the more shards there are, where told so', () => {
    const stream = createModelStream({ start: 4, reshardSeconds: { perShard: 30 } });
    stream.update(8, 0);
    expect([stream.isUpdatingAt(239_999), stream.isUpdatingAt(240_000)]).toEqual([true, false]);
  });

  it('never takes more than ten changes in any 24 hours', () => {
    let spent = 0;
    const asks = fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 300 })), {
      minLength: 20,
      maxLength: 60,
    });
    fc.assert(
      fc.property(asks, (given) => {
        const stream = createModelStream({ start: 4, reshardSeconds: 60 });
        let nowMs = 0;
        for (const [shards, waitMinutes] of given) {
          nowMs += waitMinutes * MINUTE_MS;
          if (stream.update(shards, nowMs) === 'spent') spent += 1;
        }
        expect(callsMaxIn24h(stream.changes)).toBeLessThanOrEqual(10);
      }),
      { numRuns: 100, seed: 3 },
    );
    expect(spent).toBeGreaterThan(20);
    const ten = createModelStream({ start: 4, reshardSeconds: 1 });
    for (let i = 0; i < 10; i += 1) ten.update(i % 2 === 0 ? 8 : 4, i * MINUTE_MS);
    expect(ten.update(8, DAY_MS - 1)).toBe('spent');
    expect(ten.update(8, DAY_MS)).toBe('taken');
  });
});
