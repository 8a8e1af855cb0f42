import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { levelsOf } from '../../../../lib/targets/kinesis-stream/decide/plan/levels.ts';
import { fewestShards, mostShards } from '../../../../lib/targets/kinesis-stream/domain/limits.ts';

describe('the numbers of shards that a plan chooses from', () => {
  it('are each of the few, steps of the many, and what the peak is reached from by doubling', () => {
    expect(levelsOf({ min: 1, max: 64, peak: 21, exact: [] })).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 15, 17, 20, 21,
    ]);
  });

  it('lead down from far above the peak by halves', () => {
    expect(levelsOf({ min: 1, max: 64, peak: 2, exact: [55] })).toEqual([1, 2, 4, 7, 14, 28, 55]);
    expect(levelsOf({ min: 1, max: 64, peak: 27, exact: [55] }).slice(-3)).toEqual([27, 28, 55]);
    expect(levelsOf({ min: 1, max: 64, peak: 28, exact: [55] }).slice(-2)).toEqual([28, 55]);
  });

  it('always have a way that AWS takes from the shards that are open to the peak', () => {
    let far = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 200 }), (peak, open) => {
        const levels = levelsOf({ min: 1, max: 200, peak, exact: [open] });
        if (open > 2 * peak || peak > 2 * open) far += 1;
        let now = open;
        for (let steps = 0; now !== peak && steps < 9; steps += 1) {
          const reached = levels.filter((to) => to >= fewestShards(now) && to <= mostShards(now));
          now = peak < now ? Math.max(peak, reached[0] ?? now) : Math.min(peak, reached.at(-1) ?? now);
        }
        expect(now).toBe(peak);
      }),
      { numRuns: 300, seed: 7 },
    );
    expect(far).toBeGreaterThan(50);
  });
});
