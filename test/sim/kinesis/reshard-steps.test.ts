import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countCases } from '../../build/count-cases.ts';
import { ALL_HASH_KEYS, equalRanges, holds, shareOf } from '../../../lib/sim/kinesis/hash-ranges.ts';
import {
  openAtMost,
  reshardSteps,
  type NumberedShard,
  type ReshardStep,
} from '../../../lib/sim/kinesis/reshard-steps.ts';

const even = (count: number): readonly NumberedShard[] =>
  equalRanges(count).map((range, number) => ({ number, range }));

/** The shards open after the steps; fails where a parent is not open, or a child is not its parents'. */
function openAfter(open: readonly NumberedShard[], steps: readonly ReshardStep[]): readonly NumberedShard[] {
  const shards = new Map(open.map((shard) => [shard.number, shard]));
  const close = (number: number) => {
    const shard = shards.get(number);
    if (!shard) throw new Error(`Shard ${number} is not open`);
    shards.delete(number);
    return shard.range;
  };
  for (const step of steps) {
    const parents = (step.kind === 'split' ? [step.parent] : step.parents).map(close);
    const children = step.kind === 'split' ? step.children : [step.child];
    expect(children[0]?.range.first).toBe(parents[0]?.first);
    expect(children.at(-1)?.range.last).toBe(parents.at(-1)?.last);
    for (const child of children) shards.set(child.number, child);
  }
  return [...shards.values()].sort((a, b) => (a.range.first < b.range.first ? -1 : 1));
}

describe('hash ranges', () => {
  // https://docs.aws.amazon.com/streams/latest/dev/kinesis-using-sdk-java-resharding-split.html has these numbers.
  it('of two shards are halves, of three thirds, as AWS cuts them', () => {
    expect(equalRanges(2).map(({ last }) => String(last))).toEqual([
      '170141183460469231731687303715884105727',
      '340282366920938463463374607431768211455',
    ]);
    expect(equalRanges(3).map(({ first }) => String(first))).toEqual([
      '0',
      '113427455640312821154458202477256070485',
      '226854911280625642308916404954512140970',
    ]);
  });

  it.each([1, 2, 3, 7, 100])('of %i shards hold each key once', (count) => {
    const ranges = equalRanges(count);
    expect(ranges[0]?.first).toBe(0n);
    expect(ranges.at(-1)?.last).toBe(ALL_HASH_KEYS.last);
    for (const [index, range] of ranges.entries()) {
      expect(holds(range, range.first) && holds(range, range.last)).toBe(true);
      if (index > 0) expect(range.first).toBe((ranges[index - 1]?.last ?? 0n) + 1n);
    }
  });

  it('hold their share of the keys', () => {
    const [first, second] = equalRanges(4);
    expect(first && shareOf(first, ALL_HASH_KEYS)).toBe(0.25);
    expect(first && second && shareOf(first, second)).toBe(0);
  });
});

describe('resharding', () => {
  const summary = (steps: readonly ReshardStep[]) =>
    steps.map((step) =>
      step.kind === 'split'
        ? `${step.parent} → ${step.children.map(({ number }) => number).join(' ')}`
        : `${step.parents.join(' + ')} → ${step.child.number}`,
    );

  it.each([
    [2, 4, ['0 → 2 3', '1 → 4 5']],
    [4, 2, ['0 + 1 → 4', '2 + 3 → 5']],
    [4, 3, ['1 → 4 5', '0 + 4 → 6', '2 → 7 8', '5 + 7 → 9', '8 + 3 → 10']],
    [2, 3, ['0 → 2 3', '1 → 4 5', '3 + 4 → 6']],
    [3, 6, ['0 → 3 4', '1 → 5 6', '2 → 7 8']],
  ])('from %i to %i shards takes these steps', (from, to, steps) => {
    expect(summary(reshardSteps(even(from), to, from))).toEqual(steps);
  });

  it('to any count ends with shards of equal size, each the child of open ones', () => {
    const count = fc.integer({ min: 1, max: 40 });
    const cases = countCases({
      'shards are split alone': 1,
      'shards are merged alone': 1,
      'shards are split and merged': 30,
      'their numbers are no longer those of a new stream': 30,
    });
    fc.assert(
      fc.property(fc.array(count, { minLength: 2, maxLength: 6 }), ([first = 1, ...counts]) => {
        let open = even(first);
        let next = first;
        for (const to of counts) {
          const steps = reshardSteps(open, to, next);
          const kinds = new Set(steps.map(({ kind }) => kind));
          if (kinds.size > 1) cases.saw('shards are split and merged');
          else if (kinds.has('split')) cases.saw('shards are split alone');
          else if (kinds.has('merge')) cases.saw('shards are merged alone');
          if (open.some(({ number }, at) => number !== at))
            cases.saw('their numbers are no longer those of a new stream');
          open = openAfter(open, steps);
          next = 1 + Math.max(next - 1, ...open.map(({ number }) => number));
          expect(open.map(({ range }) => range)).toEqual(equalRanges(to));
          expect(openAtMost(open.length, [])).toBe(to);
        }
      }),
      { numRuns: 50 },
    );
    cases.expectEnough();
  });

  it('counts the shards that live only for it', () => {
    expect(openAtMost(4, reshardSteps(even(4), 3, 4))).toBe(5);
    expect(openAtMost(2, reshardSteps(even(2), 4, 2))).toBe(4);
    expect(openAtMost(4, reshardSteps(even(4), 2, 4))).toBe(4);
  });
});
