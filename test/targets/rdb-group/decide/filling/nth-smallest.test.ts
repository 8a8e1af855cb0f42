import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countCases } from '../../../../build/count-cases.ts';
import { nthSmallest } from '../../../../../lib/targets/rdb-group/decide/filling/nth-smallest.ts';

it('is what stands at that place once all are in order, however many are alike', () => {
  const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, min: -1e9, max: 1e9 }));
  const some = fc.array(number, { minLength: 1, maxLength: 60 });
  const cases = countCases({ 'it must be sought': 30, 'several are alike': 10, 'it has its equal': 3 });
  fc.assert(
    fc.property(some, fc.nat(), (numbers, at) => {
      const place = at % numbers.length;
      const inOrder = Float64Array.from(numbers).sort();
      const expected = inOrder[place] ?? Number.NaN;
      if (numbers[place] !== expected) cases.saw('it must be sought');
      if (new Set(numbers).size < numbers.length) cases.saw('several are alike');
      if (inOrder[place - 1] === expected || inOrder[place + 1] === expected) cases.saw('it has its equal');
      expect(nthSmallest(Float64Array.from(numbers), place)).toBeCloseTo(expected, 12);
    }),
  );
  cases.expectEnough();
});

it('is 0 of none', () => {
  expect(nthSmallest(new Float64Array(0), 0)).toBe(0);
});
