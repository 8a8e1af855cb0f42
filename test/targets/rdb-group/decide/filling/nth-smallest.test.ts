import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nthSmallest } from '../../../../../lib/targets/rdb-group/decide/filling/nth-smallest.ts';

it('is what stands at that place once all are in order, however many are alike', () => {
  const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, min: -1e9, max: 1e9 }));
  const some = fc.array(number, { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(some, fc.nat(), (numbers, at) => {
      const place = at % numbers.length;
      const expected = Float64Array.from(numbers).sort()[place];
      expect(nthSmallest(Float64Array.from(numbers), place)).toBeCloseTo(expected ?? Number.NaN, 12);
    }),
  );
});

it('is 0 of none', () => {
  expect(nthSmallest(new Float64Array(0), 0)).toBe(0);
});
