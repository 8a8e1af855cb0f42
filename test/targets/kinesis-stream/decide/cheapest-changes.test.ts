import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cheapestChanges,
  costOfChanges,
  type PlannedChange,
  type Task,
} from '../../../../lib/targets/kinesis-stream/decide/plan/cheapest-changes.ts';

/** Every sequence of changes that AWS would take, tried one after the other. */
function everySequence(task: Task): readonly (readonly PlannedChange[])[] {
  const all: PlannedChange[][] = [];
  const extend = (before: PlannedChange[], from: number, level: number): void => {
    all.push(before);
    for (let slot = from; slot < task.required.length; slot += 1) {
      if (before.length >= (task.changesAllowed[slot] ?? 0)) continue;
      for (const shards of task.levels) {
        if (shards === level || shards > 2 * level || 2 * shards < level) continue;
        extend([...before, { slot, shards }], slot + task.reshardingSlots, shards);
      }
    }
  };
  extend([], 0, task.start);
  return all;
}

const LEVELS = [1, 2, 3, 4, 6];
const task: fc.Arbitrary<Task> = fc
  .record({
    required: fc.array(fc.constantFrom(1, 2, 3, 4, 6, 7), { minLength: 4, maxLength: 6 }),
    start: fc.constantFrom(...LEVELS),
    end: fc.constantFrom(...LEVELS),
    reshardingSlots: fc.constantFrom(1, 2),
    changes: fc.integer({ min: 0, max: 3 }),
    later: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ changes, later, ...rest }) => ({
    ...rest,
    least: rest.required.map((shards) => shards * 0.7),
    levels: LEVELS,
    changesAllowed: rest.required.map((_, slot) => (slot < later ? Math.max(0, changes - 1) : changes)),
  }));

describe('the cheapest changes', () => {
  it('are the optimum of all sequences that AWS would take', () => {
    let changed = 0;
    fc.assert(
      fc.property(task, (given) => {
        const found = cheapestChanges(given);
        const best = Math.min(...everySequence(given).map((changes) => costOfChanges(given, changes)));
        expect(found.cost).toBeCloseTo(best, 6);
        expect(costOfChanges(given, found.changes)).toBeCloseTo(best, 6);
        if (found.changes.length > 1) changed += 1;
      }),
      { numRuns: 150, seed: 1 },
    );
    expect(changed).toBeGreaterThan(20);
  });

  it('keep to the ratio, the budget of each slot and one resharding at a time', () => {
    let full = 0;
    const day = fc.record({
      required: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 30, maxLength: 30 }),
      start: fc.constantFrom<number>(1, 5, 10, 20, 40),
      budget: fc.integer({ min: 1, max: 8 }),
      reshardingSlots: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(day, ({ required, start, budget, reshardingSlots }) => {
        const { changes } = cheapestChanges({
          required,
          least: required.map((shards) => shards * 0.7),
          levels: [1, 2, 3, 5, 8, 10, 16, 20, 32, 40],
          start,
          end: start,
          reshardingSlots,
          changesAllowed: required.map((_, slot) => Math.min(budget, Math.floor(slot / 2))),
        });
        let level: number = start;
        let freeFrom = 0;
        changes.forEach(({ slot, shards }, i) => {
          expect(slot).toBeGreaterThanOrEqual(freeFrom);
          expect(i + 1).toBeLessThanOrEqual(Math.min(budget, Math.floor(slot / 2)));
          expect(shards).toBeLessThanOrEqual(2 * level);
          expect(2 * shards).toBeGreaterThanOrEqual(level);
          level = shards;
          freeFrom = slot + reshardingSlots;
        });
        if (changes.length === budget) full += 1;
      }),
      { numRuns: 60, seed: 2 },
    );
    expect(full).toBeGreaterThan(15);
  });

  it('keep the night at a peak over two to the power of the doublings', () => {
    const required = Array.from({ length: 60 }, (_, slot) => (slot >= 40 && slot < 50 ? 40 : 1));
    const { carried } = cheapestChanges({
      required,
      least: required,
      levels: [1, 2, 3, 5, 10, 20, 40],
      start: 10,
      end: 10,
      reshardingSlots: 1,
      changesAllowed: required.map(() => 6),
    });
    expect(Math.min(...carried)).toBe(5);
    expect(carried.slice(40, 50)).toEqual(new Array(10).fill(40));
  });
});
